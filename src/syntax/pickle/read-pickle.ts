import type { ByteSource } from '../../base/byte-source.js';
import { ByteCursor } from '../bytes/byte-cursor.js';
import { createMachine, fail, failTooLarge, type PickleLimits, type PickleMachine, pop } from './machine.js';
import { OPERATIONS } from './operations.js';
import type { PickleName, PickleValue } from './pickle-value.js';

export interface PickleRead {
  /** Undefined when it ends before it has a result. */
  readonly value: PickleValue | undefined;
  /** Where what follows the pickle starts. */
  readonly end: number;
  /** Every class and function that loading it would import, also when it is broken further on. */
  readonly names: readonly PickleName[];
  readonly problem: PickleProblem | undefined;
}

export interface PickleProblem {
  readonly offset: number;
  readonly reason: string;
  /** The bytes end in the middle of it. */
  readonly isCut: boolean;
  /** It may be whole, but is more than is read. */
  readonly isTooLarge: boolean;
}

/** A checkpoint with the state of its optimizer takes some forty operations a tensor. */
const CHECKPOINT_LIMITS: PickleLimits = { operations: 4_000_000, records: Infinity };

const STOP = 0x2e;

/**
 * Reads a pickle (protocols 0 to 5) as data. Nothing is imported, looked up or called, whatever it says: classes and calls
 * become records. What cannot be read is a problem with its place, and what was met until then is still told.
 */
export function readPickle(source: ByteSource, start = 0, limits: PickleLimits = CHECKPOINT_LIMITS): PickleRead {
  const machine = createMachine(new ByteCursor(source, start), limits);
  const hasEnded = run(machine);
  const value = hasEnded ? pop(machine) : undefined;
  return {
    value: machine.failure === undefined ? value : undefined,
    end: machine.cursor.offset,
    names: [...machine.names.values()],
    problem: hasEnded && machine.failure === undefined ? undefined : describeProblem(machine),
  };
}

function describeProblem(machine: PickleMachine): PickleProblem {
  // What is read past the end is zeros, and whatever was wrong with them.
  const isCut = machine.cursor.isShort;
  const reason = isCut ? 'it ends in the middle' : (machine.failure ?? 'it has no end');
  return { offset: machine.at, reason, isCut, isTooLarge: machine.isTooLarge && !isCut };
}

/** Whether it came to its end. */
function run(machine: PickleMachine): boolean {
  const { cursor, limits } = machine;
  for (let count = 0; count < limits.operations; count += 1) {
    machine.at = cursor.offset;
    const byte = cursor.byte();
    if (cursor.isShort) return false;
    if (byte === STOP) return true;
    const operation = OPERATIONS.get(byte);
    if (operation) operation(machine);
    else fail(machine, `0x${byte.toString(16).padStart(2, '0')} is no operation of a pickle`);
    if (cursor.isShort || machine.failure !== undefined) return false;
  }
  failTooLarge(machine, `it has more than ${limits.operations} operations`);
  return false;
}
