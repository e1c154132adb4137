import { isKind, isUnknown, makeBound, makeExternal, makeTextDict, makeTuple } from '../values/make.js';
import type { Class, HeapValue, Instance, Unknown, Value } from '../values/value.js';
import { attributesView } from './attributes-view.js';
import { doToEach } from './each-way.js';
import { builtinLength } from './items.js';
import { plain, typeName } from './operators.js';
import type { CompiledFunction, Runtime } from './runtime.js';

/** First definition of a name along the method resolution order. */
export function lookupClass(cls: Class, name: string): Value | undefined {
  for (const { attributes } of cls.mro) {
    const value = attributes.get(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** What is found on a class becomes, for an object: methods are bound, properties run. */
export function bindAttribute(runtime: Runtime, value: Value, self: Value, cls: Class): Value {
  if (typeof value !== 'object' || value === null) return value;
  switch (value.kind) {
    case 'function':
      return makeBound(self, value);
    case 'native':
      return value.isMethod ? makeBound(self, value) : value;
    case 'wrapped':
      return value.how === 'staticmethod' ? value.callee : makeBound(cls, value.callee);
    case 'property':
      return readProperty(runtime, value, self);
    case 'instance': {
      if (runtime.lookup(value.cls, '__get__') === undefined) return value;
      return runtime.callSpecial(value, '__get__', [self, cls]) ?? null;
    }
    default:
      return value;
  }
}

function readProperty(runtime: Runtime, property: Extract<HeapValue, { kind: 'property' }>, self: Value): Value {
  if (property.getter === null) return runtime.raise('AttributeError', 'unreadable attribute');
  const value = runtime.call(property.getter, [self]);
  if (property.cachedAs !== undefined && isKind(self, 'instance')) {
    runtime.touch(self);
    self.attributes.set(property.cachedAs, value);
  }
  return value;
}

export function isDataDescriptor(runtime: Runtime, value: Value | undefined): boolean {
  if (isKind(value, 'property')) return value.cachedAs === undefined;
  return isKind(value, 'instance') && runtime.lookup(value.cls, '__set__') !== undefined;
}

/** `object.__getattribute__`; undefined: there is no such attribute. */
export function findPlain(runtime: Runtime, object: Value, name: string): Value | undefined {
  if (typeof object !== 'object' || object === null) return findOnType(runtime, object, name);
  switch (object.kind) {
    case 'instance':
      return findOnInstance(runtime, object, name);
    case 'class':
      return findOnClass(runtime, object, name);
    case 'module':
      return findInModule(runtime, object, name);
    case 'unknown':
      return doToEach(runtime, object, (item) => find(runtime, item, name));
    case 'external':
      return makeExternal(`${object.path}.${name}`, runtime.site());
    case 'function':
      if (object.attributes.has(name)) return object.attributes.get(name);
      return findOnFunction(runtime, object as CompiledFunction, name);
    case 'native':
      if (object.attributes.has(name)) return object.attributes.get(name);
      if (name === '__doc__' || name === '__module__') return null;
      return name === '__name__' || name === '__qualname__' ? object.name : findOnType(runtime, object, name);
    case 'bound':
      return findOnBound(runtime, object, name);
    case 'super':
      return findOnSuper(runtime, object, name);
    case 'property':
      return findOnProperty(runtime, object, name);
    case 'wrapped':
      if (name === '__func__' || name === '__wrapped__') return object.callee;
      return runtime.findAttribute(object.callee, name);
    default:
      return findOnType(runtime, object, name);
  }
}

/** With `__getattr__`. */
export function find(runtime: Runtime, object: Value, name: string): Value | undefined {
  const found = findGuarded(runtime, object, name);
  if (found !== undefined) return found;
  if (isKind(object, 'instance')) {
    const own = lookupClass(object.cls, '__getattr__');
    if (own !== undefined) return runtime.call(bindAttribute(runtime, own, object, object.cls), [name]);
    return openReason(runtime, object, name);
  }
  if (isKind(object, 'class')) {
    const own = object.metaclass && lookupClass(object.metaclass, '__getattr__');
    if (own !== undefined) return runtime.call(own, [object, name]);
    return object.unknownBase ?? object.mro.find(({ unknownBase }) => unknownBase)?.unknownBase;
  }
  if (isKind(object, 'module')) {
    const own = object.attributes.get('__getattr__');
    if (own !== undefined) return runtime.call(own, [name]);
    return object.attributes.get('__unknown_names__');
  }
  return undefined;
}

/** A `__getattribute__` of the program goes first. */
function findGuarded(runtime: Runtime, object: Value, name: string): Value | undefined {
  if (!isKind(object, 'instance')) return findPlain(runtime, object, name);
  const own = lookupClass(object.cls, '__getattribute__');
  if (own === undefined || !isKind(own, 'function')) return findPlain(runtime, object, name);
  return runtime.call(makeBound(object, own), [name]);
}

/** Why an object may have more attributes than are known. */
export function openReason(runtime: Runtime, object: Instance, _name: string): Unknown | undefined {
  const base = object.cls.mro.find(({ unknownBase }) => unknownBase)?.unknownBase;
  if (base) return base;
  const [problem] = object.partial ?? [];
  return problem ? runtime.unknown(problem.reason) : undefined;
}

function findOnInstance(runtime: Runtime, object: Instance, name: string): Value | undefined {
  const own = lookupClass(object.cls, name);
  if (own !== undefined && isDataDescriptor(runtime, own)) return bindAttribute(runtime, own, object, object.cls);
  const value = object.attributes.get(name);
  if (value !== undefined) return value;
  if (own !== undefined) return bindAttribute(runtime, own, object, object.cls);
  if (name === '__class__') return object.cls;
  if (name === '__dict__') return attributesView(runtime, object);
  return findObjectMethod(runtime, object, name);
}

/** Not of classes of which some is not known. */
function findObjectMethod(runtime: Runtime, object: Value, name: string): Value | undefined {
  if (!name.startsWith('__') || !isFitting(object, name)) return undefined;
  const method = runtime.objectMethods.get(name);
  return method === undefined ? undefined : makeBound(object, method);
}

const OF_CONTAINERS: ReadonlySet<string> = new Set(
  ['len', 'iter', 'getitem', 'setitem', 'delitem', 'contains'].map((name) => `__${name}__`),
);
const OF_VALUES: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'bool'].map((name) => `__${name}__`));

/** Only containers have `__len__`; no object has `__add__` just so. */
function isFitting(object: Value, name: string): boolean {
  if (OF_CONTAINERS.has(name)) return builtinLength(plain(object)) !== undefined;
  return !OF_VALUES.has(name) || typeof plain(object) !== 'object' || builtinLength(plain(object)) !== undefined;
}

function findOnType(runtime: Runtime, object: Value, name: string): Value | undefined {
  const type = runtime.typeOf(object);
  if (isUnknown(type)) return type;
  if (name === '__class__') return type;
  const own = lookupClass(type, name);
  return own === undefined ? findObjectMethod(runtime, object, name) : bindAttribute(runtime, own, object, type);
}

function findOnClass(runtime: Runtime, cls: Class, name: string): Value | undefined {
  const meta = cls.metaclass;
  const metaOwn = meta && lookupClass(meta, name);
  if (meta && metaOwn !== undefined && isDataDescriptor(runtime, metaOwn))
    return bindAttribute(runtime, metaOwn, cls, meta);
  const special = findClassSpecial(runtime, cls, name);
  if (special !== undefined) return special;
  const own = lookupClass(cls, name);
  if (own !== undefined) return bindForClass(runtime, own, cls);
  if (meta && metaOwn !== undefined) return bindAttribute(runtime, metaOwn, cls, meta);
  const isOpen = cls.mro.some(({ unknownBase }) => unknownBase);
  const onObject = isOpen ? undefined : runtime.objectMethods.get(name);
  if (onObject !== undefined) return onObject;
  const onType = lookupClass(runtime.builtinClass('type'), name);
  return onType === undefined ? undefined : bindAttribute(runtime, onType, cls, runtime.builtinClass('type'));
}

function bindForClass(runtime: Runtime, value: Value, cls: Class): Value {
  if (isKind(value, 'wrapped')) return value.how === 'staticmethod' ? value.callee : makeBound(cls, value.callee);
  if (isKind(value, 'instance') && runtime.lookup(value.cls, '__get__') !== undefined) {
    return runtime.callSpecial(value, '__get__', [null, cls]) ?? null;
  }
  return value;
}

function findClassSpecial(runtime: Runtime, cls: Class, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return cls.name;
    case '__qualname__':
      return cls.qualifiedName;
    case '__module__':
      return cls.module;
    case '__mro__':
      return makeTuple(cls.mro, cls.mro.find(({ unknownBase }) => unknownBase)?.unknownBase);
    case '__bases__':
      return makeTuple(cls.bases, cls.unknownBase);
    case '__base__':
      return cls.bases[0] ?? null;
    case '__class__':
      return cls.metaclass ?? runtime.builtinClass('type');
    case '__dict__':
      return attributesView(runtime, cls);
    case '__doc__':
      return cls.attributes.get('__doc__') ?? null;
    case '__annotations__':
      return cls.attributes.get('__annotations__') ?? makeTextDict([]);
    default:
      return undefined;
  }
}

