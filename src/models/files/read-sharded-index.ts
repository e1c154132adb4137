import type { ByteSource } from '../../base/byte-source.js';
import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import { pairsAt, parseJsonPart } from './archive.js';
import type { ModelFormat, ModelTensor } from './model-file.js';
import { addMetadata, addTensor, createReading, type Reading, reportBroken, shorten } from './reading.js';

/** Reads a shard by its own format. */
type ReadShard = (reading: Reading, source: ByteSource) => ModelFormat;

const MOST_SHARDS = 2000;

/**
 * `model.safetensors.index.json`, `pytorch_model.bin.index.json`: which tensor lies in which of the files beside it. The
 * tensors are those of the files; what the index says and they do not have is told.
 */
export function readShardedIndex(reading: Reading, source: ByteSource, readShard: ReadShard): ModelFormat {
  const index = parseJsonPart(reading, source, 'its content');
  if (index === undefined) return 'sharded-index';
  const map = new Map(
    pairsAt(index, 'weight_map').flatMap(([name, file]) => (typeof file === 'string' ? [[name, file]] : [])),
  );
  if (map.size === 0) reportBroken(reading, 'it has no weight_map');
  for (const [key, value] of pairsAt(index, 'metadata'))
    if (typeof value !== 'object') addMetadata(reading, key, String(value));
  const files = [...new Set(map.values())].sort();
  if (files.length > MOST_SHARDS) {
    reportBroken(reading, `it names ${files.length} files`);
    return 'sharded-index';
  }
  addMetadata(reading, 'shards', String(files.length));
  const found = readShards(reading, files, readShard);
  if (found) compareWithIndex(reading, map, found);
  return 'sharded-index';
}

/** Tensors by the file they are in; undefined when some file could not be read. */
function readShards(
  reading: Reading,
  files: readonly string[],
  readShard: ReadShard,
): ReadonlyMap<string, readonly ModelTensor[]> | undefined {
  const path = reading.name;
  const found = new Map<string, readonly ModelTensor[]>();
  const missing: string[] = [];
  for (const file of files) {
    if (!isPlainName(file)) {
      reading.gap ??= 'a file that it names is outside of its folder';
      reading.problems.push(modelFileFindings.leadsOut({ path, target: shorten(file, 200) }, fileStart(path)));
      continue;
    }
    const bytes = reading.siblings.open(file);
    if (bytes) found.set(file, readOneShard(reading, file, bytes, readShard));
    else missing.push(file);
  }
  const [part] = missing;
  if (part !== undefined) {
    reading.gap ??= `${part} is missing`;
    reading.problems.push(modelFileFindings.partMissing({ path, part, others: missing.length - 1 }, fileStart(path)));
  }
  return found.size === files.length ? found : undefined;
}

function readOneShard(reading: Reading, file: string, bytes: ByteSource, readShard: ReadShard): readonly ModelTensor[] {
  const slash = reading.name.lastIndexOf('/') + 1;
  const shard = createReading(`${reading.name.slice(0, slash)}${file}`, reading.siblings);
  readShard(shard, bytes);
  reading.problems.push(...shard.problems);
  reading.producer ??= shard.producer;
  reading.gap ??= shard.gap;
  for (const name of shard.pickleNames) reading.pickleNames.add(name);
  for (const tensor of shard.tensors)
    addTensor(reading, { ...tensor, storage: tensor.storage && `${file}/${tensor.storage}` });
  return shard.tensors;
}

function compareWithIndex(
  reading: Reading,
  map: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, readonly ModelTensor[]>,
): void {
  const names = new Map([...found].map(([file, tensors]) => [file, new Set(tensors.map(({ name }) => name))]));
  const absent = [...map].filter(([name, file]) => !names.get(file)?.has(name));
  const [first] = absent;
  if (!first) return;
  const more = absent.length > 1 ? `, and ${absent.length - 1} more` : '';
  reportBroken(reading, `${shorten(first[0], 120)} is said to be in ${first[1]} and is not${more}`);
}

function isPlainName(file: string): boolean {
  return file !== '' && file !== '.' && file !== '..' && !/[/\\\0]/.test(file);
}
