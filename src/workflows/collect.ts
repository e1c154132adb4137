import { sortedBy } from '../base/order.js';
import { baseNameOf, directoryOf, joinPath, normalizePath } from '../base/paths.js';
import { createSourceText, fileStart, type SourceText } from '../base/text.js';
import { sourceFindings } from '../findings/catalog/source.js';
import type { Finding } from '../findings/finding.js';
import type { Fragment } from '../graph/fragment.js';
import { type Graph, type GraphIndex, indexGraph } from '../graph/graph.js';
import { linkGraph } from '../graph/link.js';
import { type Merged, mergeFragments } from '../graph/merge.js';
import { type Host, HostError } from '../host/host.js';
import type { ReadContext, Reader, ReaderEntry } from '../readers/reader.js';
import { READERS } from '../readers/table.js';
import { findFiles } from './find-sources.js';

export interface CollectRequest {
  /** Files and folders, absolute or relative to the working directory; none means the working directory. */
  readonly paths: readonly string[];
  /** Command lines given with `--run`. */
  readonly runLines?: readonly string[];
  /** Folder that places are named from when everything lies in it; default the working directory. */
  readonly base?: string;
}

export interface Collected {
  /** Absolute path that every source path is relative to. */
  readonly root: string;
  readonly sources: readonly SourceText[];
  readonly graph: Graph;
  readonly index: GraphIndex;
  readonly findings: readonly Finding[];
}

/** Larger files are not configuration: what people write by hand is smaller by far. */
const LARGEST_SOURCE_BYTES = 16 * 2 ** 20;

/**
 * From paths to one graph:
 *
 *     paths → files (find-sources) → texts → readers (table) → fragments → merge → link → graph and findings
 *
 * Reading goes on whatever is wrong with one file; what was wrong is in `findings`.
 */
export async function collectGraph(host: Host, request: CollectRequest): Promise<Collected> {
  // 1. The root, and the files below it that some reader knows by name.
  const { root, files, findings } = chooseFiles(host, request);
  // 2. Their texts, read once; readers may open others of the same root.
  const library = createLibrary(host, root);
  const texts = files.flatMap((path) => library.read(path, findings) ?? []);
  const lines = (request.runLines ?? []).map((line) => createSourceText('--run', line));
  // 3. Each reader on each text that it accepts.
  const read = await readAll([...texts, ...lines], library.context, findings);
  // 4. What the sources name and nobody gave: a Dockerfile that only compose.yaml was asked about.
  const missing = namedDockerfiles(read.fragments).filter((path) => !files.includes(path));
  const more = await readAll(
    missing.flatMap((path) => library.read(path, []) ?? []),
    library.context,
    findings,
  );
  // 5. One graph.
  const merged = linkGraph(mergeFragments([...read.fragments, ...more.fragments, { nodes: [], edges: [], findings }]));
  const sources = withReferred([...read.sources, ...more.sources], merged, library);
  return { root, sources, graph: merged.graph, index: indexGraph(merged.graph), findings: merged.findings };
}

/** With the files that no reader was given but some reader opened and points into: a script that a Dockerfile starts. */
function withReferred(
  sources: readonly SourceText[],
  { graph, findings }: Merged,
  library: Library,
): readonly SourceText[] {
  const known = new Set(sources.map(({ path }) => path));
  const places = [...graph.nodes, ...graph.edges].flatMap(({ origins }) => origins);
  const files = new Set([...places, ...findings.flatMap(({ place }) => place ?? [])].map(({ file }) => file));
  return [...sources, ...library.opened().filter(({ path }) => files.has(path) && !known.has(path))];
}

interface ChosenFiles {
  readonly root: string;
  readonly files: readonly string[];
  readonly findings: Finding[];
}

function chooseFiles(host: Host, { paths, base = host.workingDirectory }: CollectRequest): ChosenFiles {
  const absolute = paths.map((path) => joinPath(host.workingDirectory, path));
  const root = chooseRoot(host, absolute, base);
  const findings: Finding[] = [];
  const files = absolute.flatMap((path) => {
    const relative = path === root ? '.' : path.slice(root === '/' ? 1 : root.length + 1);
    const status = host.status(path);
    if (!status) throw new HostError(path, 'ENOENT', `${path} does not exist`);
    if (status.kind !== 'directory') return [relative];
    const found = findFiles(host, path, isKnownName);
    findings.push(...found.findings);
    return found.paths.map((name) => joinPath(relative, name));
  });
  return { root, files: [...new Set(files)], findings };
}

