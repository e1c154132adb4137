import type { PythonExpression } from '../../syntax/python/python-syntax.js';
import type { Frame } from '../run/runtime.js';
import { isKind, isUnknown } from '../values/make.js';
import type { Value } from '../values/value.js';
import type { Context } from './context.js';

/** What a decorator that is not known makes of a function is taken to be the function: nearly all only note it somewhere. */
export function compileDecorators(
  context: Context,
  nodes: readonly PythonExpression[],
): (frame: Frame, make: () => Value) => Value {
  if (nodes.length === 0) return (_frame, make) => make();
  const decorators = nodes.map((node) => ({ node, value: context.compiler.expression(context, node) }));
  return (frame, make) => {
    const callees = decorators.map(({ value }) => value(frame));
    let result = make();
    for (let at = callees.length - 1; at >= 0; at -= 1) {
      frame.at = decorators[at]?.node ?? frame.at;
      const callee = callees[at] ?? null;
      if (isUnknown(callee) || isKind(callee, 'external')) continue;
      const made = context.runtime.call(callee, [result]);
      if (!isUnknown(made)) result = made;
    }
    return result;
  };
}
