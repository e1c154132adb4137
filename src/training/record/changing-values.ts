import { isKind } from '../../python/values/make.js';
import type { Unknown, Value } from '../../python/values/value.js';
import type { WatchedCall } from '../../python/watcher.js';
import { textOfPath } from './paths.js';
import type { RecordedCall } from './program.js';

type Values = Pick<{ -readonly [K in keyof RecordedCall]: RecordedCall[K] }, 'values' | 'keywords' | 'site'>;

/** What the same call is given in a later round of a loop: `f'epoch-{epoch}.pt'` is no longer known when it changes. */
export function noteChanges(known: Values, { values, keywords }: WatchedCall): void {
  if (values.some((value, at) => isOther(known.values[at], textOfPath(value)))) {
    known.values = known.values.map((value, at) =>
      isOther(value, textOfPath(values[at] ?? null)) ? changing(known) : value,
    );
  }
  if (!keywords || !known.keywords) return;
  const changed = [...keywords].filter(([name, value]) => isOther(known.keywords?.get(name), value));
  if (changed.length > 0)
    known.keywords = new Map([...known.keywords, ...changed.map(([name]) => [name, changing(known)] as const)]);
}

function isOther(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (isKind(a, 'float')) return !isKind(b, 'float') || a.value !== b.value;
  return (typeof a === 'string' || typeof a === 'number') && a !== b;
}

function changing({ site }: Values): Unknown {
  return { kind: 'unknown', reason: 'it changes from round to round', site };
}
