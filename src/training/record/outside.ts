import { isKind } from '../../python/values/make.js';
import type { Class, Site, Value } from '../../python/values/value.js';
import type { WatchedArgument } from '../../python/watcher.js';
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

/**
 * Arguments of what a framework calls are written where the framework was told: `Trainer(gradient_clip_val=0.5)` says what
 * `clip_grad_norm_(parameters, flags.gradient_clip_val)` clips at. Those that nobody wrote are the library's own.
 */
export function writtenOutside(
  given: readonly WatchedArgument[],
  calls: readonly RecordedCall[],
): readonly WatchedArgument[] {
  return given.map((argument) => {
    const [name, ...others] = argument.switches;
    if (name === undefined || others.length > 0) return argument;
    for (let at = calls.length - 1; at >= 0; at -= 1) {
      const call = calls[at];
      if (!call || !isMakerOfFlags(call)) continue;
      const own = call.arguments.find((item) => item.name === name);
      if (own) return { ...own, name: argument.name, isSpread: argument.isSpread };
    }
    return argument;
  });
}

/** A class of a framework that takes its flags, or one of the program that stands on it. */
function isMakerOfFlags({ callee }: RecordedCall): boolean {
  return isKind(callee, 'class') ? callee.mro.some(isOfFramework) : isFrameworkFunction(callee);
}

/** A function or method that is written in what we bring along of a framework. */
export function isFrameworkFunction(callee: Value): boolean {
  const method = isKind(callee, 'bound') ? callee.callee : callee;
  return isKind(method, 'function') && frameworkOf(method.site) !== undefined;
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
