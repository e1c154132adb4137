import type { Finding } from '../finding.js';
import type { FindingFormat, FindingsContext, FindingsRenderer } from './format.js';
import { renderGithub } from './github.js';
import { renderJson } from './json.js';
import { renderSarif } from './sarif.js';
import { renderText } from './text.js';

/** The one list of formats in which findings are shown. */
const RENDERERS: Readonly<Record<FindingFormat, FindingsRenderer>> = {
  text: renderText,
  json: renderJson,
  sarif: renderSarif,
  github: renderGithub,
};

export const FINDING_FORMATS = Object.keys(RENDERERS) as readonly FindingFormat[];

/** Findings as one text. Without findings `text` and `github` are empty; `json` and `sarif` are documents all the same. */
export function renderFindings(findings: readonly Finding[], format: FindingFormat, context: FindingsContext): string {
  return RENDERERS[format](findings, context);
}
