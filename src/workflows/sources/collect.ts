import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import { createSourceText, fileStart, type SourceText } from '../../base/text.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import type { Fragment } from '../../graph/fragment.js';
import { type Graph, type GraphIndex, indexGraph } from '../../graph/graph.js';
import { linkGraph } from '../../graph/link.js';
import { type Merged, mergeFragments } from '../../graph/merge.js';
import { type Host, HostError } from '../../host/host.js';
import { isModelFileName } from '../../models/files/model-file-names.js';
import type { ReadContext, Reader, ReaderEntry } from '../../readers/reader.js';
import { READERS } from '../../readers/table.js';
import { findFiles } from './find-files.js';
import { createSourceLibrary, isWithin, type SourceLibrary } from './source-library.js';

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
  /** Paths of files that may be models, which are no text and were not read. */
  readonly modelFiles: readonly string[];
  readonly graph: Graph;
  readonly index: GraphIndex;
  readonly findings: readonly Finding[];
}

/** The path of a command line that was given with `--run`; no file has it. */
const RUN_LINE = '--run';

/** Characters of all sources together, and nodes, edges and findings read from them: what fits into half a gigabyte. */
const MOST_CHARACTERS = 40 * 2 ** 20;
const MOST_PARTS = 250_000;

/**
 * From paths to one graph:
 *
 *     paths → files (find-sources) → texts (source-library) → readers (table) → fragments → merge → link → graph, findings
 *
 * Reading goes on whatever is wrong with one file; what was wrong is in `findings`.
 */
export async function collectGraph(host: Host, request: CollectRequest): Promise<Collected> {
  // 1. The root, and the files below it that some reader knows by name.
  const { root, files, modelFiles, findings } = chooseFiles(host, request);
  // 2. Each text, read once, by each reader that accepts it; readers may open others of the same root.
  const library = createSourceLibrary(host, root);
  const reading: Reading = {
    library,
    readers: new Map(),
    fragments: [],
    sources: [],
    findings,
    characters: 0,
    parts: 0,
  };
  await readFiles(files, reading, (path) => library.read(path, findings));
  for (const line of request.runLines ?? []) await readText(createSourceText(RUN_LINE, line), reading);
  // 3. What the sources name and nobody gave: a Dockerfile that only compose.yaml was asked about.
  const missing = namedDockerfiles(reading.fragments).filter((path) => !files.includes(path));
  await readFiles(missing, reading, library.context.open);
  // 4. One graph.
  const merged = linkGraph(mergeFragments([...reading.fragments, { nodes: [], edges: [], findings }]));
  const sources = withReferred(reading.sources, merged, library);
  const { graph } = merged;
  return { root, sources, modelFiles, graph, index: indexGraph(graph), findings: merged.findings };
}

/** With the files that no reader was given but some reader opened and points into: a script that a Dockerfile starts. */
function withReferred(
  sources: readonly SourceText[],
  { graph, findings }: Merged,
  library: SourceLibrary,
): readonly SourceText[] {
  const known = new Set(sources.map(({ path }) => path));
  const places = [...graph.nodes, ...graph.edges].flatMap(({ origins }) => origins);
  const files = new Set([...places, ...findings.flatMap(({ place }) => place ?? [])].map(({ file }) => file));
  return [...sources, ...library.opened().filter(({ path }) => files.has(path) && !known.has(path))];
}

interface ChosenFiles {
  readonly root: string;
  readonly files: readonly string[];
  readonly modelFiles: readonly string[];
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
    if (status.kind !== 'directory') return relative === RUN_LINE ? [] : [relative];
    const found = findFiles(host, path, (name) => isKnownName(name) || isModelFileName(name), relative);
    findings.push(...found.findings);
    return found.paths.map((name) => joinPath(relative, name));
  });
  const modelFiles = [...new Set(files.filter(isModelFileName))];
  // The index of a sharded model is JSON, which some reader may want too.
  const texts = files.filter((path) => !isModelFileName(path) || isKnownName(path));
  return { root, files: [...new Set(texts)], modelFiles, findings };
}

/** The base when everything lies in it, so that places read as a person would type them; else the common folder. */
function chooseRoot(host: Host, absolute: readonly string[], base: string): string {
  const folders = absolute.map((path) => (host.status(path)?.kind === 'directory' ? path : directoryOf(path)));
  const common = commonFolder(folders.length > 0 ? folders : [base]);
  return isWithin(common, base) ? base : common;
}

function isKnownName(path: string): boolean {
  return path !== RUN_LINE && READERS.some((entry) => entry.matches(path));
}

function commonFolder(folders: readonly string[]): string {
  const [first = '/', ...others] = folders;
  let common = first;
  while (others.some((folder) => !isWithin(folder, common))) common = directoryOf(common);
  return common;
}

interface Reading {
  readonly library: SourceLibrary;
  readonly readers: Map<string, Reader>;
  readonly fragments: Fragment[];
  /** Those that some reader understood. */
  readonly sources: SourceText[];
  readonly findings: Finding[];
  characters: number;
  /** Nodes, edges and findings so far. */
  parts: number;
}

/** One file after the other, until there is too much; what nobody wants is forgotten at once. */
async function readFiles(
  paths: readonly string[],
  reading: Reading,
  open: (path: string) => SourceText | undefined,
): Promise<void> {
  for (const [at, path] of paths.entries()) {
    if (reading.characters > MOST_CHARACTERS || reading.parts > MOST_PARTS) {
      reading.findings.push(sourceFindings.tooMuch({ path, others: paths.length - at - 1 }, fileStart(path)));
      return;
    }
    const source = open(path);
    if (source) await readText(source, reading);
  }
}

async function readText(source: SourceText, reading: Reading): Promise<void> {
  const entries = READERS.filter((entry) => entry.matches(source.path) && (entry.accepts?.(source.text) ?? true));
  if (entries.length === 0) return;
  reading.sources.push(source);
  reading.characters += source.text.length;
  for (const entry of entries) {
    const reader = await loadReader(reading.readers, entry);
    const fragment = readOne(reader, source, reading.library.context, reading.findings);
    reading.fragments.push(fragment);
    reading.parts += fragment.nodes.length + fragment.edges.length + fragment.findings.length;
  }
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
