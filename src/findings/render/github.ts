import type { Place } from '../../base/text.js';
import { findEntry } from '../catalog.js';
import type { Finding, Severity } from '../finding.js';
import { escapeGithubData, escapeGithubProperty, visibleText } from './escape.js';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Annotations of a pull request, as GitHub's runner reads them from a step's output; one line a finding. */
export function renderGithub(findings: readonly Finding[]): string {
  return findings.map((finding) => `${renderAnnotation(finding)}\n`).join('');
}

function renderAnnotation({ code, severity, message, hint, place }: Finding): string {
  const title = findEntry(code)?.title;
  const properties = [...placeProperties(place), ['title', title ? `${code}: ${title}` : code] as const]
    .map(([name, value]) => `${name}=${escapeGithubProperty(String(value))}`)
    .join(',');
  const text = [message, ...(hint === undefined ? [] : [hint])].map(visibleText).join('\n');
  return `::${COMMANDS[severity]} ${properties}::${escapeGithubData(text)}`;
}

/** GitHub takes columns only within one line. */
function placeProperties(place: Place | undefined): (readonly [string, string | number])[] {
  if (!place) return [];
  const columns =
    place.line === place.endLine
      ? ([
          ['col', place.column],
          ['endColumn', place.endColumn],
        ] as const)
      : [];
  return [['file', visibleText(place.file)], ['line', place.line], ['endLine', place.endLine], ...columns];
}