function findInModule(
  runtime: Runtime,
  module: Extract<HeapValue, { kind: 'module' }>,
  name: string,
): Value | undefined {
  const value = module.attributes.get(name);
  if (value !== undefined) return value;
  const member = module.lookup?.(name);
  if (member !== undefined) return member;
  if (name === '__dict__') return attributesView(runtime, module);
  if (name === '__name__') return module.name;
  if (name === '__doc__') return null;
  const isOurs = module.path?.startsWith('<python>/') === true && !name.startsWith('__');
  // Ours is only a part of Python's own library.
  return isOurs && !module.attributes.has('__getattr__')
    ? makeExternal(`${module.name}.${name}`, runtime.site())
    : undefined;
}

function findOnFunction(runtime: Runtime, callee: CompiledFunction, name: string): Value | undefined {
  switch (name) {
    case '__name__':
      return callee.name;
    case '__qualname__':
      return callee.qualifiedName;
    case '__module__':
      return callee.module.name;
    case '__doc__':
      return null;
    case '__dict__':
      return attributesView(runtime, callee);
    case '__annotations__':
      return makeTextDict([]);
    case '__defaults__':
      return listDefaults(callee);
    case '__globals__':
      return attributesView(runtime, callee.module);
    default:
      return findOnType(runtime, callee, name);
  }
}

