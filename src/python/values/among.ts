import type { Unknown, Value } from './value.js';

/** More are not told apart from all there is. */
const MOST = 256;

/** An unknown that may be one of these: what is done to it may be done to them. */
export function withAmong(reason: Unknown, values: Iterable<Value>): Unknown {
  const found = new Set<Value>(reason.among);
  for (const value of values) addChangeable(found, value);
  if (found.size === (reason.among?.length ?? 0)) return reason;
  return { ...reason, among: [...found].slice(0, MOST) };
}

function addChangeable(found: Set<Value>, value: Value): void {
  if (typeof value !== 'object' || value === null) return;
  switch (value.kind) {
    case 'list':
    case 'dict':
    case 'set':
    case 'instance':
    case 'class':
    case 'module':
    case 'function':
    case 'bound':
    case 'iterator':
      found.add(value);
      break;
    case 'tuple':
      for (const item of value.items) addChangeable(found, item);
      break;
    case 'unknown':
      for (const item of value.among ?? []) found.add(item);
      break;
    default:
  }
}

/** Why something is not known, and nothing more. */
export function reasonOf(unknown: Unknown): Unknown {
  if (!unknown.among) return unknown;
  const { among: _, ...reason } = unknown;
  return reason;
}
