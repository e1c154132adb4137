import type { Machine } from '../../python/machine.js';
import type { NativeMember } from '../../python/natives.js';
import type { Value } from '../../python/values/value.js';
import { defineOperation, type Operation } from './call.js';
import type { World } from './world.js';

export type Members = Record<string, NativeMember>;
export type Described = readonly [
  name: string,
  members: Members,
  otherwise?: (name: string, machine: Machine) => Value | undefined,
];
export type WorldOf = (machine: Machine) => World;

export function operations(worldOf: WorldOf, table: readonly Operation[]): Members {
  return Object.fromEntries(
    table.map((operation) => [operation.name, (machine: Machine) => defineOperation(worldOf(machine), operation)]),
  );
}
