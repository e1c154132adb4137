import type { Machine } from '../machine.js';
import { Raised } from '../run/runtime.js';
import { isKind } from '../values/make.js';
import type { Value } from '../values/value.js';
import { type Members, methods } from './methods.js';

export const ITERATOR_MEMBERS: Members = methods({
  __iter__: (_machine, [self]) => self,
  __next__: (machine, [self]) => nextOf(machine, self, undefined),
  send: (machine, [self, value]) => nextOf(machine, self, value),
  throw: (machine, [self, error, message]) => {
    if (!isKind(self, 'iterator')) return null;
    const made = isKind(error, 'class') ? machine.call(error, message === undefined ? [] : [message]) : (error ?? null);
    if (!isKind(made, 'instance')) return machine.raise('TypeError', 'exceptions must derive from BaseException');
    if (!self.raise) throw new Raised(made, machine.site());
    return self.raise(made) ?? stop(machine, self.result?.());
  },
  close: (_machine, [self]) => {
    if (isKind(self, 'iterator')) self.close?.();
    return null;
  },
});

function nextOf(machine: Machine, self: Value, sent: Value | undefined): Value {
  if (!isKind(self, 'iterator')) return machine.raise('TypeError', 'not an iterator');
  machine.touch(self);
  const item = self.next(sent);
  if (item !== undefined) return item;
  return self.rest ?? stop(machine, self.result?.());
}

function stop(machine: Machine, value: Value | undefined): never {
  const error = machine.call(machine.builtin('StopIteration'), value === undefined || value === null ? [] : [value]);
  if (!isKind(error, 'instance')) throw new Error('StopIteration is not a class');
  throw new Raised(error, machine.site());
}
