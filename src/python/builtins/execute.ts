import { createSourceText } from '../../base/text.js';
import { ownerOfView } from '../run/attributes-view.js';
import { makeModuleFrame } from '../run/module-frame.js';
import type { Runtime } from '../run/runtime.js';
import type { Module, Value } from '../values/value.js';

/** Longer texts are no configuration. */
const LONGEST = 200_000;

/** `exec(text)` where a module stands, or with its `globals()`: what the text binds is bound there. Anything else is not run. */
export function executeText(runtime: Runtime, [text, globals, ...others]: readonly Value[]): Value {
  const { frame } = runtime;
  const module = frame && (globals === undefined ? moduleOfFrame(runtime) : moduleOfDict(runtime, globals));
  if (!frame || !module || typeof text !== 'string' || others.length > 0 || text.length > LONGEST) {
    runtime.report('unsupported', 'exec() is not run');
    return runtime.unknown('exec() is not run');
  }
  if (runtime.depth >= runtime.budget.depth) return runtime.raise('RecursionError', 'maximum recursion depth exceeded');
  const source = createSourceText(pathOfText(runtime, text) ?? frame.source.path, text);
  const execute = runtime.compileModule(source, true);
  runtime.depth += 1;
  runtime.frame = makeModuleFrame(module, source, frame);
  try {
    execute(runtime.frame);
  } finally {
    runtime.frame = frame;
    runtime.depth -= 1;
  }
  return null;
}

function moduleOfFrame({ frame }: Runtime): Module | undefined {
  const isModule = frame && !frame.callee && frame.namespace === frame.module.attributes;
  return isModule ? frame.module : undefined;
}

function moduleOfDict({ frame }: Runtime, globals: Value): Module | undefined {
  return frame && ownerOfView(globals) === frame.module ? frame.module : undefined;
}

/** The file that a text was read from. */
function pathOfText(runtime: Runtime, text: string): string | undefined {
  const find = runtime.findAttribute(runtime.import('__native__'), 'path_of');
  const path = find === undefined ? null : runtime.call(find, [text]);
  return typeof path === 'string' ? path : undefined;
}

/** `ast.literal_eval(text)` */
export function evaluateLiteral(runtime: Runtime, text: Value): Value {
  if (typeof text !== 'string') return text;
  const names = text.replaceAll(/"[^"]*"|'[^']*'/g, '').match(/[A-Za-z_]\w*(?!\w)/g) ?? [];
  const isLiteral = names.every((name) =>
    /^(?:True|False|None|[eE]\d*|[jJ]|[rRbBuU]|x[\da-fA-F]+|o[0-7]+|b[01]+)$/.test(name),
  );
  const run = isLiteral ? runtime.compileExpression(createSourceText('<expression>', text.trim())) : 'a name';
  if (typeof run === 'string' || !runtime.frame)
    return runtime.raise('ValueError', `malformed node or string: ${text}`);
  return run(runtime.frame);
}
