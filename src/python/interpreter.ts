import type { SourceText } from '../base/text.js';
import type { Machine, Natives } from './machine.js';
import type { Module, Problem, Value } from './values/value.js';
import type { Watcher } from './watcher.js';

/** Files that the program can reach: nothing else is. Paths are as the caller names them, with `/`. */
export interface SourceProvider {
  /** Text of a file, undefined when there is none (or it may not be read). */
  readonly read: (path: string) => string | undefined;
  /** Instead of `read`, for a caller that keeps sources: what was parsed once is not parsed again as long as it is the same object. */
  readonly source?: (path: string) => SourceText | undefined;
  /** True when a module is there in machine code: `a/b` for `a/b.cpython-312-x86_64-linux-gnu.so`. What it gives is not known. */
  readonly isCompiled?: (path: string) => boolean;
  /** True when a folder is there: for packages without `__init__.py`. */
  readonly isFolder?: (path: string) => boolean;
}

export interface Budget {
  /** Statements, calls, iterations. */
  readonly steps: number;
  /** Python calls within calls. */
  readonly depth: number;
  /** Items of containers and characters of texts that may be made. */
  readonly cells: number;
  /** A file longer than this (UTF-16 code units) is not read. */
  readonly fileLength: number;
}

export interface InterpreterOptions {
  readonly sources: SourceProvider;
  /** Folders in which `import` looks, in order: the repository's root, its `src`, a site-packages folder. */
  readonly roots: readonly string[];
  /** Those of the roots that hold libraries: of their files only what is asked for is run, where nobody can tell the difference. */
  readonly libraries?: readonly string[];
  /** What is known without a source: see `natives.ts`. */
  readonly natives?: Natives;
  readonly budget?: Partial<Budget>;
  /** Modules that are certainly not installed: importing them raises ImportError. All others that are not found are `External`. */
  readonly isAbsent?: (module: string) => boolean;
  readonly watcher?: Watcher | undefined;
  /** `sys.argv`, the name of the program first. */
  readonly programArguments?: readonly string[] | undefined;
  /** There may be more arguments: nobody said how the program is started. */
  readonly mayHaveArguments?: boolean | undefined;
}

export interface RunFile {
  readonly asMain?: boolean;
  readonly name?: string;
}

/** What came of a run: a value (perhaps an `Unknown`), or the exception that nothing caught, or the budget that ended it. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'ended'; readonly problem: Problem };

/**
 * An abstract interpreter of Python. It computes what the program would compute as far as that follows from its text, and says
 * `Unknown`, with the first reason and its place, for the rest. It can reach nothing but the values it makes and `sources`.
 *
 * Giving it a library from outside:
 * ```ts
 * const natives = combineNatives(defineModule('torch.nn', {
 *   Identity: (machine) => defineClass(machine, { module: 'torch.nn', name: 'Identity', bases: [module(machine)], members: {
 *     forward: defineFunction({ name: 'forward', signature: 'self, input', run: (bound) => bound.get('input') }),
 *   } }),
 * }));
 * const interpreter = createInterpreter({ sources, roots: ['.'], natives });
 * const loaded = interpreter.runFile('net.py');
 * const built = interpreter.evaluate('Net(num_classes=10)', loaded.module);
 * ```
 * There is no other hook than Python's own protocol: a class from outside that defines `__setattr__`, `__call__`, `__add__`,
 * `__deepcopy__`… is asked wherever Python would ask. What it must keep per object stands in `instance.state`.
 */
export interface Interpreter {
  readonly machine: Machine;
  /**
   * Runs a file as the module that `import` would make of it (parents first), or as `__main__`. Files run once. Never throws.
   * `name` is what `import` calls it; found by climbing the folders with `__init__.py` when left out.
   */
  runFile(path: string, how?: RunFile): { readonly module: Module; readonly ended: Problem | undefined };
  /** Evaluates an expression in the globals of a module. Never throws. */
  evaluate(expression: string, module: Module): Outcome;
  /** Runs what uses the machine (a call, a method) under the same guard and a fresh budget. */
  attempt(run: (machine: Machine) => Value): Outcome;
  /** All that went wrong so far, in the order met. */
  readonly problems: readonly Problem[];
  /** Those that no object is marked with (see `Instance.partial`), where it was not known how the program goes on. */
  readonly loose: readonly Problem[];
  /** What `print` would have printed. */
  readonly printed: readonly string[];
}
