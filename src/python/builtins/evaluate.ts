import { createSourceText } from '../../base/text.js';
import { scopeOf } from '../compile/scope.js';
import { makeModuleFrame } from '../run/module-frame.js';
import type { Frame, Runtime } from '../run/runtime.js';
import { isUnknown } from '../values/make.js';
import type { Value } from '../values/value.js';

/** Longer texts are programs rather than expressions. */
const LONGEST = 20_000;

/** `eval(text)`: an expression with the globals of the caller and the variables of its function. */
export function evaluateText(runtime: Runtime, values: readonly Value[]): Value {
  const [text, ...scopes] = values;
  const { frame } = runtime;
  if (isUnknown(text)) return text;
  if (typeof text !== 'string' || scopes.length > 0 || !frame || text.length > LONGEST)
    return runtime.unknown('eval() is not run');
  const names = readNames(text);
  const { variables, isOpen } = readVariables(frame);
  const local = names.find(isOpen);
  if (local !== undefined) return runtime.unknown(`eval() of ${local}, a variable of a function`);
  const source = createSourceText('<expression>', text.trim());
  const run = runtime.compileExpression(source);
  if (typeof run === 'string') return runtime.raise('SyntaxError', run);
  // Those of the function stand before those of the module.
  const module = { ...frame.module, attributes: new Map([...frame.module.attributes, ...variables]) };
  runtime.frame = makeModuleFrame(module, source, frame, frame.at);
  try {
    return run(runtime.frame);
  } finally {
    runtime.frame = frame;
  }
}

function readNames(text: string): readonly string[] {
  return [...text.matchAll(/(?<![.\w])[A-Za-z_]\w*/g)].map(([name]) => name);
}

/** What can be seen by name where a function stands, and whether nothing else can. */
interface Visible {
  readonly variables: ReadonlyMap<string, Value>;
  /** True for names of which it is not certain whether, and as what, they are seen. */
  readonly isOpen: (name: string) => boolean;
}

/** `eval` sees the variables of the function it is called in; those of functions around it only if that one uses them. */
function readVariables({ callee, env, module, namespace, source }: Frame): Visible {
  const scope = callee && scopeOf(callee.code);
  if (!callee || !scope) {
    const isModule = namespace === module.attributes;
    const isAlone = env.slots.length === 0 && env.parent === undefined;
    // A comprehension, or a function around a class, has variables that are not told.
    const isOpen = (name: string): boolean =>
      !isAlone && !namespace.has(name) && (!isModule || looksBound(source.text, name));
    return { variables: isModule ? new Map() : namespace, isOpen };
  }
  // Within a comprehension it depends on the version of Python what is seen.
  const isInside = env.parent !== callee.env;
  const variables = new Map<string, Value>();
  if (!isInside) {
    for (const [name, at] of scope.slots) {
      const value = env.slots[at];
      if (value !== undefined) variables.set(name, value);
    }
  }
  const isOuter = (name: string): boolean => {
    for (let outer = scope.parent; outer; outer = outer.parent) if (outer.slots.has(name)) return true;
    return false;
  };
  const isOpen = (name: string): boolean =>
    isInside
      ? scope.slots.has(name) || isOuter(name) || looksBound(textOf(callee), name)
      : !variables.has(name) && isOuter(name);
  return { variables, isOpen };
}

/** Whether a text looks as if a comprehension in it bound the name. */
function looksBound(text: string, name: string): boolean {
  return new RegExp(`\\bfor\\b(?:(?!\\bin\\b)[^:\\n])*\\b${name}\\b|\\b${name}\\s*:=`).test(text);
}

function textOf({ code }: NonNullable<Frame['callee']>): string {
  return code.source.text
    .split('\n')
    .slice((code.node.lineno ?? 1) - 1, code.node.end_lineno)
    .join('\n');
}
