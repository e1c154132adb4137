import type { BinaryOperator } from '../machine.js';

/** By the name of the node. */
export const BINARY: Readonly<Record<string, BinaryOperator>> = {
  Add: '+',
  Sub: '-',
  Mult: '*',
  Div: '/',
  FloorDiv: '//',
  Mod: '%',
  Pow: '**',
  MatMult: '@',
  BitAnd: '&',
  BitOr: '|',
  BitXor: '^',
  LShift: '<<',
  RShift: '>>',
};
