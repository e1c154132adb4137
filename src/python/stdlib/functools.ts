import { methods, plainFunction, rawFunction } from '../builtins/methods.js';
import type { Machine, NativeModule } from '../machine.js';
import { defineClass, defineFunction, defineModule } from '../natives.js';
import { isKind, isUnknown, makeTextDict, makeTuple } from '../values/make.js';
import type { Class, Instance, Value } from '../values/value.js';
import { compareToKey, completeOrder } from './ordering.js';

export function functools(): NativeModule {
  return defineModule('functools', {
    partial: (machine) => partialClass(machine, 'partial', false),
    partialmethod: (machine) => partialClass(machine, 'partialmethod', true),
    reduce: () =>
      plainFunction('reduce', 'function, iterable, initial=None', (bound, machine) =>
        reduce(
          machine,
          bound.get('function'),
          bound.get('iterable'),
          bound.has('initial') ? bound.get('initial') : undefined,
        ),
      ),
    wraps: () =>
      rawFunction('wraps', (_machine, [wrapped]) =>
        rawFunction('wraps', (machine, [wrapper]) => update(machine, wrapper ?? null, wrapped ?? null)),
      ),
    update_wrapper: () =>
      rawFunction('update_wrapper', (machine, [wrapper, wrapped]) => update(machine, wrapper ?? null, wrapped ?? null)),
    lru_cache: () =>
      rawFunction('lru_cache', (machine, [first]) =>
        isCallable(first)
          ? cached(machine, first ?? null)
          : rawFunction('lru_cache', (_machine, [callee]) => cached(machine, callee ?? null)),
      ),
    cache: () => rawFunction('cache', (machine, [callee]) => cached(machine, callee ?? null)),
    cached_property: () =>
      rawFunction('cached_property', (_machine, [getter]) => ({
        kind: 'property',
        getter: getter ?? null,
        setter: null,
        deleter: null,
        cachedAs: '',
      })),
    total_ordering: () => rawFunction('total_ordering', (_machine, [cls]) => completeOrder(cls ?? null)),
    cmp_to_key: (machine) => compareToKey(machine),
    singledispatch: () =>
      rawFunction('singledispatch', (machine) => machine.unknown('functools.singledispatch is not followed')),
    singledispatchmethod: () =>
      rawFunction('singledispatchmethod', (machine) =>
        machine.unknown('functools.singledispatchmethod is not followed'),
      ),
    WRAPPER_ASSIGNMENTS: makeTuple(['__module__', '__name__', '__qualname__', '__doc__', '__annotations__']),
  });
}

function isCallable(value: Value | undefined): boolean {
  return (
    isKind(value, 'function') ||
    isKind(value, 'native') ||
    isKind(value, 'class') ||
    isKind(value, 'bound') ||
    isKind(value, 'wrapped')
  );
}

