import { uniqueBy } from '../../base/order.js';
import { joinPath } from '../../base/paths.js';
import type { SourceText } from '../../base/text.js';
import { linkFindings } from '../../findings/catalog/link.js';
import { pipelineFindings } from '../../findings/catalog/pipeline.js';
import type { Finding } from '../../findings/finding.js';
import type { Fragment } from '../../graph/fragment.js';
import { indexGraph } from '../../graph/graph.js';
import { nodeId } from '../../graph/ids.js';
import { mergeFragments } from '../../graph/merge.js';
import type { Host } from '../../host/host.js';
import type { ViewOptions } from '../../views/view.js';
import type { ReadPipeline } from '../pipeline.js';
import { type Collected, type CollectRequest, collectGraph } from '../sources/collect.js';
import { describePipeline } from './describe-pipeline.js';
import { type EntryPoint, findEntryPoints } from './find-entry-points.js';
import { mayTrain, readScript } from './script-text.js';
import { isTraining } from './summarize-pipeline.js';

/** Scripts that are followed for one graph: each takes a few tenths of a second. */
const MOST_PIPELINES = 8;

/**
 * The same graph with what its scripts do: container → service → script → pipeline → model, and the volumes in which its
 * checkpoints and data are. Without a script that trains nothing is loaded and nothing changes.
 */
export async function withPipelines(
  host: Host,
  collected: Collected,
  read: ReadTraining = createTrainingReader(host, collected.root),
): Promise<Collected> {
  const { root, index } = collected;
  const entries = findEntryPoints(host, root, index);
  if (entries.length === 0) return collected;
  const { followed, left } = await readEntryPoints(host, root, entries, read);
  const told = [...collected.findings, ...tellLeft(left)];
  const fragments = followed.map(({ entry, pipeline }) =>
    joinFragments(describePipeline(index, entry, pipeline), entry),
  );
  if (fragments.length === 0) return left.length === 0 ? collected : { ...collected, findings: told };
  const merged = mergeFragments([{ ...collected.graph, findings: told }, ...fragments]);
  const { graph, findings } = merged;
  return {
    ...collected,
    graph,
    index: indexGraph(graph),
    findings,
    sources: withTexts(collected.sources, fragments, followed),
  };
}

/** Only the deployment shows what scripts do, from depth 2 on, and only then they are followed. */
export function showsPipelines(view: string, { depth = 2 }: { readonly depth?: number | undefined }): boolean {
  return view === 'deployment' && depth >= 2;
}

/** What a view of the graph is drawn from. */
export async function collectForView(
  host: Host,
  request: CollectRequest,
  view: string,
  options: Pick<ViewOptions, 'depth'>,
): Promise<Collected> {
  const collected = await collectGraph(host, request);
  return showsPipelines(view, options) ? withPipelines(host, collected) : collected;
}

interface ReadEntry extends ReadPipeline {
  readonly entry: EntryPoint;
}

async function readEntryPoints(
  host: Host,
  root: string,
  entries: readonly EntryPoint[],
  read: ReadTraining,
): Promise<{ readonly followed: readonly ReadEntry[]; readonly left: readonly EntryPoint[] }> {
  const known = new Set<string>();
  const found: ReadEntry[] = [];
  const left: EntryPoint[] = [];
  for (const entry of entries) {
    const key = nodeId.pipeline(entry.file, entry.arguments);
    if (!known.has(key) && !mayTrain(readScript(host, joinPath(root, entry.file)))) continue;
    if (!known.has(key) && known.size >= MOST_PIPELINES) {
      left.push(entry);
      continue;
    }
    known.add(key);
    const followed = await read(entry);
    if (followed) found.push({ ...followed, entry });
  }
  return { followed: found, left };
}

/** What a graph does not show, it says. */
function tellLeft(left: readonly EntryPoint[]): readonly Finding[] {
  const [first] = left;
  const files = [...new Set(left.map(({ file }) => file))];
  return first ? [pipelineFindings.tooManyScripts({ most: MOST_PIPELINES, left: files }, first.place)] : [];
}

/** Undefined for a script that does not train. */
export type ReadTraining = (script: Pick<EntryPoint, 'file' | 'arguments'>) => Promise<ReadPipeline | undefined>;

/** For one run: a script with one command line is followed once, whoever starts it and whoever asks. */
export function createTrainingReader(host: Host, root: string): ReadTraining {
  const known = new Map<string, ReturnType<ReadTraining>>();
  return (script) => {
    const key = JSON.stringify([script.file, script.arguments]);
    const followed = known.get(key) ?? readTraining(host, root, script);
    known.set(key, followed);
    return followed;
  };
}

/** Undefined for a script that does not train. Places are named from the root, as those of the graph are. */
export async function readTraining(
  host: Host,
  root: string,
  { file, arguments: words }: Pick<EntryPoint, 'file' | 'arguments'>,
): Promise<ReadPipeline | undefined> {
  // The interpreter is loaded where there is something to follow.
  const { readPipeline } = await import('../pipeline.js');
  const read = readPipeline({ ...host, workingDirectory: root }, { target: file, arguments: words });
  return isTraining(read.pipeline) ? read : undefined;
}

function joinFragments(fragment: Fragment, { isAssumed, file, place }: EntryPoint): Fragment {
  if (!isAssumed) return fragment;
  return { ...fragment, findings: [...fragment.findings, linkFindings.assumedScript({ file }, place)] };
}

/** With the scripts that the new boxes point into. */
function withTexts(
  sources: readonly SourceText[],
  fragments: readonly Fragment[],
  read: readonly ReadEntry[],
): readonly SourceText[] {
  const known = new Set(sources.map(({ path }) => path));
  const files = new Set(
    fragments.flatMap(({ nodes }) => nodes.flatMap(({ origins }) => origins.map(({ file }) => file))),
  );
  const texts = read.flatMap((one) => one.sources).filter(({ path }) => files.has(path) && !known.has(path));
  return [...sources, ...uniqueBy(texts, ({ path }) => path)];
}
