import { methods, rawFunction } from '../builtins/methods.js';
import type { Machine } from '../machine.js';
import { defineClass } from '../natives.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Class, Instance, Value } from '../values/value.js';

/** `functools.total_ordering`: the missing comparisons from the one that is there and `__eq__`. */
export function completeOrder(cls: Value): Value {
  if (!isKind(cls, 'class')) return cls;
  const given = ['__lt__', '__gt__', '__le__', '__ge__'].find((name) => cls.attributes.has(name));
  if (given === undefined) return cls;
  const isLess = given === '__lt__' || given === '__le__';
  const isStrict = given === '__lt__' || given === '__gt__';
  const base = (machine: Machine, a: Value, b: Value): Value => machine.call(cls.attributes.get(given) ?? null, [a, b]);
  /** `a < b` out of what is given. */
  const less = (machine: Machine, a: Value, b: Value): Value => {
    const result = isLess ? base(machine, a, b) : base(machine, b, a);
    if (isStrict) return result;
    const [truth, equal] = [machine.truth(result), machine.equals(a, b)];
    return isUnknown(truth) ? truth : isUnknown(equal) ? equal : truth && !equal;
  };
  const not = (machine: Machine, value: Value): Value => {
    const truth = machine.truth(value);
    return isUnknown(truth) ? truth : !truth;
  };
  const table: Readonly<Record<string, (machine: Machine, a: Value, b: Value) => Value>> = {
    __lt__: less,
    __gt__: (machine, a, b) => less(machine, b, a),
    __le__: (machine, a, b) => not(machine, less(machine, b, a)),
    __ge__: (machine, a, b) => not(machine, less(machine, a, b)),
  };
  for (const [name, run] of Object.entries(table)) {
    if (cls.attributes.has(name)) continue;
    const [made] = Object.values(methods({ [name]: (machine, [self, other]) => run(machine, self, other ?? null) }));
    if (made) cls.attributes.set(name, made);
  }
  return cls;
}

/** `functools.cmp_to_key` */
export function compareToKey(machine: Machine): Value {
  return rawFunction('cmp_to_key', (_machine, [callee]) => {
    const cls: Class = defineClass(machine, {
      module: 'functools',
      name: 'K',
      members: methods({
        __lt__: (_inner, [self, other]) =>
          machine.compare('<', machine.call(callee ?? null, [keyed(self), keyed(other ?? null)]), 0),
        __gt__: (_inner, [self, other]) =>
          machine.compare('>', machine.call(callee ?? null, [keyed(self), keyed(other ?? null)]), 0),
      }),
    });
    return rawFunction('K', (_inner, [value]) => {
      const made = machine.makeInstance(cls);
      made.state = value ?? null;
      return made;
    });
  });
}

function keyed(value: Value): Value {
  return (value as Instance).state as Value;
}
