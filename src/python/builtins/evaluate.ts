import { createSourceText } from '../../base/text.js';
import { type Frame, Raised, type Runtime } from '../run/runtime.js';
import { isUnknown } from '../values/make.js';
import type { Value } from '../values/value.js';

/** Longer texts are programs rather than expressions. */
const LONGEST = 20_000;

/** `eval(text)`: an expression in the globals of the caller and the parameters of its function. */
export function evaluateText(runtime: Runtime, values: readonly Value[]): Value {
  const [text, ...scopes] = values;
  const { frame } = runtime;
  if (isUnknown(text)) return text;
  if (typeof text !== 'string' || scopes.length > 0 || !frame || text.length > LONGEST)
    return runtime.unknown('eval() is not run');
  const names = readNames(text);
  const parameters = readParameters(frame);
  const local = names.find((name) => !parameters.has(name) && mayBeLocal(frame, name));
  if (local !== undefined) return runtime.unknown(`eval() of ${local}, a variable of a function`);
  const source = createSourceText('<expression>', text.trim());
  const run = runtime.compileExpression(source);
  if (typeof run === 'string') return runtime.raise('SyntaxError', run);
  // Those of the function stand before those of the module.
  const module = { ...frame.module, attributes: new Map([...frame.module.attributes, ...parameters]) };
  runtime.frame = {
    ...frame,
    env: { slots: [], parent: undefined },
    source,
    module,
    callee: undefined,
    namespace: module.attributes,
    owner: undefined,
    caller: frame,
    first: undefined,
    returned: null,
    pending: undefined,
    isGenerator: false,
    sent: undefined,
    rest: undefined,
  };
  try {
    return run(runtime.frame);
  } catch (error) {
    const nameError = runtime.builtinClass('NameError');
    if (!(error instanceof Raised) || !error.error.cls.mro.includes(nameError)) throw error;
    return runtime.unknown('eval() of a name that is not global');
  } finally {
    runtime.frame = frame;
  }
}

function readNames(text: string): readonly string[] {
  return [...text.matchAll(/(?<![.\w])[A-Za-z_]\w*/g)].map(([name]) => name);
}

function readParameters({ callee, env }: Frame): ReadonlyMap<string, Value> {
  const parameters = callee?.code.signature.parameters ?? [];
  return new Map(
    parameters.flatMap(({ name }, at) => {
      const value = env.slots[at];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Whether the text of the function looks as if it bound the name; what it bound is not kept by names. */
function mayBeLocal({ callee }: Frame, name: string): boolean {
  if (!callee) return false;
  const { source, node } = callee.code;
  const lines = source.text.split('\n').slice((node.lineno ?? 1) - 1, node.end_lineno);
  const bound = `\\b${name}\\s*(?:,[\\w\\s,*]*)?(?:=(?!=)|:=)|\\bfor\\b[^:\\n]*\\b${name}\\b|\\b(?:as|import|def|class)\\s+${name}\\b`;
  return new RegExp(bound).test(lines.slice(1).join('\n'));
}
