import { createSourceText } from '../base/text.js';
import { createTorchNatives } from '../models/torch/natives.js';
import { createInterpreter } from '../python/create-interpreter.js';
import type { Budget, SourceProvider } from '../python/interpreter.js';
import { combineNatives } from '../python/natives.js';
import { startConfiguration } from './frameworks/configurations.js';
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
  const { roots, path } = request;
  const recorder = createRecorder();
  const started = openStart(request, recorder);
  const { sources } = started;
  const interpreter = createInterpreter({
    sources,
    roots,
    natives: combineNatives(optionNatives(recorder.options, sources), libraryNatives(), createTorchNatives()),
    budget: { ...BUDGET, ...request.budget },
    watcher: recorder.watcher,
    programArguments: [path, ...(started.arguments ?? [])],
    mayHaveArguments: started.arguments === undefined,
  });
  recorder.attach(interpreter.machine);
  const { module, ended } = interpreter.runFile(started.path, { asMain: true });
  const { problems, printed } = interpreter;
  const { calls, root } = recorder;
  const options = recorder.options.declared;
  const program: Program = { path, calls, root, module, ended, problems, printed, options };
  return { program, recorder };
}

/** Where the script lies that starts a configuration: with what is brought along, so that nothing of it is a place in the program. */
const START = '<python>/__start__.py';

/** The script itself, or what a library does with it when it is a configuration; that then stands in the configuration. */
function openStart(
  { sources, roots, path, arguments: given }: ScriptRequest,
  { options }: Recorder,
): { readonly path: string; readonly sources: SourceProvider; readonly arguments: readonly string[] | undefined } {
  const text = sources.source?.(path) ?? sources.read(path);
  const source = typeof text === 'string' ? createSourceText(path, text) : text;
  const started = source && startConfiguration(path, source.text, roots, given);
  if (!started) return { path, sources, arguments: given };
  options.start = { source, start: 0, end: 0 };
  options.standing = options.start;
  const read = (asked: string): string | undefined => (asked === START ? started.source : sources.read(asked));
  const inner = sources.source;
  return {
    path: START,
    sources: {
      ...sources,
      read,
      ...(inner ? { source: (asked: string) => (asked === START ? undefined : inner(asked)) } : {}),
    },
    arguments: started.arguments,
  };
}
