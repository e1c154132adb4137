import { sortedBy } from '../../base/order.js';
import { joinPath, normalizePath } from '../../base/paths.js';
import { createSourceText, fileStart, placeOf, type SourceText } from '../../base/text.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import type { ReadContext, ReaderEntry } from '../../readers/reader.js';
import { READERS } from '../../readers/table.js';

/** Larger files are not configuration: what people write by hand is smaller by far. */
const LARGEST_SOURCE_BYTES = 16 * 2 ** 20;

/** How much of a file that cannot be read as text is looked at, to know whether anybody would have wanted it. */
const HEAD_BYTES = 64 * 2 ** 10;

/** The texts below one root, each read once. */
export interface SourceLibrary {
  /** The text of a file that some reader wants; undefined when none does, or with a finding when it cannot be had. */
  read(path: string, findings: Finding[]): SourceText | undefined;
  /** Every text that was had so far, by path. */
  opened(): readonly SourceText[];
  readonly context: ReadContext;
}

/** `head` is the beginning of what was refused, as far as it can be guessed; undefined when not even that is known. */
type Loaded =
  | { readonly kind: 'text'; readonly source: SourceText; readonly problems: readonly Finding[] }
  | { readonly kind: 'refused'; readonly head: string | undefined; readonly problems: readonly Finding[] };

export function createSourceLibrary(host: Host, root: string): SourceLibrary {
  const kept = new Map<string, SourceText | undefined>();
  const realRoot = host.realPath(root);
  const read = (path: string, findings: Finding[]): SourceText | undefined => {
    const entries = READERS.filter((entry) => entry.matches(path));
    const loaded = loadSource(host, joinPath(root, path), path, largestBytes(entries));
    // Many files have a name that says little (`*.json`): what is wrong with one that nobody wants is nobody's business.
    if (!isWanted(entries, loaded)) return undefined;
    findings.push(...loaded.problems);
    if (loaded.kind === 'text') kept.set(path, loaded.source);
    return loaded.kind === 'text' ? loaded.source : undefined;
  };
  const open = (path: string): SourceText | undefined => {
    const inside = normalizePath(path);
    if (kept.has(inside)) return kept.get(inside);
    const isThere = isFileInside(host, realRoot, root, inside);
    const loaded = isThere ? loadSource(host, joinPath(root, inside), inside, LARGEST_SOURCE_BYTES) : undefined;
    const source = loaded?.kind === 'text' ? loaded.source : undefined;
    kept.set(inside, source);
    return source;
  };
  const opened = (): readonly SourceText[] => sortedBy([...kept.values()].filter(isHad), ({ path }) => path);
  return { read, opened, context: { open } };
}

function isHad(source: SourceText | undefined): source is SourceText {
  return source !== undefined;
}

/** The bytes of one of many files: what is wrong with it is a finding, and the others are read all the same. */
export function readOneOfMany(host: Host, full: string, path: string, findings: Finding[]): Uint8Array | undefined {
  try {
    const sizeBytes = host.status(full)?.sizeBytes ?? 0;
    if (sizeBytes <= LARGEST_SOURCE_BYTES) return host.readFile(full);
    findings.push(sourceFindings.tooLarge({ path, sizeBytes, limitBytes: LARGEST_SOURCE_BYTES }, fileStart(path)));
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    findings.push(sourceFindings.unreadable({ path, reason: error.message }, fileStart(path)));
  }
  return undefined;
}

/** False for what lies outside the root, also by a link, and for what is no file. */
function isFileInside(host: Host, realRoot: string, root: string, path: string): boolean {
  if (path === '..' || path.startsWith('../..') || path.startsWith('/')) return false;
  const full = joinPath(root, path);
  return host.status(full)?.kind === 'file' && isWithin(host.realPath(full), realRoot);
}

/** Both absolute and normalised. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

function largestBytes(entries: readonly ReaderEntry[]): number {
  const limits = entries.map((entry) => entry.largestBytes ?? LARGEST_SOURCE_BYTES);
  return limits.length === 0 ? LARGEST_SOURCE_BYTES : Math.max(...limits);
}

function isWanted(entries: readonly ReaderEntry[], loaded: Loaded): boolean {
  const text = loaded.kind === 'text' ? loaded.source.text : loaded.head;
  return text === undefined || entries.some(({ accepts }) => accepts?.(text) ?? true);
}

function loadSource(host: Host, full: string, path: string, limitBytes: number): Loaded {
  try {
    const sizeBytes = host.status(full)?.sizeBytes ?? 0;
    if (sizeBytes > limitBytes) {
      const problem = sourceFindings.tooLarge({ path, sizeBytes, limitBytes }, fileStart(path));
      return { kind: 'refused', head: decodeHead(host.readFile(full, HEAD_BYTES)), problems: [problem] };
    }
    const bytes = host.readFile(full);
    if (!bytes.includes(0)) return decodeSource(path, bytes);
    const problem = sourceFindings.binary({ path, isUtf16: utf16Of(bytes) !== undefined }, fileStart(path));
    return { kind: 'refused', head: decodeHead(bytes.subarray(0, HEAD_BYTES)), problems: [problem] };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const problem = sourceFindings.unreadable({ path, reason: error.message }, fileStart(path));
    return { kind: 'refused', head: undefined, problems: [problem] };
  }
}

/** A byte order mark stays: places count it, as editors do. */
function decodeSource(path: string, bytes: Uint8Array): Loaded {
  const source = createSourceText(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const at = source.text.indexOf('\uFFFD');
  if (at < 0 || isUtf8(bytes)) return { kind: 'text', source, problems: [] };
  return { kind: 'text', source, problems: [sourceFindings.notUtf8({}, placeOf(source, { start: at, end: at + 1 }))] };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function decodeHead(bytes: Uint8Array): string {
  return new TextDecoder(utf16Of(bytes) ?? 'utf-8').decode(bytes);
}

/** By the byte order mark, which every program that writes it puts first. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}
