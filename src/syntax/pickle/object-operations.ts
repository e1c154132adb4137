import {
  fail,
  noteName,
  type PickleMachine,
  type PickleOperation,
  pop,
  popMark,
  push,
  pushCall,
  pushGlobal,
  top,
} from './machine.js';
import { isPickleNode, type PickleValue } from './pickle-value.js';
import { readLine, readName } from './scalar-operations.js';

/** Those by which a pickle makes the one who loads it import and call things. Here they only leave records. */
export const OBJECT_OPERATIONS: Readonly<Record<number, PickleOperation>> = {
  // PROTO, FRAME, NEXT_BUFFER, READONLY_BUFFER
  0x80: (machine) => {
    const protocol = machine.cursor.unsigned(1);
    if (protocol > 5) fail(machine, `its protocol ${protocol} is not known`);
  },
  0x95: (machine) => machine.cursor.skip(8),
  0x97: (machine) => push(machine, { kind: 'unknown', reason: 'bytes outside of the file' }),
  0x98: (machine) => void top(machine),
  // GLOBAL, STACK_GLOBAL
  0x63: (machine) => {
    const module = readName(machine);
    pushGlobal(machine, module, readName(machine));
  },
  0x93: (machine) => {
    const name = pop(machine);
    pushGlobal(machine, pop(machine), name);
  },
  // REDUCE, NEWOBJ, NEWOBJ_EX
  0x52: (machine) => {
    const args = pop(machine);
    pushCall(machine, pop(machine), argumentsOf(args));
  },
  0x81: (machine) => {
    const args = pop(machine);
    pushCall(machine, pop(machine), argumentsOf(args));
  },
  0x92: (machine) => {
    const keywords = pop(machine);
    const args = pop(machine);
    pushCall(machine, pop(machine), [...argumentsOf(args), keywords]);
  },
  // INST, OBJ
  0x69: (machine) => {
    const module = readName(machine);
    pushGlobal(machine, module, readName(machine));
    const callee = pop(machine);
    pushCall(machine, callee, popMark(machine));
  },
  0x6f: (machine) => {
    const [callee, ...args] = popMark(machine);
    if (callee === undefined) fail(machine, 'it makes an object of nothing');
    else pushCall(machine, callee, args);
  },
  // BUILD
  0x62: (machine) => {
    const state = pop(machine);
    const target = top(machine);
    if (isPickleNode(target) && target.kind === 'object') target.state = state;
  },
  // BINPERSID, PERSID
  0x51: (machine) => push(machine, { kind: 'persistent', id: pop(machine) }),
  0x50: (machine) => push(machine, { kind: 'persistent', id: readLine(machine) }),
  // EXT1, EXT2, EXT4
  0x82: (machine) => pushExtension(machine, machine.cursor.unsigned(1)),
  0x83: (machine) => pushExtension(machine, machine.cursor.unsigned(2)),
  0x84: (machine) => pushExtension(machine, machine.cursor.unsigned(4)),
};

function argumentsOf(value: PickleValue): readonly PickleValue[] {
  return isPickleNode(value) && value.kind === 'tuple' ? value.items : [value];
}

/** A number that stands for a class in a registry of the interpreter: nobody can tell which. */
function pushExtension(machine: PickleMachine, code: number): void {
  noteName(machine, undefined, undefined);
  push(machine, { kind: 'unknown', reason: `the extension ${code} of the interpreter` });
}
