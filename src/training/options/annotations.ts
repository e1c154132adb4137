import { createSourceText } from '../../base/text.js';
import { makeModuleFrame } from '../../python/run/module-frame.js';
import { type CompiledFunction, Raised, type Runtime } from '../../python/run/runtime.js';
import { makeTextDict } from '../../python/values/make.js';
import type { Dict, Module, Value } from '../../python/values/value.js';
import { spanOfNode } from '../../syntax/python/node-span.js';
import type { PythonFunctionDefinition } from '../../syntax/python/python-syntax.js';

/** What the parameters of a function are said to be, evaluated where the function stands: elsewhere nobody needs it. */
export function annotationsOf(runtime: Runtime, { code, module }: CompiledFunction): Dict {
  const { args } = code.node as PythonFunctionDefinition;
  const all = [...args.posonlyargs, ...args.args, ...args.kwonlyargs];
  return makeTextDict(
    all.flatMap(({ arg, annotation }): [string, Value][] => {
      if (!annotation) return [];
      const { start, end } = spanOfNode(code.source, annotation);
      return [[arg, evaluateIn(runtime, code.source.text.slice(start, end), module)]];
    }),
  );
}

function evaluateIn(runtime: Runtime, text: string, module: Module): Value {
  const { frame } = runtime;
  const quoted = /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
  const source = createSourceText('<python>/annotation.py', `(${quoted})`);
  const run = runtime.compileExpression(source);
  if (!frame || typeof run === 'string') return runtime.unknown('an annotation');
  runtime.frame = makeModuleFrame(module, source, frame, frame.at);
  try {
    return run(runtime.frame);
  } catch (error) {
    if (error instanceof Raised) return runtime.unknown('an annotation');
    throw error;
  } finally {
    runtime.frame = frame;
  }
}
