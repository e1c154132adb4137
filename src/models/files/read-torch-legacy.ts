import type { ByteSource } from '../../base/byte-source.js';
import { ByteCursor } from '../../syntax/bytes/byte-cursor.js';
import type { PickleValue } from '../../syntax/pickle/pickle-value.js';
import { reachFault } from './check-storages.js';
import { collectPickled } from './collect-pickled.js';
import { bitsOf } from './dtypes.js';
import type { ModelFormat } from './model-file.js';
import { listOf, type PickledStorage } from './pickled-tensor.js';
import { readJudgedPickle } from './read-pickled.js';
import { type Reading, reportFaults, reportIncomplete, type TensorFault } from './reading.js';

/** The number that torch.save began with before 1.6 (`torch/serialization.py`, MAGIC_NUMBER). */
const MAGIC = 0x1950a86a20f9469cfc6cn;

/**
 * What `torch.save` wrote before 1.6, and still does when asked to: five pickles in a row (a number, the version of the
 * protocol, the system, the object, the keys of the storages), then the storages, each after its length. A single pickle
 * of something else is read too: `torch.load` would load it.
 */
export function readTorchLegacy(reading: Reading, source: ByteSource): ModelFormat {
  const first = readJudgedPickle(reading, source);
  if (first.value !== MAGIC) {
    reading.producer ??= 'pickle';
    if (first.value !== undefined) collectPickled(reading, first.value);
    return 'pickle';
  }
  reading.producer ??= 'torch.save, the format before 1.6';
  let start = first.end;
  const values: PickleValue[] = [];
  while (values.length < 4) {
    const read = readJudgedPickle(reading, source, { start });
    if (read.value === undefined) break;
    values.push(read.value);
    start = read.end;
  }
  const [, , object, keys] = values;
  if (object === undefined) return 'torch-legacy';
  const storages = new Map<string, PickledStorage>();
  const faults: TensorFault[] = [];
  collectPickled(reading, object, (tensor, pickled) => {
    if (pickled.storage) storages.set(pickled.storage.key, pickled.storage);
    const reason = reachFault(pickled);
    if (reason !== undefined && faults.length < 1000) faults.push({ tensor, reason });
  });
  reportFaults(reading, faults);
  if (keys !== undefined) checkStorages(reading, source, start, listOf(keys) ?? [], storages);
  return 'torch-legacy';
}

/** Each storage is its number of elements in 8 bytes, and the elements. */
function checkStorages(
  reading: Reading,
  source: ByteSource,
  start: number,
  keys: readonly PickleValue[],
  storages: ReadonlyMap<string, PickledStorage>,
): void {
  let at = start;
  for (const key of keys) {
    const storage = storages.get(String(key));
    const bits = storage && bitsOf(storage.dtype);
    // Storages of what is no tensor, and those of unknown types: nobody can tell where they end.
    if (!storage || bits === undefined) return;
    const cursor = new ByteCursor(source, at, at + 8);
    const elements = cursor.unsigned(8);
    if (!cursor.isShort && elements !== storage.elements) {
      const reason = `is in a storage of ${storage.elements} elements, of which the file has ${elements}`;
      return reportFaults(reading, [{ tensor: `storage ${String(key)}`, reason }]);
    }
    at += 8 + Math.ceil((storage.elements * bits) / 8);
    if (at > source.sizeBytes)
      return reportIncomplete(reading, `its storages need ${at} bytes or more, and it has ${source.sizeBytes}`);
  }
}
