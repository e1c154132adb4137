import type { SourceText } from '../../base/text.js';
import type { PythonNode } from '../../syntax/python/python-syntax.js';
import type { Budget } from '../interpreter.js';
import type { BinaryOperator, Machine, Natives } from '../machine.js';
import type { Signature } from '../signature.js';
import type { Class, Instance, Module, Problem, PythonFunction, Unknown, Value } from '../values/value.js';
import type { Watcher } from '../watcher.js';
import type { Journal } from './journal.js';

/** The variables of one call; what is nested in the function sees them through `parent`. */
export interface Env {
  slots: (Value | undefined)[];
  readonly parent: Env | undefined;
}

/** How a statement ended. */
export type Completion = typeof NORMAL | typeof RETURN | typeof BREAK | typeof CONTINUE;
export const NORMAL = 0;
export const RETURN = 1;
export const BREAK = 2;
export const CONTINUE = 3;
/** Of a way that waits: it ended with an exception that a `try` may catch. */
export const RAISED = 4;

export type Evaluate = (frame: Frame) => Value;
export type Execute = (frame: Frame) => Completion;
/** A statement with a `yield` in it: gives what is yielded, takes what is sent. */
export type ExecuteSuspended = (frame: Frame) => Generator<Value, Completion, Value>;

/** What is compiled of a function, once; the body when it is first called. */
export interface Code {
  readonly name: string;
  readonly signature: Signature;
  readonly source: SourceText;
  readonly node: PythonNode;
  readonly isGenerator: boolean;
  readonly isAsync: boolean;
  readonly slotCount: () => number;
  readonly body: () => Execute;
  readonly suspendedBody: () => ExecuteSuspended;
}

/** What `PythonFunction` is to the interpreter. */
export interface CompiledFunction extends PythonFunction {
  readonly code: Code;
  readonly env: Env | undefined;
  /** By parameter. */
  readonly defaults: readonly (Value | undefined)[];
  /** The class in whose body it stands, for `super()` and `__class__`. */
  readonly owner: { cls: Class | undefined } | undefined;
}

/** One running call, module or class body. */
export interface Frame {
  env: Env;
  readonly source: SourceText;
  readonly module: Module;
  readonly callee: CompiledFunction | undefined;
  /** Names of a class body or a module. */
  readonly namespace: Map<string, Value>;
  readonly owner: { cls: Class | undefined } | undefined;
  caller: Frame | undefined;
  /** The first argument of the call: `self` in methods. */
  first: Value | undefined;
  /** What runs now. */
  at: PythonNode;
  returned: Value;
  /** Ways that ended early where it was not known whether they are taken. */
  pending: Pending[] | undefined;
  /** Loops that run now, one within the other. */
  loops: number;
  readonly isGenerator: boolean;
  /** What was sent for the `yield`s of the statement that runs. */
  sent: Map<object, Value> | undefined;
  /** Set when a generator ended because it is not known how it goes on. */
  rest: Unknown | undefined;
}

/** A way that left and waits for the others. */
export interface Pending {
  /** Where they meet: the end of a round of a loop, of the loop, of the call. */
  readonly until: Completion | typeof RAISED;
  readonly error: Raised | undefined;
  /** Loops of the call that it is inside of, for `break` and `continue`. */
  readonly level: number;
  readonly reason: Unknown;
  readonly journal: Journal;
  readonly returned: Value;
}

export interface Runtime extends Machine {
  frame: Frame | undefined;
  depth: number;
  steps: number;
  cells: number;
  /** Python's own state, for `raise` without an argument. */
  handled: Instance[];
  /** `try` statements with handlers that run now. */
  tryDepth: number;
  /** `with` statements that run now: they may swallow an exception. */
  withDepth: number;
  /** Open ways, outermost first. */
  journals: Journal[];
  readonly budget: Budget;
  readonly natives: Natives;
  readonly watcher: Watcher | undefined;
  readonly problems: Problem[];
  /** Those `undecided` ones that no object is marked with: anything may hang on them. */
  readonly loose: Problem[];
  readonly printed: string[];
  readonly modules: Map<string, Module>;
  readonly classes: Map<string, Class>;
  readonly builtins: Map<string, Value>;

  callFunction(
    callee: CompiledFunction,
    values: readonly Value[],
    keywords: ReadonlyMap<string, Value> | undefined,
  ): Value;
  makeException(className: string, message: string): Instance;
  importModule(name: string): Value;
  importFrom(frame: Frame, level: number, module: string | undefined): Value;
  importMember(module: Value, name: string): Value;
  /** See `Importer`. */
  moduleText(name: string): string | undefined;
  /** See `Importer`. */
  deferFrom(
    frame: Frame,
    level: number,
    module: string | undefined,
    names: readonly { readonly name: string; readonly alias: string }[],
  ): boolean;
  /** `isWhole`: the bodies of its functions too, at once. */
  compileModule(source: SourceText, isWhole: boolean): Execute;
  /** The one expression of a text, or why it is none. */
  compileExpression(source: SourceText): Evaluate | string;
  makeClass(
    name: string,
    bases: readonly Value[],
    namespace: Map<string, Value>,
    keywords: ReadonlyMap<string, Value>,
  ): Value;
  /** What every object can, asked only when its classes have nothing of that name: `__setattr__`, `__repr__`, `__init__`… */
  readonly objectMethods: Map<string, Value>;
  /** `touch` for the names of a module, class or object. */
  touchMap(names: Map<string, Value>): void;
  /** `a += b`: in place where the type can. */
  inplace(operator: BinaryOperator, a: Value, b: Value): Value;
  isSame(a: Value, b: Value): boolean | Unknown;
  /** Imports of modules that are not there, whose presence is thus not known. */
  externals: string[];
}

/** A Python exception on its way through JavaScript. */
export class Raised {
  readonly error: Instance;
  readonly site: Problem['site'];
  constructor(error: Instance, site: Problem['site']) {
    this.error = error;
    this.site = site;
  }
}

/** The end of a run that no `try` of the program can stop. */
export class BudgetEnd {
  readonly problem: Problem;
  constructor(problem: Problem) {
    this.problem = problem;
  }
}

/** Python that is not understood: the statement fails, the next one goes on. */
export class Unsupported {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}
