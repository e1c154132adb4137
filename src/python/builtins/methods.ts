import type { Machine } from '../machine.js';
import type { Bound } from '../natives.js';
import { defineFunction, defineRawFunction } from '../natives.js';
import { isKind } from '../values/make.js';
import type { Keywords, NativeFunction, Property, Value } from '../values/value.js';

type Raw = (machine: Machine, values: readonly [Value, ...(Value | undefined)[]], keywords: Keywords) => Value;

/** Methods of a built-in type: what they are given comes as it is, `self` first. */
export function methods(table: Readonly<Record<string, Raw>>): Record<string, NativeFunction> {
  const made: Record<string, NativeFunction> = {};
  for (const [name, run] of Object.entries(table)) {
    made[name] = defineRawFunction(name, (machine, [self, ...rest], keywords) =>
      run(machine, [self ?? null, ...rest], keywords),
    );
  }
  return made;
}

/** A function that is no method, as the built-in functions of Python are. */
export function plainFunction(
  name: string,
  signature: string,
  run: (bound: Bound, machine: Machine) => Value,
): NativeFunction {
  return { ...defineFunction({ name, signature, run }), isMethod: false };
}

export function method(
  name: string,
  signature: string,
  run: (bound: Bound, machine: Machine) => Value,
): NativeFunction {
  return defineFunction({ name, signature, run });
}

export function rawFunction(
  name: string,
  run: (machine: Machine, values: readonly Value[], keywords: Keywords) => Value,
): NativeFunction {
  return { ...defineRawFunction(name, run), isMethod: false };
}

/** What an instance of a subclass of a built-in type is as that type. */
export function inner(value: Value | undefined): Value {
  return isKind(value, 'instance') && value.payload !== undefined ? value.payload : (value ?? null);
}

export type Members = Readonly<Record<string, Value>>;

/** An attribute that is computed and cannot be set. */
export function property(read: (self: Value) => Value): Property {
  const getter = rawFunction('property', (_machine, [self]) => read(self ?? null));
  return { kind: 'property', getter, setter: null, deleter: null, cachedAs: undefined };
}
