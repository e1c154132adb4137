import { createTorchNatives } from '../models/torch/natives.js';
import { createInterpreter } from '../python/create-interpreter.js';
import type { Budget, SourceProvider } from '../python/interpreter.js';
import { combineNatives } from '../python/natives.js';
import { libraryNatives } from './natives.js';
import { optionNatives } from './options/option-natives.js';
import type { Program } from './record/program.js';
import { createRecorder, type Recorder } from './record/recorder.js';

export interface ScriptRequest {
  readonly sources: SourceProvider;
  readonly roots: readonly string[];
  readonly path: string;
  /** What stands after the script on the command line that starts it; undefined: nobody said how it is started. */
  readonly arguments?: readonly string[] | undefined;
  readonly budget?: Partial<Budget>;
}

/** A script has its say once; what it calls is worth fewer steps than a model. */
const BUDGET: Partial<Budget> = { steps: 4_000_000, cells: 8_000_000, depth: 200 };

/** Goes through a script as `python SCRIPT ARGUMENTS` would, and tells what it did. Never throws. */
export function followScript(request: ScriptRequest): { readonly program: Program; readonly recorder: Recorder } {
  const { sources, roots, path } = request;
  const recorder = createRecorder();
  const interpreter = createInterpreter({
    sources,
    roots,
    natives: combineNatives(optionNatives(recorder.options), libraryNatives(), createTorchNatives()),
    budget: { ...BUDGET, ...request.budget },
    watcher: recorder.watcher,
    programArguments: [path, ...(request.arguments ?? [])],
    mayHaveArguments: request.arguments === undefined,
  });
  recorder.attach(interpreter.machine);
  const { module, ended } = interpreter.runFile(path, { asMain: true });
  const { problems, printed } = interpreter;
  const { calls, root } = recorder;
  const options = recorder.options.declared;
  const program: Program = { path, calls, root, module, ended, problems, printed, options };
  return { program, recorder };
}
