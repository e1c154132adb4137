import type { ByteSource } from '../../base/byte-source.js';

export interface SafetensorsEntry {
  readonly name: string;
  /** As the format names it: `F32`, `BF16`, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Counted from the end of the header. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: readonly (readonly [key: string, value: string])[];
  /** Where the tensors begin. */
  readonly dataStart: number;
  /** What is wrong with entries, which are then left out. */
  readonly problems: readonly string[];
}

/** The format's own limit (safetensors `tensor.rs`, MAX_HEADER_SIZE). */
const MOST_HEADER_BYTES = 100_000_000;
const MOST_ENTRIES = 200_000;

/** Reads the header of a safetensors file: its length in 8 bytes, little-endian, and a JSON object; no tensor is touched. */
export function readSafetensors(source: ByteSource): SafetensorsHeader | { readonly reason: string } {
  const length = headerBytes(source);
  if (length === undefined) return { reason: 'it is shorter than the length of its header' };
  if (length > MOST_HEADER_BYTES) return { reason: `its header would have ${length} bytes` };
  if (8 + length > source.sizeBytes) return { reason: 'it ends within its header' };
  const header = parseObject(source.read(8, length));
  if (!header) return { reason: 'its header is no JSON object' };
  const { ['__metadata__']: metadata, ...tensors } = header;
  const named = Object.entries(tensors);
  if (named.length > MOST_ENTRIES) return { reason: `it lists ${named.length} tensors, more than ${MOST_ENTRIES}` };
  const problems: string[] = [];
  const entries = named.flatMap(([name, value]) => readEntry(name, value, problems) ?? []);
  return { entries, metadata: readMetadata(metadata), dataStart: 8 + length, problems };
}

/** The length that the first 8 bytes give; undefined when there are not so many. */
export function headerBytes(source: ByteSource): number | undefined {
  const bytes = source.read(0, 8);
  return bytes.length < 8 ? undefined : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readEntry(name: string, value: unknown, problems: string[]): SafetensorsEntry | undefined {
  if (isRecord(value)) {
    const { dtype, shape, data_offsets: offsets } = value;
    const [start, end] = isCounts(offsets) && offsets.length === 2 ? offsets : [];
    if (typeof dtype === 'string' && isCounts(shape) && start !== undefined && end !== undefined && start <= end)
      return { name, dtype, shape, start, end };
  }
  problems.push(`the entry ${JSON.stringify(name.slice(0, 120))} has no valid dtype, shape and offsets`);
  return undefined;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 64 && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function readMetadata(value: unknown): (readonly [string, string])[] {
  return isRecord(value)
    ? Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text] as const] : []))
    : [];
}