function listDefaults(callee: CompiledFunction): Value {
  const values = callee.defaults.filter(
    (value, at): value is Value => value !== undefined && callee.code.signature.parameters[at]?.kind !== 'keyword',
  );
  return values.length === 0 ? null : makeTuple(values);
}

function findOnBound(runtime: Runtime, method: Extract<HeapValue, { kind: 'bound' }>, name: string): Value | undefined {
  if (name === '__func__') return method.callee;
  if (name === '__self__') return method.self;
  return runtime.findAttribute(method.callee, name);
}

function findOnSuper(runtime: Runtime, object: Extract<HeapValue, { kind: 'super' }>, name: string): Value | undefined {
  const { self, after } = object;
  const cls = isKind(self, 'class') ? self : runtime.typeOf(self);
  if (isUnknown(cls)) return cls;
  const isMeta = isKind(self, 'class') && !self.mro.includes(after);
  const start = isMeta ? (self.metaclass ?? runtime.builtinClass('type')) : cls;
  const at = start.mro.indexOf(after);
  for (const next of start.mro.slice(at + 1)) {
    const value = next.attributes.get(name);
    if (value === undefined) {
      if (next.unknownBase) return next.unknownBase;
      continue;
    }
    if (isKind(self, 'class') && !isMeta)
      return name === '__new__' ? unwrap(value) : bindForClass(runtime, value, self);
    return name === '__new__' ? unwrap(value) : bindAttribute(runtime, value, self, start);
  }
  const open = after.mro.find(({ unknownBase }) => unknownBase)?.unknownBase;
  if (open) return open;
  if (name === '__class__') return cls;
  if (isKind(self, 'class')) return superOfClass(runtime, self, name, isMeta);
  return findObjectMethod(runtime, self, name);
}

/** In a `__new__` or class method: what `object` and `type` have. */
function superOfClass(runtime: Runtime, self: Class, name: string, isMeta: boolean): Value | undefined {
  const onType = lookupClass(runtime.builtinClass('type'), name);
  if (isMeta && onType !== undefined) return bindAttribute(runtime, onType, self, runtime.builtinClass('type'));
  const method = runtime.objectMethods.get(name);
  if (name === '__init_subclass__' && method !== undefined) return makeBound(self, method);
  return method ?? onType;
}

function unwrap(value: Value): Value {
  return isKind(value, 'wrapped') ? value.callee : value;
}

function findOnProperty(
  runtime: Runtime,
  property: Extract<HeapValue, { kind: 'property' }>,
  name: string,
): Value | undefined {
  if (name === 'fget') return property.getter;
  if (name === 'fset') return property.setter;
  if (name === 'fdel') return property.deleter;
  if (name === '__doc__') return null;
  return findOnType(runtime, property, name);
}

export function readAttribute(runtime: Runtime, object: Value, name: string): Value {
  const value = find(runtime, object, name);
  if (value !== undefined) return value;
  return raiseAttribute(runtime, object, name);
}

export function raiseAttribute(runtime: Runtime, object: Value, name: string): never {
  if (isKind(object, 'module')) {
    return runtime.raise('AttributeError', `module '${object.name}' has no attribute '${name}'`);
  }
  if (isKind(object, 'class')) {
    return runtime.raise('AttributeError', `type object '${object.name}' has no attribute '${name}'`);
  }
  return runtime.raise('AttributeError', `'${typeName(runtime, object)}' object has no attribute '${name}'`);
}
