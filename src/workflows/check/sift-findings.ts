import type { SourceText } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import { applyIgnores, type Sifted } from '../../findings/ignores/apply-ignores.js';
import { settleMends } from '../../findings/mend.js';
import { sortFindings } from '../../graph/merge.js';
import { findIgnoreComments } from './find-ignore-comments.js';

/** Findings as they are told: with mends that fit the texts, without what comments in the files ask not to be told. */
export async function siftFindings(sources: readonly SourceText[], findings: readonly Finding[]): Promise<Sifted> {
  // What was typed on the command line is no file that could be changed.
  const files = sources.filter(({ path }) => path !== '-' && path !== '--run');
  const texts = new Map(files.map((source) => [source.path, source]));
  const settled = settleMends(sortFindings(findings), (file) => texts.get(file));
  const sifted = applyIgnores(settled, await findIgnoreComments(sources));
  return { ...sifted, findings: sortFindings(sifted.findings) };
}
