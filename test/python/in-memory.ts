import { createInterpreter } from '../../src/python/create-interpreter.js';
import type { Interpreter, InterpreterOptions } from '../../src/python/interpreter.js';
import { makeTextDict } from '../../src/python/values/make.js';
import type { Module, Problem, Value } from '../../src/python/values/value.js';

export interface Ran {
  readonly interpreter: Interpreter;
  readonly module: Module;
  readonly printed: string;
  readonly problems: readonly Problem[];
  /** The repr of an expression in the module, or why it is not known or what it raises. */
  readonly show: (expression: string) => string;
}

/** Runs `main.py` of a few files that are nowhere but here. */
export function runFiles(files: Readonly<Record<string, string>>, options: Partial<InterpreterOptions> = {}): Ran {
  const interpreter = createInterpreter({
    sources: {
      read: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
      isFolder: (path) => Object.keys(files).some((file) => file.startsWith(`${path}/`)),
    },
    roots: ['.'],
    ...options,
  });
  const { module } = interpreter.runFile('main.py');
  return {
    interpreter,
    module,
    printed: interpreter.printed.join(''),
    problems: interpreter.problems,
    show: (expression) => show(interpreter, module, expression),
  };
}

/** Runs one text; `unknown` is a value that is not known. */
export function runText(text: string, options: Partial<InterpreterOptions> = {}): Ran {
  return runFiles({ 'main.py': text, 'given.py': 'import nothing\nunknown = nothing.value()\n' }, options);
}

function show(interpreter: Interpreter, module: Module, expression: string): string {
  const outcome = interpreter.evaluate(expression, module);
  if (outcome.kind === 'ended') return `! ${outcome.problem.reason}`;
  const text = interpreter.attempt((machine): Value => {
    const written = machine.repr(outcome.value);
    return typeof written === 'string' ? makeTextDict([['text', written]]) : written;
  });
  if (text.kind === 'ended') return `! ${text.problem.reason}`;
  const { value } = text;
  if (typeof value === 'object' && value?.kind === 'dict') return String(value.entries.get('text')?.[1]);
  return typeof value === 'object' && value?.kind === 'unknown' ? `? ${value.reason}` : '?';
}