interface Partial {
  readonly callee: Value;
  readonly values: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

function partialOf(self: Value): Partial {
  return (self as Instance).state as Partial;
}

function partialClass(machine: Machine, name: string, isMethod: boolean): Class {
  const call = (self: Value, values: readonly Value[], keywords: ReadonlyMap<string, Value> | undefined): Value => {
    const { callee, values: given, keywords: named } = partialOf(self);
    return machine.call(callee, [...given, ...values], new Map([...named, ...(keywords ?? [])]));
  };
  return defineClass(machine, {
    module: 'functools',
    name,
    members: {
      __new__: rawFunction('__new__', (_machine, [cls, callee, ...values], keywords) => {
        if (isUnknown(callee)) return callee;
        const made = machine.makeInstance(cls as Class);
        const isPartial = isKind(callee, 'instance') && callee.cls.name === 'partial' && callee.cls.isNative;
        const inside = isPartial ? partialOf(callee) : { callee: callee ?? null, values: [], keywords: new Map() };
        made.state = {
          callee: inside.callee,
          values: [...inside.values, ...values],
          keywords: new Map([...inside.keywords, ...(keywords ?? [])]),
        } satisfies Partial;
        return made;
      }),
      ...methods({
        __init__: () => null,
        __call__: (_machine, [self, ...values], keywords) =>
          call(
            self,
            values.map((value) => value ?? null),
            keywords,
          ),
        __repr__: (_machine, [self]) => describe(machine, partialOf(self)),
        ...(isMethod ? { __get__: (_machine, [self, object]) => bindPartial(self, object ?? null) } : {}),
      }),
      func: getter((self) => partialOf(self).callee),
      args: getter((self) => makeTuple(partialOf(self).values)),
      keywords: getter((self) => makeTextDict(partialOf(self).keywords)),
    },
  });
}

/** `partialmethod`: the object goes before the arguments. */
function bindPartial(self: Value, object: Value): Value {
  const { callee, values, keywords } = partialOf(self);
  return rawFunction('partialmethod', (machine, rest, more) =>
    machine.call(callee, [object, ...values, ...rest], new Map([...keywords, ...(more ?? [])])),
  );
}

function getter(read: (self: Value) => Value): Value {
  return {
    kind: 'property',
    getter: rawFunction('get', (_machine, [self]) => read(self ?? null)),
    setter: null,
    deleter: null,
    cachedAs: undefined,
  };
}

function describe(machine: Machine, { callee, values, keywords }: Partial): Value {
  const parts = [callee, ...values].map((value) => machine.repr(value));
  for (const [key, value] of keywords) {
    const text = machine.repr(value);
    parts.push(isUnknown(text) ? text : `${key}=${text}`);
  }
  return parts.find((part) => isUnknown(part)) ?? `functools.partial(${parts.join(', ')})`;
}

function reduce(machine: Machine, callee: Value, iterable: Value, initial: Value | undefined): Value {
  const items = machine.listItems(iterable);
  if (isUnknown(items)) return items;
  const [first, ...rest] = initial === undefined ? items : [initial, ...items];
  if (first === undefined) return machine.raise('TypeError', 'reduce() of empty iterable with no initial value');
  let total = first;
  for (const item of rest) total = machine.call(callee, [total, item]);
  return total;
}

/** What `wraps` copies. */
function update(machine: Machine, wrapper: Value, wrapped: Value): Value {
  if (isUnknown(wrapper) || isKind(wrapper, 'external')) return wrapper;
  for (const name of ['__name__', '__qualname__', '__doc__']) {
    const value = machine.findAttribute(wrapped, name);
    if (value !== undefined && isKind(wrapper, 'function')) machine.setAttribute(wrapper, name, value);
  }
  if (isKind(wrapper, 'function')) machine.setAttribute(wrapper, '__wrapped__', wrapped);
  return wrapper;
}

/** Results are kept by their arguments, so that what is made once stays one thing. */
function cached(machine: Machine, callee: Value): Value {
  const kept = new Map<unknown, Value>();
  const run = defineFunction({
    name: 'cached',
    signature: '*args, **kwargs',
    run: (bound) => {
      const named = [...bound.keywords].flatMap(([key, value]) => [key, value]);
      const key = machine.keyOf(makeTuple([makeTuple(bound.rest), makeTuple(named)]));
      const found = isUnknown(key) ? undefined : kept.get(key);
      if (found !== undefined) return found;
      const value = machine.call(callee, bound.rest, bound.keywords);
      if (!isUnknown(key)) kept.set(key, value);
      return value;
    },
  });
  run.attributes.set('__wrapped__', callee);
  run.attributes.set(
    'cache_clear',
    rawFunction('cache_clear', () => {
      kept.clear();
      return null;
    }),
  );
  for (const name of ['__name__', '__qualname__', '__doc__'])
    run.attributes.set(name, machine.findAttribute(callee, name) ?? null);
  return run;
}
