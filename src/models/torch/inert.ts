import type { Machine } from '../../python/machine.js';
import { defineClass, defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind } from '../../python/values/make.js';
import type { Class, NativeFunction, PythonFunction, Value } from '../../python/values/value.js';

/** Gives back its first argument: `torch.compile(model)`, `@torch.jit.export`. */
export function identity(name: string): NativeFunction {
  return defineRawFunction(name, (_, [value = null]) => value);
}

export function constant(name: string, value: Value): NativeFunction {
  return defineRawFunction(name, () => value);
}

/** `@name`, or `@name(options)`: the function stays as it is. */
export function decorator(name: string): NativeFunction {
  return defineRawFunction(name, (_, values) => {
    const [first] = values;
    const isFunction =
      typeof first === 'object' &&
      first !== null &&
      ['function', 'class', 'native', 'bound', 'instance', 'property', 'wrapped', 'unknown', 'external'].includes(
        first.kind,
      );
    return isFunction && values.length === 1 ? first : identity(name);
  });
}

/** What is a context (`with torch.no_grad():`) and a decorator (`@torch.no_grad()`), and changes nothing here. */
export function contextClass(machine: Machine, module: string, name: string): Class {
  const first = defineRawFunction('__enter__', (_, [self = null]) => self);
  const members: Record<string, Value> = {
    __init__: defineRawFunction('__init__', (machine, [self = null, mode], keywords) => {
      if (isKind(self, 'instance')) machine.setPlainAttribute(self, 'mode', mode ?? keywords?.get('mode') ?? null);
      return null;
    }),
    __enter__: first,
    __exit__: constant('__exit__', false),
    __call__: defineRawFunction('__call__', (machine, [self = null, callee = null]) =>
      machine.isWatched && isKind(callee, 'function') ? decorated(self, callee) : callee,
    ),
  };
  return defineClass(machine, { module, name, members });
}

/** A function that runs inside of a context: only a watcher can tell it from the function itself. */
function decorated(manager: Value, callee: PythonFunction): NativeFunction {
  return defineRawFunction(callee.name, (machine, values, keywords) =>
    machine.inside(manager, () => machine.call(callee, values, keywords)),
  );
}

/** `checkpoint(run, *arguments)`: calls it. */
export const CHECKPOINT: NativeFunction = defineRawFunction(
  'checkpoint',
  (machine, [callee = null, ...values], keywords) => {
    const own = new Set(['use_reentrant', 'preserve_rng_state', 'context_fn', 'determinism_check', 'debug']);
    const rest = new Map([...(keywords ?? [])].filter(([name]) => !own.has(name)));
    return machine.call(callee, values, rest);
  },
);

/** `checkpoint_sequential(functions, segments, input)` */
export const CHECKPOINT_SEQUENTIAL: NativeFunction = defineFunction({
  name: 'checkpoint_sequential',
  signature: 'functions, segments, input, **keywords',
  run: (bound, machine) => {
    const functions = machine.listItems(bound.get('functions'));
    if ('kind' in functions) return functions;
    let value = bound.get('input');
    for (const callee of functions) value = machine.call(callee, [value]);
    return value;
  },
});

/** A function whose result is never known, and why. */
export function unknownFunction(name: string, reason: string): Value {
  return defineRawFunction(name, (machine) => machine.unknown(reason));
}
