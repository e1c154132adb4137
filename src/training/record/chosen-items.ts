import type { Dict, Unknown, Value } from '../../python/values/value.js';
import { alternativesOf, type Trace } from './trace.js';

/** `{'bf16': torch.bfloat16, 'fp16': torch.float16}[name]` for a name that is one of these: one of their values. */
export function traceOfItem(of: Value, key: Value, result: Unknown): Trace {
  const chosen = typeof of === 'object' && of?.kind === 'dict' && !of.rest ? valuesAt(of, alternativesOf(key)) : [];
  const [first, ...others] = chosen;
  if (first === undefined || others.length === 0) return { kind: 'item', of, key };
  const either = (a: Value, b: Value): Trace => ({ kind: 'either', values: [a, b] });
  const last = others.pop() ?? null;
  const whole = others.reduce<Value>((a, b) => ({ ...result, trace: either(a, b) }), first);
  return either(whole, last);
}

/** Empty when one of the keys is not in it. */
function valuesAt({ entries }: Dict, keys: readonly Value[]): readonly Value[] {
  const items = new Map([...entries.values()].filter(([name]) => typeof name === 'string'));
  return keys.every((key) => items.has(key)) ? keys.map((key) => items.get(key) ?? null) : [];
}
