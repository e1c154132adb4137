import type { Place, SourceText } from '../base/text.js';
import { sourceFindings } from '../findings/catalog/source.js';
import type { Finding, IgnoredFinding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { runRules } from './check/run-rules.js';
import { siftFindings } from './check/sift-findings.js';
import type { CheckedModelFiles } from './model/check-model-files.js';
import { type CollectRequest, collectGraph } from './sources/collect.js';
import type { CheckedTraining } from './training/check-training.js';
import { findTrainingScripts } from './training/find-training-scripts.js';
import { withPipelines } from './training/with-pipelines.js';

export interface Checked {
  /** Absolute path of the folder in which everything that was read lies. */
  readonly root: string;
  /** What was read, by the same names as the places of the findings. */
  readonly sources: readonly SourceText[];
  /** Paths of the model files that were looked into, by the same names. */
  readonly modelFiles: readonly string[];
  readonly findings: readonly Finding[];
  /** What comments in the files ask not to be told. */
  readonly ignored: readonly IgnoredFinding[];
}

/**
 * Reads the sources and asks every rule. Places are relative to the working directory, whatever folder was asked about:
 * that is what a person, an editor and a pull request can follow.
 */
export async function checkSources(host: Host, request: CollectRequest): Promise<Checked> {
  // 1. One graph, also of what its scripts do, and what the readers found wrong.
  const collected = await withPipelines(host, await collectGraph(host, request));
  const { root, modelFiles, index, findings } = collected;
  // 2. What the rules find in it, how the scripts beside it train, and what loading the models beside it would do.
  const ruled = (await runRules(index)).findings;
  const models = await checkModels(host, root, modelFiles);
  const training = await checkScripts(host, root, request);
  const known = new Set(collected.sources.map(({ path }) => path));
  const sources = [...collected.sources, ...training.sources.filter(({ path }) => !known.has(path))];
  // 3. Nothing read is never a silent success.
  const nothing =
    sources.length + models.read.length === 0 ? [sourceFindings.nothingFound({ path: nameRequest(request) })] : [];
  // 4. Mends as far as they fit the texts, and what comments in the files ask not to be told.
  const sifted = await siftFindings(sources, [
    ...findings,
    ...ruled,
    ...models.findings,
    ...training.findings,
    ...nothing,
  ]);
  // 5. All of it under the names that the caller knows.
  const prefix = relativePath(host.workingDirectory, root);
  const rename: Rename = (file) => (prefix === '' || isNoFile(file) ? file : `${prefix}/${file}`);
  return {
    root,
    sources: sources.map((source) => ({ ...source, path: rename(source.path) })),
    modelFiles: models.read.map(rename),
    findings: sifted.findings.map((finding) => renamePlaces(finding, rename)),
    ignored: sifted.ignored.map((one) => renameIgnored(one, rename)),
  };
}

/** Most folders have none, and then nothing of it is loaded. */
async function checkModels(host: Host, root: string, paths: readonly string[]): Promise<CheckedModelFiles> {
  if (paths.length === 0) return { read: [], findings: [] };
  const { checkModelFiles } = await import('./model/check-model-files.js');
  return checkModelFiles(host, root, paths);
}

/** As with models: where no script trains, the interpreter is not loaded. */
async function checkScripts(
  host: Host,
  root: string,
  { paths, runLines = [] }: CollectRequest,
): Promise<CheckedTraining> {
  if (paths.length === 0 && runLines.length > 0) return { sources: [], findings: [] };
  const scripts = findTrainingScripts(host, root, paths);
  if (scripts.paths.length === 0) return { sources: [], findings: scripts.findings };
  const { checkTraining } = await import('./training/check-training.js');
  const checked = checkTraining(host, root, scripts.paths);
  return { ...checked, findings: [...checked.findings, ...scripts.findings] };
}

type Rename = (file: string) => string;

function renamePlaces({ place, mend, ...finding }: Finding, rename: Rename): Finding {
  return {
    ...finding,
    ...(place ? { place: renamePlace(place, rename) } : {}),
    ...(mend
      ? { mend: { ...mend, edits: mend.edits.map((edit) => ({ ...edit, place: renamePlace(edit.place, rename) })) } }
      : {}),
  };
}

function renameIgnored({ finding, comment, ...ignored }: IgnoredFinding, rename: Rename): IgnoredFinding {
  return { ...ignored, finding: renamePlaces(finding, rename), comment: renamePlace(comment, rename) };
}

function renamePlace(place: Place, rename: Rename): Place {
  return { ...place, file: rename(place.file) };
}

function nameRequest({ paths, runLines = [] }: CollectRequest): string {
  return [...paths, ...runLines.map((line) => `--run "${line}"`)].join(', ') || '.';
}

function isNoFile(file: string): boolean {
  return file === '-' || file === '--run';
}

/** `''` for the folder itself, `a/b` below it, `../a` beside it; both absolute and normalised. */
function relativePath(from: string, to: string): string {
  const start = from.split('/').filter(Boolean);
  const end = to.split('/').filter(Boolean);
  let shared = 0;
  while (shared < start.length && start[shared] === end[shared]) shared += 1;
  return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/');
}
