import type { Compiler } from './context.js';
import { compileExpression } from './expression.js';
import { compileBlock } from './statement.js';
import { compileSuspended } from './suspended.js';
import { compileTarget } from './target.js';

export const COMPILER: Compiler = {
  expression: compileExpression,
  block: compileBlock,
  suspended: compileSuspended,
  target: compileTarget,
};
