import type { Machine } from '../machine.js';
import { asInt } from '../run/numbers.js';
import { identityOf, plainKey, writeKey } from '../values/keys.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Value } from '../values/value.js';
import { inner, type Members, methods } from './methods.js';

export const OBJECT_METHODS: Members = {
  ...methods({
    __init__: () => null,
    __init_subclass__: () => null,
    __new__: (machine, [cls]) =>
      isKind(cls, 'class')
        ? machine.makeInstance(cls)
        : machine.raise('TypeError', 'object.__new__(X): X is not a type object'),
    __setattr__: (machine, [self, name, value]) => {
      machine.setPlainAttribute(self, String(name), value ?? null);
      return null;
    },
    __getattribute__: (machine, [self, name]) => {
      const value = machine.findPlainAttribute(self, String(name));
      if (value !== undefined) return value;
      const type = machine.typeOf(self);
      return machine.raise(
        'AttributeError',
        `'${isUnknown(type) ? '?' : type.name}' object has no attribute '${String(name)}'`,
      );
    },
    __delattr__: (machine, [self, name]) => {
      machine.deletePlainAttribute(self, String(name));
      return null;
    },
    __repr__: (machine, [self]) => {
      const type = machine.typeOf(self);
      if (!isKind(self, 'instance')) return machine.repr(self);
      return `<${isUnknown(type) ? '?' : `${type.module}.${type.qualifiedName}`} object at 0x${identityOf(self).toString(16).padStart(12, '0')}>`;
    },
    __str__: (machine, [self]) => machine.repr(self),
    __format__: (machine, [self, spec]) =>
      spec === '' ? machine.text(self) : machine.format(inner(self), String(spec)),
    __eq__: (machine, [self, other]) => {
      if (isKind(self, 'instance') && self.payload === undefined)
        return self === other ? true : machine.builtin('NotImplemented');
      return machine.equals(inner(self), inner(other));
    },
    __ne__: (machine, [self, other]) => {
      const equal = machine.equals(self, other ?? null);
      return isUnknown(equal) ? equal : !equal;
    },
    __hash__: (machine, [self]) => hashOf(machine, inner(self)),
    __dir__: (machine, [self]) => machine.call(machine.builtin('dir'), [self]),
    __len__: (machine, [self]) => machine.length(inner(self)),
    __iter__: (machine, [self]) => machine.iterate(inner(self)),
    __getitem__: (machine, [self, key]) => machine.getItem(inner(self), key ?? null),
    __setitem__: (machine, [self, key, value]) => {
      machine.setItem(inner(self), key ?? null, value ?? null);
      return null;
    },
    __delitem__: (machine, [self, key]) => {
      machine.deleteItem(inner(self), key ?? null);
      return null;
    },
    __contains__: (machine, [self, item]) => machine.contains(inner(self), item ?? null),
    __add__: (machine, [self, other]) => machine.binary('+', inner(self), inner(other)),
    __sub__: (machine, [self, other]) => machine.binary('-', inner(self), inner(other)),
    __mul__: (machine, [self, other]) => machine.binary('*', inner(self), inner(other)),
    __bool__: (machine, [self]) => machine.truth(inner(self)),
  }),
};

/** A number that is the same for equal keys; not CPython's. */
export function hashOf(machine: Machine, value: Value): Value {
  const int = asInt(value);
  if (typeof int === 'number') return int === -1 ? -2 : int;
  const key = plainKey(value) ?? machine.keyOf(value);
  if (isUnknown(key)) return key;
  if (typeof key === 'number') return key;
  let hash = 7;
  for (const character of writeKey(key)) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  return hash;
}
