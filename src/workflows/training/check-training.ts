import type { SourceText } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { TRAINING_RULES } from '../../rules/training/table.js';
import { buildPipeline } from '../../training/build-pipeline.js';
import { readTrainingCode } from '../../training/evidence/training-code.js';
import { followScript } from '../../training/follow-script.js';
import { openSources } from '../model/open-sources.js';

export interface CheckedTraining {
  /** Files that were followed or that a finding is in, by their paths from the root. */
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
}

/**
 * Follows scripts (paths from the root) and asks what is wrong with how they train. What is found in files of libraries is
 * not told: nobody here writes them.
 */
export function checkTraining(host: Host, root: string, paths: readonly string[]): CheckedTraining {
  const sources = new Map<string, SourceText>();
  const findings = new Map<string, Finding>();
  for (const path of paths) {
    const checked = checkScript({ ...host, workingDirectory: root }, path);
    for (const source of checked.sources) sources.set(source.path, source);
    for (const finding of checked.findings) {
      const { code, place } = finding;
      const key = `${code} ${place?.file}:${place?.line}:${place?.column}`;
      // A module that several scripts import is told of once.
      if (!findings.has(key)) findings.set(key, finding);
    }
  }
  return { sources: [...sources.values()], findings: [...findings.values()] };
}

/** `host` stands in the root, so that places are told from there. */
function checkScript(host: Host, path: string): CheckedTraining {
  const opened = openSources(host, path, undefined);
  const { program, recorder } = followScript({ sources: opened.provider, roots: opened.roots, path });
  const code = readTrainingCode(program, recorder, buildPipeline(program, recorder));
  const isOwn = (file: string): boolean =>
    !file.startsWith('../..') && !opened.libraries.some((library) => file.startsWith(`${library}/`));
  const findings = TRAINING_RULES.flatMap((rule) => rule.check(code)).filter(({ place }) => isOwn(place?.file ?? ''));
  const named = new Set([path, ...findings.map(({ place }) => place?.file)]);
  return { sources: opened.texts().filter((source) => named.has(source.path)), findings };
}
