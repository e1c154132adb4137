import type { CompiledFunction } from '../../python/run/runtime.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { WatchedArgument, WatchedCall } from '../../python/watcher.js';
import type { OptionBook } from '../options/option-book.js';
import { isBrought } from './outside.js';

/** `f(**vars(args))` as if it were `f(lr=args.lr, …)`. */
export function listSpread(
  call: WatchedCall,
  switchesAt: (holder: Value, name: string) => readonly string[],
  book: OptionBook,
): WatchedCall {
  const written = new Set(call.arguments.map(({ name }) => name));
  const spread = call.arguments.filter(({ name, isSpread, value }) => isSpread && name === undefined && value);
  const brought = [...(call.keywords ?? [])].flatMap(([name]): WatchedArgument[] => {
    if (written.has(name)) return [];
    for (const { site, value } of spread) {
      const switches = switchesAt(value ?? null, name);
      const [first] = switches;
      // Where a library spreads it, it is written in the file that the library has read.
      const said = isBrought(site) && first !== undefined ? book.declared.get(first)?.site : undefined;
      if (first !== undefined) return [{ name, isSpread: false, site: said ?? site, switches }];
    }
    return [];
  });
  return brought.length === 0 ? call : { ...call, arguments: [...call.arguments, ...brought] };
}

/** A name is bound to what was computed from these switches. */
export type Bind = (where: object, name: string, from: readonly string[], value: Value | undefined) => void;

export function bindParameters(call: WatchedCall, bind: Bind, isBound: (where: object) => boolean): void {
  const { callee, arguments: given, keywords, values } = call;
  const target = functionOf(callee);
  if (!target) {
    if (isKind(callee, 'native') && callee.name === 'setattr') bindAttribute(given, values, bind);
    return;
  }
  const { code } = target.callee;
  if (given.every(({ switches }) => switches.length === 0) && !isBound(code)) return;
  const positional = given.filter(({ name, isSpread }) => name === undefined && !isSpread);
  const { parameters } = code.signature;
  for (let at = target.offset; at < parameters.length; at += 1) {
    const name = parameters[at]?.name ?? '';
    const own = given.find((item) => item.name === name) ?? positional[at - target.offset];
    bind(code, name, own?.switches ?? [], keywords?.get(name) ?? values[at - target.offset]);
  }
}

/** `setattr(args, name, value)` */
function bindAttribute(given: readonly WatchedArgument[], [owner, name]: readonly Value[], bind: Bind): void {
  if (isBrought(given[0]?.site)) return;
  if (isKind(owner ?? null, 'instance') && typeof name === 'string')
    bind(owner as object, name, given[2]?.switches ?? [], undefined);
}

/** The function of the program that a call runs, and how many of its parameters are given without being written. */
function functionOf(callee: Value): { readonly callee: CompiledFunction; readonly offset: number } | undefined {
  if (isKind(callee, 'function')) return { callee: callee as CompiledFunction, offset: 0 };
  if (isKind(callee, 'bound') && isKind(callee.callee, 'function'))
    return { callee: callee.callee as CompiledFunction, offset: 1 };
  if (!isKind(callee, 'class') || callee.isNative) return undefined;
  const init = callee.mro.find(({ attributes }) => attributes.has('__init__'))?.attributes.get('__init__');
  return isKind(init, 'function') ? { callee: init as CompiledFunction, offset: 1 } : undefined;
}
