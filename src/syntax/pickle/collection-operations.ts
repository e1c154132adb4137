import {
  appendTo,
  fail,
  type PickleMachine,
  type PickleOperation,
  pairsOf,
  pop,
  popMark,
  push,
  recall,
  remember,
  setIn,
  setMark,
  top,
} from './machine.js';
import type { PickleValue } from './pickle-value.js';
import { readLine } from './scalar-operations.js';

/** Lists, tuples, dicts and sets; the stack, its marks and the memo. */
export const COLLECTION_OPERATIONS: Readonly<Record<number, PickleOperation>> = {
  0x28: setMark,
  0x30: popTop,
  0x31: (machine) => void popMark(machine),
  0x32: (machine) => push(machine, top(machine)),
  0x5d: (machine) => push(machine, { kind: 'list', items: [] }),
  0x6c: (machine) => push(machine, { kind: 'list', items: popMark(machine) }),
  0x61: (machine) => {
    const value = pop(machine);
    appendTo(machine, top(machine), [value]);
  },
  0x65: (machine) => {
    const values = popMark(machine);
    appendTo(machine, top(machine), values);
  },
  0x29: (machine) => push(machine, { kind: 'tuple', items: [] }),
  0x74: (machine) => push(machine, { kind: 'tuple', items: popMark(machine) }),
  0x85: (machine) => pushTuple(machine, 1),
  0x86: (machine) => pushTuple(machine, 2),
  0x87: (machine) => pushTuple(machine, 3),
  0x7d: (machine) => push(machine, { kind: 'dict', pairs: [] }),
  0x64: (machine) => push(machine, { kind: 'dict', pairs: pairsOf(popMark(machine)) }),
  0x73: (machine) => {
    const value = pop(machine);
    const key = pop(machine);
    setIn(machine, top(machine), [key, value]);
  },
  0x75: (machine) => {
    const flat = popMark(machine);
    setIn(machine, top(machine), flat);
  },
  0x8f: (machine) => push(machine, { kind: 'set', items: [] }),
  0x90: (machine) => {
    const values = popMark(machine);
    appendTo(machine, top(machine), values);
  },
  0x91: (machine) => push(machine, { kind: 'frozenset', items: popMark(machine) }),
  0x71: (machine) => remember(machine, machine.cursor.unsigned(1)),
  0x72: (machine) => remember(machine, machine.cursor.unsigned(4)),
  0x70: (machine) => remember(machine, readIndex(machine)),
  0x94: (machine) => remember(machine, machine.memo.size),
  0x68: (machine) => recall(machine, machine.cursor.unsigned(1)),
  0x6a: (machine) => recall(machine, machine.cursor.unsigned(4)),
  0x67: (machine) => recall(machine, readIndex(machine)),
};

/** At a mark it takes the mark, as CPython does. */
function popTop(machine: PickleMachine): void {
  if (machine.marks.length > 0 && machine.stack.length === machine.marks.at(-1)) machine.marks.pop();
  else pop(machine);
}

function pushTuple(machine: PickleMachine, count: number): void {
  const items: PickleValue[] = [];
  for (let index = count - 1; index >= 0; index -= 1) items[index] = pop(machine);
  push(machine, { kind: 'tuple', items });
}

function readIndex(machine: PickleMachine): number {
  const line = readLine(machine);
  if (!/^\d{1,12}$/.test(line)) fail(machine, 'it has a place in the memo that is no number');
  return Number(line);
}
