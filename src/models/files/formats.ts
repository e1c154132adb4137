import type { ByteSource } from '../../base/byte-source.js';
import { baseNameOf } from '../../base/paths.js';
import { isPickleNode } from '../../syntax/pickle/pickle-value.js';
import { readPickle } from '../../syntax/pickle/read-pickle.js';
import { headerBytes } from '../../syntax/safetensors/read-safetensors.js';
import { judgeName } from './judge-names.js';
import type { ModelFormat } from './model-file.js';
import { DISTRIBUTED_METADATA } from './model-file-names.js';
import { readDistributedCheckpoint } from './read-distributed.js';
import { looksLikeOnnx, readOnnx } from './read-onnx.js';
import { readSafetensorsFile } from './read-safetensors-file.js';
import { readShardedIndex } from './read-sharded-index.js';
import { readTorchLegacy } from './read-torch-legacy.js';
import { readTorchTar } from './read-torch-tar.js';
import { readTorchZip } from './read-torch-zip.js';
import type { Reading } from './reading.js';

/** What a file begins with, and what it is called. */
interface FormatClue {
  readonly name: string;
  readonly head: Uint8Array;
  readonly source: ByteSource;
}

/** A format of model files. The bytes decide; the name only where the bytes cannot. */
interface FormatEntry {
  readonly title: string;
  readonly matches: (clue: FormatClue) => boolean;
  /** The format that it turned out to be. */
  readonly read: (reading: Reading, source: ByteSource) => ModelFormat;
}

/** How much of a file is looked at to know its format: a tar archive says what it is in its 258th byte. */
export const HEAD_BYTES = 512;

function startsWith(head: Uint8Array, ...bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

/** The one list of formats; the first that matches reads the file. */
const FORMATS: readonly FormatEntry[] = [
  {
    title: 'torch.save, TorchScript, torch.export (ZIP)',
    matches: ({ head }) => startsWith(head, 0x50, 0x4b, 3, 4),
    read: readTorchZip,
  },
  {
    title: 'distributed checkpoint (.metadata)',
    matches: ({ name }) => baseNameOf(name) === DISTRIBUTED_METADATA,
    read: readDistributedCheckpoint,
  },
  {
    title: 'safetensors',
    // Before pickles, one of which may begin with the same bytes as a header of 640 bytes; but only by its name: a pickle
    // can be made that is both, and torch.load goes by the bytes.
    matches: ({ name, head }) => name.endsWith('.safetensors') && !isPrintable(head),
    read: readSafetensorsFile,
  },
  {
    title: 'torch.save before 1.6 (pickles)',
    matches: ({ head, source }) => isPickle(head) || actsAsPickle(source),
    read: readTorchLegacy,
  },
  {
    title: 'torch.save before 0.2 (tar)',
    matches: ({ head }) => new TextDecoder('latin1').decode(head.subarray(257, 262)) === 'ustar',
    read: readTorchTar,
  },
  {
    title: 'index of a model in several files (JSON)',
    matches: ({ name, head }) => name.endsWith('.index.json') && isJsonObject(head, 0),
    read: (reading, source) => readShardedIndex(reading, source, readKnownFormat),
  },
  {
    title: 'safetensors under another name',
    matches: ({ head, source }) => isJsonObject(head, 8) && (headerBytes(source) ?? 0) <= 100_000_000,
    read: readSafetensorsFile,
  },
  {
    title: 'ONNX',
    matches: ({ name, head }) => (name.endsWith('.onnx') ? !isPrintable(head) : looksLikeOnnx(head)),
    read: readOnnx,
  },
];

/** Reads by the first format that matches; `unknown` when none does. */
export function readKnownFormat(reading: Reading, source: ByteSource): ModelFormat {
  const clue = { name: reading.name, head: source.read(0, HEAD_BYTES), source };
  return FORMATS.find((format) => format.matches(clue))?.read(reading, source) ?? 'unknown';
}

/** Protocols 2 to 5 begin with their number. */
function isPickle([first, second = 0]: Uint8Array): boolean {
  return first === 0x80 && second >= 2 && second <= 5;
}

/**
 * Older protocols begin with anything, and `torch.load` tries them on whatever it does not know: a file is a pickle when it
 * can be read to its end as one, or when reading it so long as it goes would call what is dangerous.
 */
function actsAsPickle(source: ByteSource): boolean {
  const { value, names } = readPickle(source);
  return isPickleNode(value) || names.some((name) => name.isCalled && judgeName(name) === 'dangerous');
}

function isJsonObject(head: Uint8Array, start: number): boolean {
  return /^\s*\{/.test(new TextDecoder('latin1').decode(head.subarray(start, start + 16)));
}

/** Whether it could be text; an empty file is. */
export function isPrintable(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}
