import type { ByteSource } from '../../base/byte-source.js';
import { fileStart } from '../../base/text.js';
import { modelFileFindings } from '../../findings/catalog/model-file.js';
import { openEntry } from '../../syntax/zip/open-entry.js';
import { readZip } from '../../syntax/zip/read-zip.js';
import type { ZipEntry } from '../../syntax/zip/zip-entry.js';
import { type Reading, reportBroken, reportIncomplete } from './reading.js';

/** A ZIP archive of torch: everything lies in one folder, whose name is that of the file when it was saved. */
export interface Archive {
  /** With that folder left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Undefined, and told, when it cannot be read. */
  open(name: string): ByteSource | undefined;
  readonly has: (name: string) => boolean;
  readonly sizeOf: (name: string) => number | undefined;
}

export function openArchive(reading: Reading, source: ByteSource): Archive | undefined {
  const zip = readZip(source);
  if (zip.kind === 'refused') {
    const path = reading.name;
    reading.gap ??= 'the archive was refused';
    if (zip.isUnsafe)
      reading.problems.push(modelFileFindings.unsafeArchive({ path, reason: zip.reason }, fileStart(path)));
    else if (zip.reason.includes('is missing')) reportIncomplete(reading, zip.reason);
    else reportBroken(reading, zip.reason);
    return undefined;
  }
  const folder = sharedFolder([...zip.entries.keys()]);
  const entries = new Map([...zip.entries].map(([name, entry]) => [name.slice(folder.length), entry]));
  return {
    entries,
    has: (name) => entries.has(name),
    sizeOf: (name) => entries.get(name)?.sizeBytes,
    open: (name) => {
      const entry = entries.get(name);
      if (!entry) return undefined;
      const opened = openEntry(source, entry);
      if (opened.kind === 'bytes') return opened.bytes;
      reportBroken(reading, `${name}: ${opened.reason}`);
      return undefined;
    },
  };
}

/** `resnet18/` when all entries are in it; torch takes the first entry's. */
function sharedFolder(names: readonly string[]): string {
  const first = names[0] ?? '';
  const folder = first.slice(0, first.indexOf('/') + 1);
  return names.every((name) => name.startsWith(folder)) ? folder : '';
}

/** JSON of an archive or of a file beside it; undefined, and told, when it is none. */
export function parseJsonPart(reading: Reading, source: ByteSource | undefined, name: string): unknown {
  if (!source) return undefined;
  if (source.sizeBytes > MOST_JSON_BYTES) {
    reportBroken(reading, `${name} has ${source.sizeBytes} bytes, more than the ${MOST_JSON_BYTES} that are read`);
    return undefined;
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(source.read(0, source.sizeBytes)));
  } catch {
    reportBroken(reading, `${name} is no JSON`);
    return undefined;
  }
}

const MOST_JSON_BYTES = 100 * 2 ** 20;

/** The value of a key, of whatever came out of JSON. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}

export function textAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}

export function pairsAt(value: unknown, ...keys: readonly string[]): readonly (readonly [string, unknown])[] {
  const found = at(value, ...keys);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
}
