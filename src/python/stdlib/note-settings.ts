import type { SourceText } from '../../base/text.js';
import type { DataEntry, DataNode } from '../../syntax/data/data-node.js';
import type { Runtime } from '../run/runtime.js';
import { isKind } from '../values/make.js';
import type { Value } from '../values/value.js';

/** Tells a watcher what a file of settings says, by the keys on the way there: `train.lr`, `layers` (items of lists have no names). */
export function noteSettings(
  runtime: Runtime,
  value: Value,
  node: DataNode,
  source: SourceText,
  isPart = false,
  prefix = '',
): void {
  const { watcher } = runtime;
  if (!watcher || !isKind(value, 'dict') || node.kind !== 'map') return;
  const entries = new Map(node.entries.map((entry): [string, DataEntry] => [entry.key, entry]));
  for (const [key, item] of value.entries.values()) {
    const entry = entries.get(String(key));
    if (typeof key !== 'string' || !entry) continue;
    runtime.spend(1);
    if (isKind(item, 'dict')) noteSettings(runtime, item, entry.value, source, isPart, `${prefix}${key}.`);
    else watcher.setting(value, key, { key: prefix + key, value: item, site: { source, ...entry.keySpan }, isPart });
  }
}
