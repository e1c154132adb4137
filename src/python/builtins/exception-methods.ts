import type { Machine } from '../machine.js';
import { isKind, isUnknown, makeTuple } from '../values/make.js';
import type { Class, Instance, Value } from '../values/value.js';
import { type Members, methods, property } from './methods.js';

export const EXCEPTION_MEMBERS: Members = {
  ...methods({
    __new__: (machine, [cls, ...values], keywords) => {
      const error = machine.makeInstance(cls as Class);
      error.attributes.set('args', makeTuple(values.map((value) => value ?? null)));
      for (const [key, value] of keywords ?? []) error.attributes.set(key, value);
      return error;
    },
    __init__: (machine, [self, ...values]) => {
      if (isKind(self, 'instance')) {
        machine.touch(self);
        self.attributes.set('args', makeTuple(values.map((value) => value ?? null)));
      }
      return null;
    },
    __str__: (machine, [self]) => exceptionText(machine, self as Instance),
    __repr__: (machine, [self]) => {
      const { cls, attributes } = self as Instance;
      const items = machine.listItems(attributes.get('args') ?? makeTuple([]));
      const text = isUnknown(items) ? items : machine.repr(makeTuple(items));
      return isUnknown(text) ? text : `${cls.name}${text.replace(/,\)$/, ')')}`;
    },
    with_traceback: (_machine, [self]) => self,
    add_note: () => null,
  }),
  __traceback__: null,
  __cause__: null,
  __context__: null,
  value: property((self) => {
    const args = isKind(self, 'instance') ? self.attributes.get('args') : undefined;
    return isKind(args, 'tuple') ? (args.items[0] ?? null) : null;
  }),
};

function exceptionText(machine: Machine, self: Instance): Value {
  const args = machine.listItems(self.attributes.get('args') ?? makeTuple([]));
  if (isUnknown(args)) return args;
  const [first] = args;
  if (first === undefined) return '';
  if (args.length > 1) return machine.repr(makeTuple(args));
  return self.cls.mro.some(({ name, isNative }) => isNative && name === 'KeyError')
    ? machine.repr(first)
    : machine.text(first);
}
