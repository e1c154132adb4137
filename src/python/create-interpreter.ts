import { createSourceText } from '../base/text.js';
import type { Budget, Interpreter, InterpreterOptions, Outcome, RunFile } from './interpreter.js';
import { combineNatives } from './natives.js';
import { createRuntime, siteOf } from './run/create-runtime.js';
import { createImporter, type Importer } from './run/imports.js';
import { makeModuleFrame } from './run/module-frame.js';
import { BudgetEnd, Raised, type Runtime, Unsupported } from './run/runtime.js';
import { standardLibrary } from './stdlib/standard-library.js';
import { isUnknown } from './values/make.js';
import type { Module, Problem, Value } from './values/value.js';

/** Enough for the largest models met, and far from what a machine feels. */
const DEFAULT_BUDGET: Budget = { steps: 20_000_000, depth: 400, cells: 20_000_000, fileLength: 5_000_000 };

export function createInterpreter(options: InterpreterOptions): Interpreter {
  const budget = { ...DEFAULT_BUDGET, ...options.budget };
  const natives = combineNatives(...(options.natives ? [options.natives] : []), standardLibrary(options));
  let importer: Importer | undefined;
  const runtime = createRuntime(budget, natives, options.watcher, (made) => {
    importer = createImporter(made, options);
    return importer;
  });
  return {
    machine: runtime,
    problems: runtime.problems,
    loose: runtime.loose,
    printed: runtime.printed,
    runFile: (path, how) => runFile(runtime, importer, path, how ?? {}),
    evaluate: (expression, module) => attempt(runtime, () => evaluate(runtime, expression, module)),
    attempt: (run) => attempt(runtime, () => run(runtime)),
  };
}

function runFile(
  runtime: Runtime,
  importer: Importer | undefined,
  path: string,
  how: RunFile,
): { module: Module; ended: Problem | undefined } {
  let result: { module: Module; ended: Problem | undefined } | undefined;
  const outcome = attempt(runtime, () => {
    result = importer?.runFile(path, how);
    return null;
  });
  if (result) return result;
  const name = how.asMain ? '__main__' : (path.split('/').at(-1) ?? path).replace(/\.py$/, '');
  const module = [...runtime.modules.values()].find((item) => item.path === path) ?? emptyModule(name, path);
  return { module, ended: outcome.kind === 'ended' ? outcome.problem : undefined };
}

function emptyModule(name: string, path: string): Module {
  return { kind: 'module', name, attributes: new Map(), path, lookup: undefined };
}

function evaluate(runtime: Runtime, expression: string, module: Module): Value {
  const source = createSourceText('<expression>', expression);
  const run = runtime.compileExpression(source);
  if (typeof run === 'string') return runtime.raise('SyntaxError', run);
  runtime.frame = makeModuleFrame(module, source, runtime.frame);
  return run(runtime.frame);
}

/** Nothing that a program does gets out of here but an `Outcome`. */
function attempt(runtime: Runtime, run: () => Value): Outcome {
  runtime.steps = 0;
  runtime.cells = 0;
  try {
    return { kind: 'value', value: run() };
  } catch (error) {
    const problem = problemOf(runtime, error);
    runtime.problems.push(problem);
    return { kind: 'ended', problem };
  } finally {
    runtime.frame = undefined;
    runtime.depth = 0;
    runtime.tryDepth = 0;
    runtime.withDepth = 0;
    runtime.journals.length = 0;
    runtime.handled.length = 0;
  }
}

function problemOf(runtime: Runtime, error: unknown): Problem {
  if (error instanceof BudgetEnd) return error.problem;
  if (error instanceof Raised) {
    const { cls } = error.error;
    return { kind: 'raised', reason: describeError(runtime, error), site: error.site ?? cls.site };
  }
  const site = siteOf(runtime.frame);
  if (error instanceof Unsupported) return { kind: 'unsupported', reason: error.reason, site };
  if (error instanceof RangeError) return { kind: 'budget', reason: 'calls within calls are nested too deeply', site };
  return { kind: 'unsupported', reason: `internal: ${error instanceof Error ? error.message : String(error)}`, site };
}

function describeError(runtime: Runtime, error: Raised): string {
  try {
    const text = runtime.text(error.error);
    const message = isUnknown(text) ? text.reason : text;
    return message === '' ? error.error.cls.name : `${error.error.cls.name}: ${message}`;
  } catch {
    return error.error.cls.name;
  }
}
