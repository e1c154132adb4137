import { withAmong } from '../values/among.js';
import { isKind, isUnknown, makeTuple } from '../values/make.js';
import type { Dict, Instance, List, Problem, PythonIterator, PythonSet, Unknown, Value } from '../values/value.js';
import type { Changeable } from './content.js';
import type { Env, Runtime } from './runtime.js';

/** What is true of a thing in two ways: equal stays, different becomes unknown. */
export function mergeContent(runtime: Runtime, thing: Changeable, a: unknown, b: unknown, reason: Unknown): unknown {
  if (thing instanceof Map) return mergeMaps(runtime, a as Map<string, Value>, b as Map<string, Value>, reason);
  if ('slots' in thing) return mergeSlots(runtime, a as Env['slots'], b as Env['slots'], reason);
  switch (thing.kind) {
    case 'list':
      return mergeLists(runtime, a as List, b as List, reason);
    case 'dict':
      return mergeDicts(runtime, a as Dict, b as Dict, reason);
    case 'set':
      return mergeSets(a as PythonSet, b as PythonSet, reason);
    case 'instance':
      return mergeInstances(runtime, a as Instance, b as Instance, reason);
    default:
      return a as PythonIterator | undefined;
  }
}

function mergeSlots(runtime: Runtime, a: Env['slots'], b: Env['slots'], reason: Unknown): Env['slots'] {
  const merged: Env['slots'] = [];
  // A loop: `map` passes over places that were never written, and `Array.from` takes many times as long.
  for (let at = 0; at < a.length || at < b.length; at += 1) merged.push(mergeMaybe(runtime, a[at], b[at], reason));
  return merged;
}

function mergeMaps(
  runtime: Runtime,
  a: Map<string, Value>,
  b: Map<string, Value>,
  reason: Unknown,
): Map<string, Value> {
  const merged = new Map<string, Value>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    merged.set(key, mergeMaybe(runtime, a.get(key), b.get(key), reason) ?? reason);
  }
  return merged;
}

function mergeLists(runtime: Runtime, a: List, b: List, reason: Unknown): Partial<List> {
  const length = Math.min(a.items.length, b.items.length);
  const items = a.items.slice(0, length).map((item, at) => mergeValues(runtime, item, b.items[at] ?? null, reason));
  const rest = a.rest ?? b.rest ?? (a.items.length === b.items.length ? undefined : reason);
  const others = [...a.items.slice(length), ...b.items.slice(length)];
  return { items, rest: rest && withAmong(rest, [...others, b.rest ?? null]) };
}

function mergeDicts(runtime: Runtime, a: Dict, b: Dict, reason: Unknown): Partial<Dict> {
  const entries: Dict['entries'] = new Map();
  let rest = a.rest ?? b.rest;
  const others: Value[] = b.rest ? [b.rest] : [];
  for (const [key, [name, value]] of a.entries) {
    const other = b.entries.get(key);
    if (other) entries.set(key, [name, mergeValues(runtime, value, other[1], reason)]);
    else others.push(value);
  }
  for (const [key, [, value]] of b.entries) if (!a.entries.has(key)) others.push(value);
  if (entries.size < a.entries.size || entries.size < b.entries.size) rest ??= reason;
  return { entries, rest: rest && withAmong(rest, others) };
}

function mergeSets(a: PythonSet, b: PythonSet, reason: Unknown): Partial<PythonSet> {
  const entries = new Map([...a.entries].filter(([key]) => b.entries.has(key)));
  const isSame = entries.size === a.entries.size && entries.size === b.entries.size;
  return { entries, rest: a.rest ?? b.rest ?? (isSame ? undefined : reason) };
}

function mergeInstances(runtime: Runtime, a: Instance, b: Instance, reason: Unknown): Partial<Instance> {
  const isSame = a.state === b.state && a.cls === b.cls;
  const payload = mergeMaybe(runtime, a.payload, b.payload, reason);
  const undecided: Problem[] = isSame ? [] : [{ kind: 'undecided', reason: reason.reason, site: reason.site }];
  return { ...a, payload, partial: joinProblems(a.partial, [...(b.partial ?? []), ...undecided]) };
}

/** Problems of one object that are kept; they are merged as often as ways meet, so each is kept once. */
const MOST_PROBLEMS = 20;

function joinProblems(
  some: readonly Problem[] | undefined,
  others: readonly Problem[],
): readonly Problem[] | undefined {
  const joined = [...(some ?? [])];
  for (const problem of others) {
    if (joined.length >= MOST_PROBLEMS) break;
    if (!joined.some((known) => known === problem || isSameProblem(known, problem))) joined.push(problem);
  }
  return joined.length === (some?.length ?? 0) ? some : joined;
}

function isSameProblem(a: Problem, b: Problem): boolean {
  return (
    a.kind === b.kind && a.reason === b.reason && a.site?.start === b.site?.start && a.site?.source === b.site?.source
  );
}

function mergeMaybe(runtime: Runtime, a: Value | undefined, b: Value | undefined, reason: Unknown): Value | undefined {
  if (a === b) return a;
  if (a === undefined || b === undefined) return withAmong(reason, [a ?? b ?? null]);
  return mergeValues(runtime, a, b, reason);
}

/** What is true of a value that is one or the other. */
export function mergeValues(runtime: Runtime, a: Value, b: Value, reason: Unknown): Value {
  if (a === b) return a;
  const merged = mergeUnequal(runtime, a, b, reason);
  return runtime.watcher && isUnknown(merged) ? runtime.watcher.either(a, b, merged) : merged;
}

function mergeUnequal(runtime: Runtime, a: Value, b: Value, reason: Unknown): Value {
  if (isUnknown(a)) return withAmong(a, [b]);
  if (isUnknown(b)) return withAmong(b, [a]);
  if (isKind(a, 'float') && isKind(b, 'float') && Object.is(a.value, b.value)) return a;
  if (isKind(a, 'external') && isKind(b, 'external') && a.path === b.path) return a;
  if (isKind(a, 'bytes') && isKind(b, 'bytes') && a.text === b.text) return a;
  if (isKind(a, 'bound') && isKind(b, 'bound') && a.self === b.self && a.callee === b.callee) return a;
  if (isKind(a, 'tuple') && isKind(b, 'tuple') && a.items.length === b.items.length && !a.rest && !b.rest) {
    return makeTuple(a.items.map((item, at) => mergeValues(runtime, item, b.items[at] ?? null, reason)));
  }
  return runtime.natives.merge?.(a, b, reason) ?? withAmong(reason, [a, b]);
}
