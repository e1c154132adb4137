import type { ByteSource } from '../../base/byte-source.js';
import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import { globalName, isPickleNode, type PickleValue } from '../../syntax/pickle/pickle-value.js';
import { pairsOf } from './collect-pickled.js';
import { dtypeOfName } from './dtypes.js';
import type { ModelFormat } from './model-file.js';
import { listOf, numbersOf } from './pickled-tensor.js';
import { readJudgedPickle } from './read-pickled.js';
import { addMetadata, addTensor, type Reading, reportBroken } from './reading.js';
import { guessRole, roleOfSection } from './tensor-role.js';

function isOwnName(name: string): boolean {
  return /^torch\.distributed\.(?:checkpoint|_shard|tensor|_tensor)\.[\w.]+$|^pathlib\.\w*Path$/.test(name);
}

/** The `.metadata` of a distributed checkpoint: every tensor with its whole shape, and the files that hold its parts. */
export function readDistributedCheckpoint(reading: Reading, source: ByteSource): ModelFormat {
  const read = readJudgedPickle(reading, source, { isOwnName });
  const members = membersOf(read.value);
  const tensors = pairsOf(members.get('state_dict_metadata'));
  if (read.value !== undefined && !members.has('state_dict_metadata'))
    reportBroken(reading, 'it does not describe a checkpoint');
  reading.producer ??= 'torch.distributed.checkpoint';
  const paths = planPaths(members.get('planner_data'));
  let objects = 0;
  for (const [key, value] of tensors) {
    const described = membersOf(value);
    const shape = numbersOf(described.get('size'));
    if (typeof key !== 'string' || !shape) objects += 1;
    else addStored(reading, paths.get(key) ?? splitSection(key), shape, described.get('properties'));
  }
  addMetadata(reading, 'entries that are no tensors', String(objects));
  checkFiles(reading, members.get('storage_data'));
  return 'distributed-checkpoint';
}

function membersOf(value: PickleValue | undefined): ReadonlyMap<PickleValue, PickleValue> {
  return new Map(isPickleNode(value) && value.kind === 'object' ? pairsOf(value.state) : []);
}

/** Keys on the way to each tensor, which the flat name has lost; they are in the data of the planner. */
function planPaths(planner: PickleValue | undefined): ReadonlyMap<string, readonly string[]> {
  const paths = new Map<string, readonly string[]>();
  for (const [name, path] of pairsOf(planner)) {
    const keys = listOf(path)?.map(String);
    if (typeof name === 'string' && keys) paths.set(name, keys);
  }
  return paths;
}

function splitSection(name: string): readonly string[] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** The first key is a section when it is known as one; a bare state dict begins with its modules. */
function addStored(
  reading: Reading,
  path: readonly string[],
  shape: readonly number[],
  properties?: PickleValue,
): void {
  const [first = '', ...rest] = path;
  const special = roleOfSection([first]);
  const isSection = rest.length > 0 && (special !== undefined || /^(?:model|state_dict|module|app|net)$/.test(first));
  const name = (isSection ? rest : path).join('.');
  const dtype = findDtype(properties);
  addTensor(reading, {
    name,
    section: isSection ? first : '',
    dtype,
    shape,
    role: special ?? guessRole(name, dtype),
    isRoleDeclared: false,
    storage: undefined,
  });
}

/** The state of the properties is a tuple that begins with the type; in older files a dict. */
function findDtype(properties: PickleValue | undefined): string {
  if (!isPickleNode(properties) || properties.kind !== 'object') return 'unknown';
  const { state } = properties;
  const candidates = [...(listOf(state) ?? []), ...pairsOf(state).map(([, value]) => value)];
  return (
    candidates.map((value) => dtypeOfName(globalName(value) ?? '')).find((dtype) => dtype !== undefined) ?? 'unknown'
  );
}

/** `{MetadataIndex: _StorageInfo(relative_path, offset, length)}`. */
function checkFiles(reading: Reading, storage: PickleValue | undefined): void {
  const ends = new Map<string, number>();
  for (const [, info] of pairsOf(storage)) {
    const members = membersOf(info);
    const file = members.get('relative_path');
    const [offset, length] = [members.get('offset'), members.get('length')];
    if (typeof file !== 'string' || typeof offset !== 'number' || typeof length !== 'number') continue;
    ends.set(file, Math.max(ends.get(file) ?? 0, offset + length));
  }
  const path = reading.name;
  const missing: string[] = [];
  for (const [file, end] of ends) {
    if (/^[/\\]|\0/.test(file) || file.split(/[/\\]/).includes('..')) {
      reading.problems.push(modelFileFindings.leadsOut({ path, target: file.slice(0, 200) }, fileStart(path)));
      continue;
    }
    const part = reading.siblings.open(file);
    if (!part) missing.push(file);
    else if (part.sizeBytes < end) reportBroken(reading, `${file} has ${part.sizeBytes} bytes and needs ${end}`);
  }
  const [part] = missing;
  if (part !== undefined)
    reading.problems.push(modelFileFindings.partMissing({ path, part, others: missing.length - 1 }, fileStart(path)));
}
