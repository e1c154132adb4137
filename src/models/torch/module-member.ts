import type { Machine } from '../../python/machine.js';
import { defineRawFunction } from '../../python/natives.js';
import { isKind } from '../../python/values/make.js';
import type { Instance, Keywords, Value } from '../../python/values/value.js';

/** Adds a method of modules; without an instance it is not followed. */
export type DefineMember = (
  name: string,
  run: (machine: Machine, self: Instance, values: readonly Value[], keywords: Keywords) => Value,
) => void;

export function defineMembersOf(members: Record<string, Value>): DefineMember {
  return (name, run) => {
    members[name] = defineRawFunction(name, (machine, [object = null, ...values], keywords) =>
      isKind(object, 'instance') ? run(machine, object, values, keywords) : machine.unknown(`Module.${name}`),
    );
  };
}
