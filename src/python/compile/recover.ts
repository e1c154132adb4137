import type { PythonExpression, PythonStatement } from '../../syntax/python/python-syntax.js';
import { BudgetEnd, type Frame, Raised, Unsupported } from '../run/runtime.js';
import { makeUnknown } from '../values/make.js';
import type { Problem, Unknown } from '../values/value.js';
import type { Context } from './context.js';
import { compileBind } from './names.js';
import { collectNames } from './scope.js';
import { compileTarget } from './target.js';

/** Calls within calls that cannot be the reason why the stack is full. */
const SHALLOW = 20;

/**
 * What is done when a statement fails. Python's exceptions go their way; only those that reach a module go on with its next
 * statement, as one that we may have caused must not lose the whole file. What is not understood fails alone: what the statement
 * would have bound is unknown.
 */
export function recover(context: Context, frame: Frame, node: PythonStatement, error: unknown): void {
  const { runtime } = context;
  if (error instanceof BudgetEnd) throw error;
  if (error instanceof RangeError && /call stack/i.test(error.message)) {
    const reason = 'it is nested too deeply';
    if (runtime.depth > SHALLOW) throw new BudgetEnd({ kind: 'budget', reason, site: runtime.site() });
    // Not the program's calls but this one statement is too deep: it alone is lost.
    bindUnknown(context, frame, node, runtime.report('budget', reason));
    return;
  }
  if (error instanceof Raised) {
    const isModule = frame.namespace === frame.module.attributes;
    if (!isModule || runtime.tryDepth > 0 || runtime.withDepth > 0 || isImportError(error)) throw error;
    bindUnknown(context, frame, node, reportRaised(context, error));
    return;
  }
  const reason =
    error instanceof Unsupported ? error.reason : `internal: ${error instanceof Error ? error.message : String(error)}`;
  bindUnknown(context, frame, node, runtime.report('unsupported', reason));
}

function isImportError(error: Raised): boolean {
  return error.error.cls.mro.some(({ name, isNative }) => isNative && name === 'ImportError');
}

function reportRaised({ runtime }: Context, error: Raised): Problem {
  const message = runtime.text(error.error);
  const problem: Problem = {
    kind: 'raised',
    reason: `${error.error.cls.name}: ${typeof message === 'string' ? message : message.reason}`,
    site: error.site,
  };
  runtime.problems.push(problem);
  return problem;
}

function bindUnknown(context: Context, frame: Frame, node: PythonStatement, problem: Problem): void {
  const value = makeUnknown(problem.reason, problem.site);
  for (const name of collectNames([node], false).bound) compileBind(context, name)(frame, value);
  for (const target of attributeTargets(node)) bindAttribute(context, frame, target, value);
}

function attributeTargets(node: PythonStatement): readonly PythonExpression[] {
  const targets =
    node.nodeType === 'Assign'
      ? node.targets
      : node.nodeType === 'AnnAssign' || node.nodeType === 'AugAssign'
        ? [node.target]
        : [];
  return targets.filter(({ nodeType }) => nodeType !== 'Name');
}

function bindAttribute(context: Context, frame: Frame, target: PythonExpression, value: Unknown): void {
  try {
    compileTarget(context, target)(frame, value);
  } catch (error) {
    if (error instanceof BudgetEnd) throw error;
  }
}
