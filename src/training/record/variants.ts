import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { WatchedCall } from '../../python/watcher.js';
import { traceOf } from './trace.js';

/** Functions and classes that make what data come from: each place may make several, one for each split. */
const MAKERS = /^[A-Z]|[lL]oader|[dD]ataset|split|[tT]ransform|batch|^memmap$/;

/** Most things that one place makes. */
const MOST_VARIANTS = 6;

/**
 * Tells apart what one place of the program makes of different things: `{x: DataLoader(datasets[x]) for x in ['train', 'val']}`
 * makes two loaders. `` for all other calls.
 */
export function createVariants(): (name: string, place: string, call: WatchedCall) => string {
  const known = new Map<string, Set<string>>();
  return (name, place, { values, keywords }) => {
    const text = variantOf({ name, values, keywords });
    if (text === '') return '';
    const own = known.get(place) ?? new Set<string>();
    known.set(place, own);
    if (own.size < MOST_VARIANTS) own.add(text);
    return own.has(text) ? text : '';
  };
}

/** Tells apart what one place makes of different things, as it was recorded. */
export function variantOf({
  name,
  values,
  keywords,
}: Pick<WatchedCall, 'values' | 'keywords'> & { readonly name: string }): string {
  return MAKERS.test(name) ? [...values, ...(keywords?.values() ?? [])].map(nameOf).join(',') : '';
}

function nameOf(value: Value): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return value.slice(0, 80);
  const trace = traceOf(value);
  if (trace?.kind === 'call') return `#${trace.call.id}`;
  if (trace?.kind === 'item') return `${nameOf(trace.of)}[${nameOf(trace.key)}]`;
  return typeof value === 'boolean' || isKind(value, 'instance') ? shortOf(value) : '';
}

function shortOf(value: Value): string {
  return typeof value === 'boolean' ? String(value) : isKind(value, 'instance') ? value.cls.name : '';
}

/** What made that which a loop goes over, through `enumerate`, `tqdm` and the like: two loaders make two loops of one text. */
export function sourceKey(items: Value | undefined, depth = 0): string {
  const trace = depth < 8 ? traceOf(items) : undefined;
  switch (trace?.kind) {
    case 'call': {
      const { id, name, values, receiver, keywords } = trace.call;
      if (/loader/i.test(name)) return String(id);
      const inner =
        sourceKey(receiver, depth + 1) || sourceKey(values[0] ?? keywords?.values().next().value, depth + 1);
      return inner || String(id);
    }
    case 'item':
      return `${sourceKey(trace.of, depth + 1)}[${nameOf(trace.key)}]`;
    case 'attribute':
    case 'round':
      return sourceKey(trace.of, depth + 1);
    default:
      return '';
  }
}
