import type { SourceText } from '../base/text.js';
import { sourceFindings } from '../findings/catalog/source.js';
import type { Finding } from '../findings/finding.js';
import { sortFindings } from '../graph/merge.js';
import type { Host } from '../host/host.js';
import { RULES } from '../rules/table.js';
import { type CollectRequest, collectGraph } from './collect.js';

export interface Checked {
  /** What was read, by the same names as the places of the findings. */
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
}

/**
 * Reads the sources and asks every rule. Places are relative to the working directory, whatever folder was asked about:
 * that is what a person, an editor and a pull request can follow.
 */
export async function checkSources(host: Host, request: CollectRequest): Promise<Checked> {
  // 1. One graph, and what the readers found wrong.
  const { root, sources, index, findings } = await collectGraph(host, request);
  // 2. What the rules find in it.
  const ruled = RULES.flatMap((rule) => rule.check(index));
  // 3. Nothing read is never a silent success.
  const nothing = sources.length === 0 ? [sourceFindings.nothingFound({ path: nameRequest(request) })] : [];
  // 4. All of it under the names that the caller knows.
  const prefix = relativePath(host.workingDirectory, root);
  const rename = (file: string): string => (prefix === '' || isNoFile(file) ? file : `${prefix}/${file}`);
  return {
    sources: sources.map((source) => ({ ...source, path: rename(source.path) })),
    findings: sortFindings([...findings, ...ruled, ...nothing]).map((finding) => renamePlace(finding, rename)),
  };
}

function renamePlace(finding: Finding, rename: (file: string) => string): Finding {
  return finding.place ? { ...finding, place: { ...finding.place, file: rename(finding.place.file) } } : finding;
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
