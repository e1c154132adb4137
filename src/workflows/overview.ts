import type { Finding } from '../findings/finding.js';
import { contentsOfContainer } from '../graph/contents.js';
import type { GraphNode, NodeKind } from '../graph/node.js';
import { type SoftwareStack, summarizeSoftware } from '../graph/software.js';
import type { Host } from '../host/host.js';
import { READERS } from '../readers/table.js';
import { type EnvironmentVerdict, judgeEnvironment } from '../rules/compatibility/verdict.js';
import { MODEL_VIEW, PIPELINE_VIEW, VIEWS } from '../views/table.js';
import { runRules } from './check/run-rules.js';
import { siftFindings } from './check/sift-findings.js';
import { findFolderModels, type OverviewModel } from './model/find-folder-models.js';
import { type Collected, type CollectRequest, collectGraph } from './sources/collect.js';
import { findEntryPoints } from './training/find-entry-points.js';
import { findFolderTrainings, type OverviewTraining } from './training/find-folder-trainings.js';
import { createTrainingReader, withPipelines } from './training/with-pipelines.js';

/** What a folder holds, in the order in which a newcomer asks. */
export interface Overview {
  readonly collected: Collected;
  /** Files that were understood, by what people call them. */
  readonly sources: readonly { readonly title: string; readonly paths: readonly string[] }[];
  readonly counts: Readonly<Partial<Record<NodeKind, number>>>;
  /** Versions that the files name; empty when they name none. */
  readonly software: SoftwareStack;
  /** Whether they go together. */
  readonly environment: EnvironmentVerdict;
  readonly views: readonly { readonly name: string; readonly summary: string; readonly canBeDrawn: boolean }[];
  /** That Python files of the folder offer. */
  readonly models: readonly OverviewModel[];
  /** What its scripts train. */
  readonly trainings: readonly OverviewTraining[];
  readonly findings: readonly Finding[];
}

export async function makeOverview(host: Host, request: CollectRequest): Promise<Overview> {
  // 1. One graph of all that is there, also of what its scripts do.
  const read = await collectGraph(host, request);
  const readTraining = createTrainingReader(host, read.root);
  const collected = await withPipelines(host, read, readTraining);
  const { index, graph } = collected;
  // 2. What it is made of.
  const counts: Partial<Record<NodeKind, number>> = {};
  for (const { kind } of graph.nodes) counts[kind] = (counts[kind] ?? 0) + 1;
  const contained = index.nodesOf('container').flatMap((node) => contentsOfContainer(index, node.id).packages);
  const software = summarizeSoftware(contained.length > 0 ? contained : index.nodesOf('package'));
  // 3. Which pictures it gives.
  const models = (await Promise.all(request.paths.map((path) => findFolderModels(host, path)))).flat();
  const entries = findEntryPoints(host, collected.root, index);
  const trainings = (
    await Promise.all(
      request.paths.map((path) => findFolderTrainings(host, collected.root, path, entries, readTraining)),
    )
  ).flat();
  const graphViews = await Promise.all(
    VIEWS.map(async ({ name, summary, load }) => {
      const view = await load();
      return { name, summary, canBeDrawn: view.draw(index, { language: 'en' }) !== undefined };
    }),
  );
  const views = [
    ...graphViews,
    { name: PIPELINE_VIEW.name, summary: PIPELINE_VIEW.summary, canBeDrawn: trainings.length > 0 },
    { name: MODEL_VIEW.name, summary: MODEL_VIEW.summary, canBeDrawn: models.length > 0 },
  ];
  // 4. What is wrong with it.
  const { findings: ruled, facts } = await runRules(index);
  const { findings } = await siftFindings(collected.sources, [...collected.findings, ...ruled]);
  // 5. Whether the versions go together.
  const environment = judgeEnvironment(index, facts, findings);
  return {
    collected,
    sources: groupSources(collected),
    counts,
    software,
    environment,
    views,
    models,
    trainings,
    findings,
  };
}

function groupSources({ sources }: Collected): Overview['sources'] {
  return READERS.flatMap(({ title, matches, accepts }) => {
    const paths = sources
      .filter(({ path, text }) => matches(path) && (accepts?.(text) ?? true))
      .map(({ path }) => path);
    return paths.length > 0 ? [{ title, paths }] : [];
  });
}

/** The nodes a person counts, in the order in which they are told. */
export const COUNTED_KINDS: readonly GraphNode['kind'][] = [
  'container',
  'workload',
  'stage',
  'image',
  'service',
  'volume',
  'gpu',
  'endpoint',
];
