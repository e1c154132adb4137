import { writeJsonDocument } from '../../base/json-document.js';
import type { Place } from '../../base/text.js';
import { findEntry } from '../catalog.js';
import type { Finding, FindingEntry, Severity } from '../finding.js';
import { escapeUriPath } from './escape.js';
import type { FindingsContext } from './format.js';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** Sources that are no files: SARIF has no address for them. */
const STANDARD_INPUT = '-';
const RUN_LINE = '--run';

/** SARIF 2.1.0 (OASIS standard, 2020): one run, one rule a code that occurs, places relative to the root. */
export function renderSarif(findings: readonly Finding[], { toolVersion }: FindingsContext): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'torchdock', version: toolVersion, rules: codes.map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => describeResult(finding, codes.indexOf(finding.code))),
      },
    ],
  };
  return writeJsonDocument(log);
}

function describeRule(code: string): object {
  const entry = findEntry(code);
  return entry ? { id: code, ...describeEntry(entry) } : { id: code };
}

function describeEntry({ severity, title, page }: FindingEntry<never>): object {
  return {
    shortDescription: { text: title },
    fullDescription: { text: page.why },
    help: {
      text: `${page.why}\n\nBad:\n${page.bad}\n\nGood:\n${page.good}`,
      markdown: `${page.why}\n\n❌ Bad:\n\n${fence(page.bad)}\n\n✅ Good:\n\n${fence(page.good)}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function fence(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}\n${code}\n${ticks}`;
}

function describeResult({ code, severity, message, hint, place }: Finding, ruleIndex: number): object {
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: place ? [describeLocation(place)] : [],
  };
}

function describeLocation({ file, line, column, endLine, endColumn }: Place): object {
  if (file === STANDARD_INPUT || file === RUN_LINE)
    return { logicalLocations: [{ fullyQualifiedName: `${file}:${line}:${column}` }] };
  return {
    physicalLocation: {
      artifactLocation: { uri: escapeUriPath(file) },
      region: { startLine: line, startColumn: column, endLine, endColumn },
    },
  };
}
