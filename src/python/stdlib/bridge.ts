import { evaluateLiteral } from '../builtins/execute.js';
import { rawFunction } from '../builtins/methods.js';
import type { SourceProvider } from '../interpreter.js';
import type { Machine, NativeModule } from '../machine.js';
import { defineModule } from '../natives.js';
import { modulesView } from '../run/modules-view.js';
import type { CompiledFunction, Runtime } from '../run/runtime.js';
import type { Parameter } from '../signature.js';
import { isKind, isUnknown, makeBound, makeList, makeTuple } from '../values/make.js';
import type { Class, List, Value } from '../values/value.js';
import { fileMembers } from './files.js';

/** What a program sees of the outside. */
export interface ProgramOutside {
  readonly programArguments?: readonly string[] | undefined;
  readonly mayHaveArguments?: boolean | undefined;
  readonly sources?: SourceProvider | undefined;
}

/** What the library written in Python cannot say in Python. */
export function bridge({ programArguments, mayHaveArguments, sources }: ProgramOutside): NativeModule {
  return defineModule('__native__', {
    ...fileMembers(sources, programArguments?.[0]),
    has_open_argv: mayHaveArguments === true,
    argv: (machine) => (programArguments ? makeList([...programArguments]) : machine.unknown('the command line')),
    // A word of the command line that a shell puts a value into is not its text.
    of_shell: rawFunction('of_shell', (machine, [text = null]) =>
      typeof text === 'string' && isOfShell(text, programArguments)
        ? machine.unknown(`the variable in ${text} of the command is not known`)
        : text,
    ),
    // A list of which all is known, but perhaps what its items are.
    is_given: rawFunction(
      'is_given',
      (_machine, [list]) => (isKind(list ?? null, 'list') || isKind(list ?? null, 'tuple')) && !(list as List).rest,
    ),
    report: rawFunction('report', (machine, [reason]) => {
      machine.report('raised', String(reason));
      return null;
    }),
    // Decided even for what is not known: an unknown argument is not the sentinel for "not given".
    same: rawFunction('same', (_machine, [a, b]) => a === b),
    variable: rawFunction('variable', (machine, [key, otherwise]) =>
      unsetVariable(machine as Runtime, key ?? null, otherwise ?? null),
    ),
    // Those of its classes that are known; `__mro__` also says that there may be others.
    known_classes: rawFunction('known_classes', (machine, [cls]) =>
      isKind(cls ?? null, 'class') ? makeTuple((cls as Class).mro) : machine.unknown('the classes of what is no class'),
    ),
    modules: (machine) => modulesView(machine as Runtime),
    unknown: rawFunction('unknown', (machine, [reason]) => machine.unknown(`${String(reason)} is not known`)),
    bind_method: rawFunction('bind_method', (_machine, [callee, self]) => makeBound(self ?? null, callee ?? null)),
    import_module: rawFunction('import_module', (machine, [name, from]) =>
      importModule(machine, name ?? null, from ?? null),
    ),
    as_setting: rawFunction('as_setting', (machine, [holder, name, from]) => {
      if (typeof name === 'string') (machine as Runtime).watcher?.sameSetting(holder ?? null, name, from ?? null);
      return null;
    }),
    note_setting: rawFunction('note_setting', (machine, [holder, name, key, value, isGiven]) => {
      if (typeof name !== 'string' || typeof key !== 'string') return null;
      const setting = { key, value: value ?? null, site: undefined, isGiven: isGiven === true };
      (machine as Runtime).watcher?.setting(holder ?? null, name, setting);
      return null;
    }),
    literal_eval: rawFunction('literal_eval', (machine, [text = null]) => evaluateLiteral(machine as Runtime, text)),
    parameters_of: rawFunction('parameters_of', (machine, [callee]) => parametersOf(machine, callee ?? null)),
  });
}

/**
 * A variable of the environment is not set, as an option of a command line is not given: the default holds, and that it was
 * taken is said. A watcher wants to hear of both ways.
 */
function unsetVariable(runtime: Runtime, key: Value, otherwise: Value): Value {
  if (runtime.watcher && typeof key === 'string') runtime.watcher.variable(key, otherwise, runtime.site());
  // Without another value the program wants it to be set.
  if (runtime.watcher || typeof key !== 'string' || isUnknown(otherwise))
    return runtime.unknown('the environment is not known');
  const reason = `the environment variable ${key} is not set`;
  if (!runtime.problems.some((problem) => problem.kind === 'assumed' && problem.reason === reason))
    runtime.problems.push({ kind: 'assumed', reason, site: runtime.site() });
  return otherwise;
}

/** `$EPOCHS`, `${DATA}/train`, also of `--epochs=$EPOCHS`; the same text elsewhere is nothing else. */
function isOfShell(text: string, programArguments: readonly string[] = []): boolean {
  return /\$(?:\w|\{|\()|`/.test(text) && programArguments.some((word) => word === text || word.endsWith(`=${text}`));
}

function importModule(machine: Machine, name: Value, from: Value): Value {
  if (typeof name !== 'string') return isUnknown(name) ? name : machine.unknown('import_module of no name');
  const level = /^\.*/.exec(name)?.[0].length ?? 0;
  if (level === 0) return machine.import(name);
  if (typeof from !== 'string') return machine.unknown('import_module from a package that is not known');
  const base = from.split('.').slice(0, from.split('.').length - (level - 1));
  return machine.import([...base, name.slice(level)].join('.'));
}

const KINDS: readonly Parameter['kind'][] = ['positional-only', 'positional', 'rest', 'keyword', 'keywords'];

/** Tuples of name, kind (as `inspect` numbers it), whether there is a default, default. */
function parametersOf(machine: Machine, callee: Value): Value {
  if (isKind(callee, 'bound')) return withoutFirst(parametersOf(machine, callee.callee));
  if (isKind(callee, 'class')) {
    const init = machine.lookup(callee, '__init__');
    return init === undefined ? makeList([]) : withoutFirst(parametersOf(machine, init));
  }
  if (isKind(callee, 'instance')) {
    const call = machine.lookup(callee.cls, '__call__');
    return call === undefined
      ? machine.unknown('the signature of an object')
      : withoutFirst(parametersOf(machine, call));
  }
  if (!isKind(callee, 'function')) return machine.unknown('the signature of a function from outside');
  const wrapped = callee.attributes.get('__wrapped__');
  if (wrapped !== undefined) return parametersOf(machine, wrapped);
  const { code, defaults } = callee as CompiledFunction;
  return makeList(
    code.signature.parameters.map(({ name, kind }, at) =>
      makeTuple([name, KINDS.indexOf(kind), defaults[at] !== undefined, defaults[at] ?? null]),
    ),
  );
}

function withoutFirst(list: Value): Value {
  return isKind(list, 'list') ? makeList(list.items.slice(1)) : list;
}