/** The base when everything lies in it, so that places read as a person would type them; else the common folder. */
function chooseRoot(host: Host, absolute: readonly string[], base: string): string {
  const folders = absolute.map((path) => (host.status(path)?.kind === 'directory' ? path : directoryOf(path)));
  const common = commonFolder(folders.length > 0 ? folders : [base]);
  return isWithin(common, base) ? base : common;
}

function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

function isKnownName(path: string): boolean {
  return READERS.some((entry) => entry.matches(path));
}

function commonFolder(folders: readonly string[]): string {
  const [first = '/', ...others] = folders;
  let common = first;
  while (others.some((folder) => !isWithin(folder, common))) common = directoryOf(common);
  return common;
}

interface Library {
  /** The text of a file; undefined with a finding when it cannot be had. */
  read(path: string, findings: Finding[]): SourceText | undefined;
  readonly context: ReadContext;
  /** Every text that was read so far, sorted by path. */
  opened(): readonly SourceText[];
}

function createLibrary(host: Host, root: string): Library {
  const texts = new Map<string, SourceText | undefined>();
  const realRoot = host.realPath(root);
  const read = (path: string, findings: Finding[]): SourceText | undefined => {
    if (!texts.has(path)) texts.set(path, readSource(host, root, path, findings));
    return texts.get(path);
  };
  const open = (path: string): SourceText | undefined => {
    const inside = normalizePath(path);
    if (inside.startsWith('..') || inside.startsWith('/')) return undefined;
    const full = joinPath(root, inside);
    if (host.status(full)?.kind !== 'file' || !`${host.realPath(full)}/`.startsWith(`${realRoot}/`)) return undefined;
    return read(inside, []);
  };
  const opened = (): readonly SourceText[] =>
    sortedBy(
      [...texts.values()].flatMap((source) => source ?? []),
      ({ path }) => path,
    );
  return { read, context: { open }, opened };
}

function readSource(host: Host, root: string, path: string, findings: Finding[]): SourceText | undefined {
  const full = joinPath(root, path);
  try {
    const sizeBytes = host.status(full)?.sizeBytes ?? 0;
    if (sizeBytes > LARGEST_SOURCE_BYTES) {
      findings.push(sourceFindings.tooLarge({ path, sizeBytes, limitBytes: LARGEST_SOURCE_BYTES }, fileStart(path)));
      return undefined;
    }
    const bytes = host.readFile(full);
    if (bytes.includes(0)) {
      findings.push(sourceFindings.binary({ path }, fileStart(path)));
      return undefined;
    }
    return createSourceText(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.push(sourceFindings.unreadable({ path, reason }, fileStart(path)));
    return undefined;
  }
}

interface ReadSources {
  readonly fragments: readonly Fragment[];
  /** Those that some reader understood. */
  readonly sources: readonly SourceText[];
}

async function readAll(texts: readonly SourceText[], context: ReadContext, findings: Finding[]): Promise<ReadSources> {
  const readers = new Map<string, Reader>();
  const fragments: Fragment[] = [];
  const sources: SourceText[] = [];
  for (const source of texts) {
    const entries = READERS.filter((entry) => entry.matches(source.path) && (entry.accepts?.(source.text) ?? true));
    if (entries.length > 0) sources.push(source);
    for (const entry of entries) fragments.push(readOne(await loadReader(readers, entry), source, context, findings));
  }
  return { fragments, sources };
}

async function loadReader(readers: Map<string, Reader>, entry: ReaderEntry): Promise<Reader> {
  const reader = readers.get(entry.kind) ?? (await entry.load());
  readers.set(entry.kind, reader);
  return reader;
}

/** No input should make a reader throw; if one does, that is shown and the rest is still read. */
function readOne(reader: Reader, source: SourceText, context: ReadContext, findings: Finding[]): Fragment {
  try {
    return reader.read(source, context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    findings.push(
      sourceFindings.readerFailed({ path: source.path, reader: reader.kind, reason }, fileStart(source.path)),
    );
    return { nodes: [], edges: [], findings: [] };
  }
}

function namedDockerfiles(fragments: readonly Fragment[]): readonly string[] {
  const named = fragments.flatMap((fragment) =>
    fragment.edges.flatMap((edge) => {
      const id = edge.kind === 'runs' ? edge.to : edge.kind === 'builds' ? edge.from : '';
      return /^(?:dockerfile|stage):([^@#]+)/.exec(id)?.[1] ?? [];
    }),
  );
  return [...new Set(named)].filter((path) => baseNameOf(path) !== '' && !path.startsWith('..')).sort();
}
