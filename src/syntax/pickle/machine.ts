import type { ByteCursor } from '../bytes/byte-cursor.js';
import type { PickleName, PickleObject, PicklePair, PickleValue } from './pickle-value.js';
import { isPickleNode } from './pickle-value.js';

/** The state of a pickle while it is read. */
export interface PickleMachine {
  readonly cursor: ByteCursor;
  readonly stack: PickleValue[];
  /** Heights of the stack at which marks were set. */
  readonly marks: number[];
  readonly memo: Map<number, PickleValue>;
  /** By name, in the order met. */
  readonly names: Map<string, PickleName>;
  /** Where the operation that is being read begins. */
  at: number;
  readonly limits: PickleLimits;
  /** Bytes of texts that were kept. */
  keptBytes: number;
  /** Lists, dicts and other records that were made, and pairs that were set. */
  made: number;
  /** Why it cannot go on. */
  failure: string | undefined;
  isTooLarge: boolean;
}

/** How much of a pickle is read before it is given up as too large. */
export interface PickleLimits {
  readonly operations: number;
  /** Records and pairs: each takes some 80 bytes of memory. */
  readonly records: number;
}

/** What one byte of a pickle makes the machine do. */
export type PickleOperation = (machine: PickleMachine) => void;

const MOST_VALUES = 1_000_000;

export function createMachine(cursor: ByteCursor, limits: PickleLimits): PickleMachine {
  return {
    cursor,
    stack: [],
    marks: [],
    memo: new Map(),
    names: new Map(),
    at: cursor.offset,
    limits,
    keptBytes: 0,
    made: 0,
    failure: undefined,
    isTooLarge: false,
  };
}

export function fail(machine: PickleMachine, reason: string): void {
  machine.failure ??= reason;
}

export function failTooLarge(machine: PickleMachine, reason: string): void {
  if (machine.failure === undefined) machine.isTooLarge = true;
  fail(machine, reason);
}

export function push(machine: PickleMachine, value: PickleValue): void {
  if (isPickleNode(value)) countMade(machine, 1);
  pushKnown(machine, value);
}

/** Pushes what was made before. */
function pushKnown(machine: PickleMachine, value: PickleValue): void {
  if (machine.stack.length >= MOST_VALUES) failTooLarge(machine, `it piles up more than ${MOST_VALUES} values`);
  else machine.stack.push(value);
}

/** The stack does not reach below the last mark. */
export function pop(machine: PickleMachine): PickleValue {
  const { stack, marks } = machine;
  if (stack.length > (marks.at(-1) ?? 0)) return stack.pop() ?? null;
  fail(machine, 'it takes a value that is not there');
  return null;
}

export function top(machine: PickleMachine): PickleValue {
  const { stack, marks } = machine;
  if (stack.length > (marks.at(-1) ?? 0)) return stack.at(-1) ?? null;
  fail(machine, 'it needs a value that is not there');
  return null;
}

/** The values since the last mark. */
export function popMark(machine: PickleMachine): PickleValue[] {
  const mark = machine.marks.pop();
  if (mark !== undefined) return machine.stack.splice(mark);
  fail(machine, 'it goes back to a mark that was not set');
  return [];
}

export function setMark(machine: PickleMachine): void {
  if (machine.marks.length >= MOST_VALUES) failTooLarge(machine, `it sets more than ${MOST_VALUES} marks`);
  else machine.marks.push(machine.stack.length);
}

export function remember(machine: PickleMachine, index: number): void {
  if (machine.memo.size >= MOST_VALUES) failTooLarge(machine, `it remembers more than ${MOST_VALUES} values`);
  else machine.memo.set(index, top(machine));
}

export function recall(machine: PickleMachine, index: number): void {
  const value = machine.memo.get(index);
  if (value === undefined) fail(machine, `it asks for value ${index}, which it did not remember`);
  else pushKnown(machine, value);
}

function countMade(machine: PickleMachine, count: number): void {
  machine.made += count;
  const { records } = machine.limits;
  if (machine.made > records) failTooLarge(machine, `it has more than ${records} lists, dicts and pairs`);
}

export function appendTo(machine: PickleMachine, target: PickleValue, values: readonly PickleValue[]): void {
  if (!isPickleNode(target)) return fail(machine, 'it appends to what is no list');
  if (target.kind === 'object') target.items ??= [];
  const items = 'items' in target ? target.items : undefined;
  if (!items) return fail(machine, 'it appends to what is no list');
  for (const value of values) items.push(value);
}

export function setIn(machine: PickleMachine, target: PickleValue, flat: readonly PickleValue[]): void {
  if (!isPickleNode(target)) return fail(machine, 'it sets a key of what is no dict');
  if (target.kind === 'object') target.pairs ??= [];
  const pairs = 'pairs' in target ? target.pairs : undefined;
  if (!pairs || flat.length % 2 === 1) return fail(machine, 'it sets a key of what is no dict');
  countMade(machine, flat.length / 2);
  for (const pair of pairsOf(flat)) pairs.push(pair);
}

export function pairsOf(flat: readonly PickleValue[]): PicklePair[] {
  const pairs: PicklePair[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) pairs.push([flat[index] ?? null, flat[index + 1] ?? null]);
  return pairs;
}

/** A class or function is met: its name is written down. */
export function pushGlobal(machine: PickleMachine, module: PickleValue, name: PickleValue): void {
  const isNamed = typeof module === 'string' && typeof name === 'string';
  noteName(machine, isNamed ? module : undefined, isNamed ? name : undefined);
  push(machine, isNamed ? { kind: 'global', module, name } : { kind: 'unknown', reason: 'a name that is computed' });
}

/** A call is written down and not made. */
export function pushCall(
  machine: PickleMachine,
  callee: PickleValue,
  args: readonly PickleValue[],
  state?: PickleValue,
): void {
  // What a persistent id stands for is chosen by the loader, among what was named already.
  if (!isPickleNode(callee) || callee.kind !== 'persistent') {
    const named = isPickleNode(callee) && callee.kind === 'global' ? callee : undefined;
    noteName(machine, named?.module, named?.name).isCalled = true;
  }
  const made: PickleObject = { kind: 'object', callee, args };
  if (state !== undefined) made.state = state;
  push(machine, made);
}

export function noteName(machine: PickleMachine, module: string | undefined, name: string | undefined): PickleName {
  const key = `${module ?? ''}\n${name ?? ''}`;
  const noted = machine.names.get(key) ?? { module, name, offset: machine.at, isCalled: false };
  machine.names.set(key, noted);
  return noted;
}
