import type { Value } from '../../python/values/value.js';
import type { Draft, ElementOf } from '../build-pipeline.js';
import type { Flow } from '../pipeline.js';
import { traceOf } from '../record/trace.js';

/** What goes from one element to another: what a call was given, and what its receiver came from. */
export function linkElements(drafts: readonly Draft[], elementOf: ElementOf): readonly Flow[] {
  const flows = new Map<string, Flow>();
  const add = (from: string, to: string, kind: Flow['kind']): void => {
    if (from !== to) flows.set(`${from}>${to}`, { from, to, kind });
  };
  for (const { element, calls } of drafts) {
    for (const call of calls) {
      const given = [
        ...call.values,
        ...(call.keywords?.values() ?? []),
        ...(call.receiver === undefined ? [] : [call.receiver]),
      ];
      for (const value of given) {
        for (const from of sourcesOf(value, elementOf)) add(from, element.id, kindOf(element.role));
      }
    }
  }
  return [...flows.values()];
}

function kindOf(role: Draft['element']['role']): Flow['kind'] {
  if (role === 'optimizer-step' || role === 'scheduler-step' || role === 'zero-grad') return 'update';
  return role === 'backward' || role === 'loss' || role === 'transfer' ? 'data' : 'uses';
}

/** Elements that a value was made from, through attributes, items, rounds and operations. */
function sourcesOf(value: Value, elementOf: ElementOf, depth = 0): readonly string[] {
  const own = elementOf(value);
  if (own) return [own.id];
  const trace = traceOf(value);
  if (!trace || depth > 6) return [];
  switch (trace.kind) {
    case 'call':
      return [
        ...(trace.call.receiver === undefined ? [] : sourcesOf(trace.call.receiver, elementOf, depth + 1)),
        ...trace.call.values.flatMap((item) => sourcesOf(item, elementOf, depth + 1)),
      ];
    case 'operation':
    case 'either':
      return trace.values.flatMap((item) => sourcesOf(item, elementOf, depth + 1));
    default:
      return sourcesOf(trace.of, elementOf, depth + 1);
  }
}
