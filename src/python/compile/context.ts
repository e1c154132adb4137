import type { SourceText } from '../../base/text.js';
import type { PythonExpression, PythonStatement } from '../../syntax/python/python-syntax.js';
import type { Evaluate, Execute, ExecuteSuspended, Frame, Runtime } from '../run/runtime.js';
import type { Value } from '../values/value.js';
import type { Scope } from './scope.js';

/** What the parts of the compiler share; they call each other through it, so that the files need not import in circles. */
export interface Context {
  readonly runtime: Runtime;
  readonly source: SourceText;
  readonly scope: Scope;
  readonly compiler: Compiler;
}

export type Assign = (frame: Frame, value: Value) => void;

/**
 * Python is compiled to closures, function by function when first called. Measured against walking the tree with a switch on
 * resnet, swin and a loop of a million steps: the same for code that runs once, 3 to 4 times faster for what runs often.
 * Functions with `yield` have their statements compiled a second way, to JavaScript generators (`suspended.ts`), so that they
 * really wait while nobody else pays for it.
 */
export interface Compiler {
  expression(context: Context, node: PythonExpression): Evaluate;
  block(context: Context, body: readonly PythonStatement[]): Execute;
  suspended(context: Context, body: readonly PythonStatement[]): ExecuteSuspended;
  target(context: Context, node: PythonExpression): Assign;
}
