import type { Machine } from '../../python/machine.js';
import type { CompiledFunction } from '../../python/run/runtime.js';
import { isKind } from '../../python/values/make.js';
import type { Class, PythonFunction, Site, Value } from '../../python/values/value.js';
import type { WatchedArgument, WatchedCall } from '../../python/watcher.js';
import type { RecordedCall } from './program.js';

/** Where the sources stand in which it is written what a framework does for a program: see `frameworks/`. */
export const FRAMEWORK_SOURCES = '__frameworks__';

const FOLDER = `<python>/${FRAMEWORK_SOURCES}/`;

/** Text that we bring along: no file that anybody can open. */
export function isBrought(site: Site | undefined): boolean {
  return site?.source.path.startsWith('<python>/') === true;
}

/** `lightning` for a place in what Lightning does. */
export function frameworkOf(site: Site | undefined): string | undefined {
  const path = site?.source.path ?? '';
  return path.startsWith(FOLDER) ? path.slice(FOLDER.length).replace(/\.py$/, '') : undefined;
}

/** What a program asked a framework for: the function of the framework, and how it was called. */
export type Asked = Pick<WatchedCall, 'callee' | 'arguments'>;

/**
 * Arguments of what a framework calls are written where the framework was told: `Trainer(gradient_clip_val=0.5)` says what
 * `clip_grad_norm_(parameters, flags.gradient_clip_val)` clips at, and `set_seed(3)` what `manual_seed(seed)` is given. Those that
 * nobody wrote are the library's own.
 */
export function writtenOutside(
  given: readonly WatchedArgument[],
  calls: readonly RecordedCall[],
  asked: Asked | undefined,
): readonly WatchedArgument[] {
  return given.map((argument) => {
    const own = parameterOf(argument, asked) ?? flagOf(argument, calls);
    return own ? { ...own, name: argument.name, isSpread: argument.isSpread } : argument;
  });
}

/** The parameter of the function that was asked for, when the argument is that and nothing else. */
function parameterOf({ site }: WatchedArgument, asked: Asked | undefined): WatchedArgument | undefined {
  if (!asked) return undefined;
  const name = site.source.text.slice(site.start, site.end);
  const named = asked.arguments.find((item) => item.name === name);
  if (named || asked.arguments.some(({ isSpread }) => isSpread)) return named;
  const method = functionOf(asked.callee);
  if (!method) return undefined;
  const isBound = !isKind(asked.callee, 'function');
  const { parameters } = (method as CompiledFunction).code.signature;
  const at = parameters.findIndex((parameter) => parameter.name === name) - (isBound ? 1 : 0);
  return asked.arguments.filter((item) => item.name === undefined)[at];
}

function flagOf({ switches }: WatchedArgument, calls: readonly RecordedCall[]): WatchedArgument | undefined {
  const [name, ...others] = switches;
  if (name === undefined || others.length > 0) return undefined;
  for (let at = calls.length - 1; at >= 0; at -= 1) {
    const call = calls[at];
    const own = call && isMakerOfFlags(call) ? call.arguments.find((item) => item.name === name) : undefined;
    if (own) return own;
  }
  return undefined;
}

/** A class of a framework that takes its flags, or one of the program that stands on it. */
function isMakerOfFlags({ callee }: RecordedCall): boolean {
  return isKind(callee, 'class') ? callee.mro.some(isOfFramework) : isFrameworkFunction(callee);
}

/** A function or method that is written in what we bring along of a framework. */
export function isFrameworkFunction(callee: Value): boolean {
  const method = functionOf(callee);
  return method !== undefined && frameworkOf(method.site) !== undefined;
}

/**
 * `Trainer(**settings)` of settings that are not known is a trainer all the same: what is not given otherwise is unknown of it. Only for
 * classes that ask for that; they find the unknown under `__more__`.
 */
export function withMore(
  { callee, values, keywords, more }: WatchedCall,
  machine: Machine | undefined,
): Value | undefined {
  const takesMore = isKind(callee, 'class') && callee.mro.some(({ attributes }) => attributes.has('_takes_more'));
  if (!more || !machine || !takesMore || !callee.mro.some(isOfFramework)) return undefined;
  return machine.call(callee, values, new Map([...(keywords ?? []), ['__more__', more]]));
}

/** What runs for it, when that is written in Python: the function, the method, `__call__` of an object. */
function functionOf(callee: Value): PythonFunction | undefined {
  const found = isKind(callee, 'bound') ? callee.callee : isKind(callee, 'instance') ? callOf(callee.cls) : callee;
  return isKind(found, 'function') ? found : undefined;
}

function callOf({ mro }: Class): Value | null {
  return mro.find(({ attributes }) => attributes.has('__call__'))?.attributes.get('__call__') ?? null;
}

const known = new WeakMap<Class, boolean>();

/** Classes are placed where they are asked for; their methods stand where they are written. */
export function isOfFramework(cls: Class): boolean {
  const kept = known.get(cls);
  if (kept !== undefined) return kept;
  const is = [...cls.attributes.values()].some(
    (value) => isKind(value, 'function') && frameworkOf(value.site) !== undefined,
  );
  known.set(cls, is);
  return is;
}
