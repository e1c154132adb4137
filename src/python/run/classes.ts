import { isKind, isUnknown, makeUnknown } from '../values/make.js';
import type { Class, Value } from '../values/value.js';
import type { Runtime } from './runtime.js';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** `class name(*bases, **keywords)`: metaclass, C3 order, `__set_name__`, `__init_subclass__`. */
export function createClass(
  runtime: Runtime,
  name: string,
  given: readonly Value[],
  namespace: Map<string, Value>,
  keywords: ReadonlyMap<string, Value>,
): Value {
  const { bases, unknownBase } = resolveBases(runtime, given);
  const metaclass = chooseMetaclass(runtime, bases, keywords.get('metaclass'));
  const rest = new Map([...keywords].filter(([key]) => key !== 'metaclass'));
  if (metaclass) {
    const make = runtime.lookup(metaclass, '__new__');
    if (isKind(make, 'function') || isKind(make, 'wrapped') || isKind(make, 'native')) {
      return callMetaclass(runtime, metaclass, make, name, given, namespace, rest);
    }
  }
  const cls = buildClass(runtime, name, bases, namespace, metaclass, unknownBase, rest);
  if (metaclass) initialize(runtime, metaclass, cls, name, given, namespace, rest);
  return cls;
}

function callMetaclass(
  runtime: Runtime,
  metaclass: Class,
  make: Value,
  name: string,
  bases: readonly Value[],
  namespace: Map<string, Value>,
  keywords: ReadonlyMap<string, Value>,
): Value {
  const names = namespaceDict(runtime, namespace);
  const tuple = runtime.call(runtime.builtin('tuple'), [
    runtime.call(runtime.builtin('list'), [{ kind: 'tuple', items: bases }]),
  ]);
  const callee = isKind(make, 'wrapped') ? make.callee : make;
  const cls = runtime.call(callee, [metaclass, name, tuple, names], keywords);
  if (isKind(cls, 'class')) initialize(runtime, metaclass, cls, name, bases, namespace, keywords);
  return cls;
}

function initialize(
  runtime: Runtime,
  metaclass: Class,
  cls: Class,
  name: string,
  bases: readonly Value[],
  namespace: Map<string, Value>,
  keywords: ReadonlyMap<string, Value>,
): void {
  const init = runtime.lookup(metaclass, '__init__');
  if (!isKind(init, 'function')) return;
  runtime.call(init, [cls, name, { kind: 'tuple', items: bases }, namespaceDict(runtime, namespace)], keywords);
}

function namespaceDict(runtime: Runtime, namespace: Map<string, Value>): Value {
  const dict = runtime.call(runtime.builtin('dict'), []);
  if (isKind(dict, 'dict')) for (const [key, value] of namespace) dict.entries.set(key, [key, value]);
  return dict;
}

/** `type.__new__` */
export function buildClass(
  runtime: Runtime,
  name: string,
  bases: readonly Class[],
  namespace: Map<string, Value>,
  metaclass: Class | undefined,
  unknownBase: Class['unknownBase'],
  keywords: ReadonlyMap<string, Value>,
): Class {
  const cls: Writable<Class> = {
    kind: 'class',
    name,
    qualifiedName: String(namespace.get('__qualname__') ?? name),
    module: String(namespace.get('__module__') ?? runtime.frame?.module.name ?? 'builtins'),
    bases,
    mro: [],
    attributes: namespace,
    metaclass,
    unknownBase,
    isNative: false,
    tag: undefined,
    site: runtime.site(),
  };
  cls.mro = linearize(runtime, cls);
  if (namespace.has('__eq__') && !namespace.has('__hash__')) namespace.set('__hash__', null);
  for (const special of ['__init_subclass__', '__class_getitem__']) {
    const value = namespace.get(special);
    if (isKind(value, 'function')) namespace.set(special, { kind: 'wrapped', how: 'classmethod', callee: value });
  }
  nameDescriptors(runtime, cls);
  initSubclass(runtime, cls, keywords);
  return cls;
}

/** Bases that are not known leave a class of which some is known; typing's inert things vanish (`__mro_entries__`). */
export function resolveBases(
  runtime: Runtime,
  given: readonly Value[],
): { bases: Class[]; unknownBase: Class['unknownBase'] } {
  const bases: Class[] = [];
  let unknownBase: Class['unknownBase'];
  for (const base of given) {
    if (isKind(base, 'class')) bases.push(base);
    else if (isUnknown(base)) unknownBase ??= base;
    else if (isKind(base, 'external')) unknownBase ??= makeUnknown(`${base.path} is not known here`, runtime.site());
    else if (isKind(base, 'instance')) addEntries(runtime, base, given, bases);
    else if (isKind(base, 'native')) addEntries(runtime, base, given, bases);
  }
  if (bases.length === 0) bases.push(runtime.builtinClass('object'));
  return { bases, unknownBase };
}

function addEntries(runtime: Runtime, base: Value, given: readonly Value[], bases: Class[]): void {
  const entries = runtime.findAttribute(base, '__mro_entries__');
  if (entries === undefined) return;
  const made = runtime.listItems(runtime.call(entries, [{ kind: 'tuple', items: given }]));
  if (Array.isArray(made)) for (const item of made) if (isKind(item, 'class')) bases.push(item);
}

function chooseMetaclass(runtime: Runtime, bases: readonly Class[], given: Value | undefined): Class | undefined {
  const type = runtime.builtinClass('type');
  let chosen = isKind(given, 'class') && given !== type ? given : undefined;
  for (const { metaclass } of bases) if (metaclass && (!chosen || metaclass.mro.includes(chosen))) chosen = metaclass;
  return chosen;
}

/** C3 linearisation, as CPython does it. */
function linearize(runtime: Runtime, cls: Class): Class[] {
  const lists = [...cls.bases.map(({ mro }) => [...mro]), [...cls.bases]];
  const order: Class[] = [cls];
  while (lists.some((list) => list.length > 0)) {
    const next = lists.find(([head]) => head && lists.every((list) => list.indexOf(head) <= 0))?.[0];
    if (!next) {
      const names = cls.bases.map(({ name }) => name).join(', ');
      return runtime.raise('TypeError', `Cannot create a consistent method resolution\norder (MRO) for bases ${names}`);
    }
    order.push(next);
    for (const list of lists) if (list[0] === next) list.shift();
  }
  return order;
}

function nameDescriptors(runtime: Runtime, cls: Class): void {
  // A copy: what is told its name may set others.
  for (const [name, value] of Array.from(cls.attributes)) {
    if (isKind(value, 'instance') && runtime.lookup(value.cls, '__set_name__') !== undefined) {
      runtime.callSpecial(value, '__set_name__', [cls, name]);
    } else if (isKind(value, 'property') && value.cachedAs === '')
      cls.attributes.set(name, { ...value, cachedAs: name });
  }
}

function initSubclass(runtime: Runtime, cls: Class, keywords: ReadonlyMap<string, Value>): void {
  for (const base of cls.mro.slice(1)) {
    const hook = base.attributes.get('__init_subclass__');
    if (hook === undefined) continue;
    runtime.call(isKind(hook, 'wrapped') ? hook.callee : hook, [cls], keywords);
    return;
  }
  const [key] = keywords.keys();
  if (key !== undefined && !cls.unknownBase && !cls.mro.some(({ unknownBase }) => unknownBase)) {
    runtime.raise('TypeError', `${cls.name}.__init_subclass__() takes no keyword arguments`);
  }
}
