import type { SourceText } from '../../base/text.js';
import type { PythonFile } from '../../syntax/python/parse-python.js';
import { parsePython, parsePythonLazily } from '../../syntax/python/parse-python.js';
import type { Evaluate, Execute, Runtime } from '../run/runtime.js';
import type { Compiler, Context } from './context.js';
import type { Scope } from './scope.js';

/** Parsed files, kept as long as their source is: a file that many runs import is parsed once. */
const parsed = new WeakMap<SourceText, PythonFile>();

/** Of a file that is asked for by name all mistakes are found; of others those in what is used. */
function parseOnce(source: SourceText, isWhole: boolean): PythonFile {
  const kept = parsed.get(source);
  if (kept && !isWhole) return kept;
  const file = isWhole ? parsePython(source) : parsePythonLazily(source);
  parsed.set(source, file);
  return file;
}

/** What a file is to the interpreter. */
export function compileFile(
  runtime: Runtime,
  source: SourceText,
  compiler: Compiler,
  isWhole: boolean,
): { run: Execute; expression: () => ReturnType<Runtime['compileExpression']> } {
  const file = parseOnce(source, isWhole);
  const scope: Scope = { kind: 'module', parent: undefined, slots: new Map(), globals: new Set() };
  const context: Context = { runtime, source, scope, compiler };
  for (const { span, reason } of file.broken) {
    runtime.problems.push({ kind: 'syntax', reason, site: { source, ...span } });
  }
  return {
    run: compiler.block(context, file.body),
    expression: () => compileOnly(context, file),
  };
}

/** The one expression of a text, or why it is none. */
function compileOnly(context: Context, file: PythonFile): Evaluate | string {
  const [broken] = file.broken;
  if (broken) return broken.reason;
  const [only, ...others] = file.body;
  if (only?.nodeType !== 'Expr' || others.length > 0) return 'it is not one expression';
  return context.compiler.expression(context, only.value);
}
