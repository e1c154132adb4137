import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { FileReference, SettingValue } from '../pipeline.js';
import type { RecordedCall } from '../record/program.js';
import type { Recorder } from '../record/recorder.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import { type Argument, readArguments } from './read-settings.js';
import type { Recognised } from './recognise-class.js';
import { showValue } from './show-value.js';

/** Parameters that name a file. */
const FILES: ReadonlySet<string> = new Set(['f', 'filename', 'checkpoint_id', 'save_directory', 'path']);

/** The file that is written or read, and the keys of what is in it. */
export function readFile(
  call: RecordedCall,
  { role, entry }: Recognised,
  recorder: Recorder,
): FileReference | undefined {
  const given = readArguments(call, entry.signature);
  const file = given.find(({ name }) => FILES.has(name));
  if (!file) return undefined;
  const path = pathOf(file, recorder);
  if (role === 'resume') return { path, contents: recorder.keysOf(call), isWhole: false };
  if (role !== 'save') return { path, contents: [], isWhole: false };
  const [object] = given;
  return { path, ...contentsOf(object && object !== file ? object.value : undefined) };
}

/** The path itself, or that which was opened: `with open(path, 'wb') as f: torch.save(state, f)`. */
function pathOf({ value, written }: Argument, recorder: Recorder): SettingValue {
  for (const item of alternativesOf(value)) {
    const trace = traceOf(item);
    const made = trace?.kind === 'call' ? trace.call : recorder.originOf(item);
    const [opened] = made?.name === 'open' ? readArguments(made, 'file mode') : [];
    if (opened) return showValue(opened.value, opened.written?.site);
  }
  return showValue(value, written?.site);
}

function contentsOf(value: Value | undefined): Pick<FileReference, 'contents' | 'isWhole'> {
  const dicts = value === undefined ? [] : alternativesOf(value).filter((item) => isKind(item, 'dict'));
  const keys = dicts
    .flatMap(({ entries }) => [...entries.values()].map(([key]) => key))
    .filter((key) => typeof key === 'string');
  // A whole state dictionary has a key for each tensor.
  const isState = keys.some((key) => /\.(?:weight|bias)$/.test(key));
  if (dicts.length === 0 || isState) return { contents: [], isWhole: false };
  return { contents: [...new Set(keys)], isWhole: dicts.length === 1 && dicts[0]?.rest === undefined };
}
