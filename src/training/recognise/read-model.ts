import { boundOf } from '../../models/model.js';
import type { ModuleTree } from '../../models/module-tree.js';
import { isKind } from '../../python/values/make.js';
import type { ModelReference } from '../pipeline.js';
import type { RecordedCall } from '../record/program.js';
import type { Recorder } from '../record/recorder.js';
import { readArguments } from './read-settings.js';
import { showValue, sourceTextOf } from './show-value.js';

/** What `torchdock model` is asked with for this model, and its size. */
export function readModel(call: RecordedCall, signature: string, recorder: Recorder): ModelReference {
  const { callee } = call;
  const site = isKind(callee, 'class') ? callee.site : isKind(callee, 'function') ? callee.site : undefined;
  const said = site && expressionOf(call, signature);
  const tree = recorder.treeOf(call);
  const parameters = tree && countParameters(tree);
  return {
    ...(said === undefined || !site ? {} : { file: site.source.path }),
    expression: said ?? sourceTextOf(call.site),
    ...(parameters ? { parameters } : {}),
  };
}

function countParameters({ root }: ModuleTree): ModelReference['parameters'] {
  const { total, trainable } = root;
  const bound = boundOf(total);
  return { total: total.value, trainable: trainable.value, isExact: bound === 'exact', bound };
}

/** `Net(num_classes=10)`; undefined when an argument cannot be written down. */
function expressionOf(call: RecordedCall, signature: string): string | undefined {
  if (call.more) return undefined;
  const given = call.values.length;
  const parts: string[] = [];
  for (const [at, { name, value }] of readArguments(call, signature).entries()) {
    const shown = showValue(value, undefined);
    if (shown.kind !== 'known' || shown.text.includes('…')) return undefined;
    const text = typeof value === 'string' ? JSON.stringify(value) : shown.text;
    if (typeof shown.value === 'object' && shown.value !== null && /[a-z]/i.test(shown.text)) return undefined;
    parts.push(at < given ? text : `${name}=${text}`);
  }
  return `${call.name}(${parts.join(', ')})`;
}
