import { writeJsonDocument } from '../../base/json-document.js';
import type { Place } from '../../base/text.js';
import { findEntry } from '../catalog.js';
import type { Finding, FindingEntry, IgnoredFinding, Mend, Severity } from '../finding.js';
import { escapeUriPath } from './escape.js';
import type { FindingsContext } from './format.js';
import { buildTaxonomies, type Taxonomies } from './sarif-taxonomies.js';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** Sources that are no files: SARIF has no address for them. */
const STANDARD_INPUT = '-';
const RUN_LINE = '--run';

/**
 * SARIF 2.1.0 (OASIS standard, 2020): one run, one rule a code that occurs, places relative to the root. What a comment
 * ignores is there as a suppressed result, mends are proposed fixes, ids of other tools are taxonomies.
 */
export function renderSarif(findings: readonly Finding[], { toolVersion, ignored = [] }: FindingsContext): string {
  const codes = [...new Set([...findings, ...ignored.map(({ finding }) => finding)].map(({ code }) => code))].sort();
  const taxonomies = buildTaxonomies(codes.flatMap((code) => findEntry(code)?.related ?? []));
  const hasTaxonomies = taxonomies.components.length > 0;
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'torchdock',
            version: toolVersion,
            rules: codes.map((code) => describeRule(code, taxonomies)),
            ...(hasTaxonomies ? { supportedTaxonomies: taxonomies.references } : {}),
          },
        },
        ...(hasTaxonomies ? { taxonomies: taxonomies.components } : {}),
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map((finding) => describeResult(finding, codes.indexOf(finding.code))),
          ...ignored.map((one) => describeSuppressed(one, codes.indexOf(one.finding.code))),
        ],
      },
    ],
  };
  return writeJsonDocument(log);
}

function describeRule(code: string, taxonomies: Taxonomies): object {
  const entry = findEntry(code);
  return entry ? { id: code, ...describeEntry(entry, taxonomies) } : { id: code };
}

function describeEntry({ severity, title, page, related }: FindingEntry<never>, taxonomies: Taxonomies): object {
  return {
    shortDescription: { text: title },
    fullDescription: { text: page.why },
    help: {
      text: `${page.why}\n\nBad:\n${page.bad}\n\nGood:\n${page.good}`,
      markdown: `${page.why}\n\n❌ Bad:\n\n${fence(page.bad)}\n\n✅ Good:\n\n${fence(page.good)}`,
    },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(related ? { relationships: taxonomies.relationshipsOf(related) } : {}),
  };
}

function fence(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}\n${code}\n${ticks}`;
}

function describeResult({ code, severity, message, hint, place, mend }: Finding, ruleIndex: number): object {
  return {
    ruleId: code,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: place ? [describeLocation(place)] : [],
    ...(mend && mend.edits.length > 0 && mend.edits.every(({ place: { file } }) => isFile(file))
      ? { fixes: [describeFix(mend)] }
      : {}),
  };
}

function describeSuppressed({ finding, reason }: IgnoredFinding, ruleIndex: number): object {
  const suppression = { kind: 'inSource', ...(reason === undefined ? {} : { justification: reason }) };
  return { ...describeResult(finding, ruleIndex), suppressions: [suppression] };
}

/** A mend changes one file. */
function describeFix({ title, edits }: Mend): object {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: { uri: escapeUriPath(edits[0]?.place.file ?? '') },
        replacements: edits.map(({ place, newText }) => ({
          deletedRegion: describeRegion(place),
          ...(newText === '' ? {} : { insertedContent: { text: newText } }),
        })),
      },
    ],
  };
}

function describeLocation(place: Place): object {
  const { file, line, column } = place;
  if (!isFile(file)) return { logicalLocations: [{ fullyQualifiedName: `${file}:${line}:${column}` }] };
  return {
    physicalLocation: { artifactLocation: { uri: escapeUriPath(file) }, region: describeRegion(place) },
  };
}

function describeRegion({ line, column, endLine, endColumn }: Place): object {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function isFile(file: string): boolean {
  return file !== STANDARD_INPUT && file !== RUN_LINE;
}
