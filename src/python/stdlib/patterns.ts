import { rawFunction } from '../builtins/methods.js';
import type { Machine, NativeModule } from '../machine.js';
import { defineModule } from '../natives.js';
import { isKind, makeList, makeTextDict, makeTuple } from '../values/make.js';
import type { Value } from '../values/value.js';
import { matchAt, type Spans } from './patterns/match-pattern.js';
import { parsePattern } from './patterns/parse-pattern.js';
import { type Pattern, PatternError } from './patterns/pattern.js';

/** What `re`, written in Python, asks of us. */
export function patterns(): NativeModule {
  const known = new Map<string, Pattern | PatternError>();
  return defineModule('__patterns__', {
    // Number of groups and names; a text is what is wrong.
    describe: rawFunction('describe', (machine, [pattern, flags]) => {
      const parsed = parseOnce(known, pattern ?? null, flags ?? null);
      if (!parsed) return machine.unknown('a pattern that is not known');
      if (parsed instanceof PatternError)
        return parsed.kind === 'wrong' ? parsed.reason : machine.unknown(parsed.reason);
      return makeTuple([parsed.groups, makeTextDict([...parsed.names])]);
    }),
    // Decided also for what is not known: nothing else must hang on it.
    is_unknown: rawFunction(
      'is_unknown',
      (_machine, [value]) => isKind(value ?? null, 'unknown') || isKind(value ?? null, 'external'),
    ),
    // Spans of the groups, or None. `how`: match, fullmatch, search, or advance: search, but for nothing at `start`.
    find: rawFunction('find', (machine, [pattern, flags, text, start, how]) => {
      const parsed = parseOnce(known, pattern ?? null, flags ?? null);
      if (parsed instanceof PatternError) return machine.unknown(parsed.reason);
      if (!parsed || typeof text !== 'string' || typeof start !== 'number')
        return machine.unknown('where a pattern is in a text');
      // Python counts whole characters.
      if (/[\uD800-\uDFFF]/.test(text)) return machine.unknown('a pattern in such a text is not followed');
      return showSpans(find(machine, parsed, text, start, how));
    }),
  });
}

function parseOnce(
  known: Map<string, Pattern | PatternError>,
  pattern: Value,
  flags: Value,
): Pattern | PatternError | undefined {
  if (typeof pattern !== 'string' || typeof flags !== 'number') return undefined;
  const key = `${flags} ${pattern}`;
  const kept = known.get(key);
  if (kept) return kept;
  const parsed = tryParse(pattern, flags);
  known.set(key, parsed);
  return parsed;
}

function tryParse(pattern: string, flags: number): Pattern | PatternError {
  try {
    return parsePattern(pattern, flags);
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
}

function find(
  machine: Machine,
  pattern: Pattern,
  text: string,
  start: number,
  how: Value | undefined,
): Spans | undefined {
  const spend = (steps: number): void => machine.spend(steps);
  const accepts = (end: number): boolean => how !== 'fullmatch' || end === text.length;
  if (how === 'match' || how === 'fullmatch') return matchAt(pattern, text, start, accepts, spend);
  for (let at = start; at <= text.length; at += 1) {
    // After an empty match there is no second one in the same place.
    const spans = matchAt(pattern, text, at, (end) => how !== 'advance' || end !== start, spend);
    if (spans) return spans;
  }
  return undefined;
}

function showSpans(spans: Spans | undefined): Value {
  if (!spans) return null;
  return makeList(spans.map((span) => makeTuple(span ? [...span] : [-1, -1])));
}
