import type { SourceText } from '../../base/text.js';
import { createSourceText, placeOf } from '../../base/text.js';
import { resolutionFindings } from '../../findings/catalog/resolution.js';
import type { Finding } from '../../findings/finding.js';
import type { DataNode } from '../../syntax/data/data-node.js';
import { reportDataProblems } from '../../syntax/data/report-data-problems.js';
import { parseJson } from '../../syntax/json/parse-json.js';
import { BUNDLED_TABLES } from './bundled-facts.js';
import { FACT_FILES, type Facts, type FactTable } from './facts.js';
import { type Field, textField } from './fields.js';
import { readDrivers, readGpus, readSystems } from './read-hardware.js';
import { readImages } from './read-images.js';
import { readCompanions, readExtraWheels, readReleases } from './read-releases.js';

export type LoadedFacts =
  | { readonly kind: 'facts'; readonly facts: Facts }
  /** A file of the user does not have the shape of its table. */
  | { readonly kind: 'malformed'; readonly findings: readonly Finding[] };

const TABLES = Object.keys(FACT_FILES) as readonly FactTable[];

/** Reads every table: from the user's file where there is one, else from the program's own. */
export async function loadFacts(replacements: Readonly<Partial<Record<FactTable, SourceText>>>): Promise<LoadedFacts> {
  const findings: Finding[] = [];
  const table = {} as Record<FactTable, Field>;
  for (const name of TABLES) {
    const source = replacements[name];
    table[name] = source ? openReplacement(source, findings) : await openBundled(name, findings);
  }
  if (findings.length > 0) return { kind: 'malformed', findings };
  const facts = readTables(table);
  return findings.length > 0
    ? { kind: 'malformed', findings: findings.slice(0, MAXIMUM_FINDINGS) }
    : { kind: 'facts', facts };
}

/** More than these say nothing new: a file of another shape is wrong in every row. */
const MAXIMUM_FINDINGS = 3;

function readTables(table: Readonly<Record<FactTable, Field>>): Facts {
  return {
    asOf: dayOf(textField(table.releases, 'as_of')),
    releases: readReleases(table.releases),
    companions: readCompanions(table.releases),
    extraWheels: readExtraWheels(table.releases),
    images: readImages(table.images, table.cudaImages),
    drivers: readDrivers(table.drivers),
    gpus: readGpus(table.gpus),
    systems: readSystems(table.systems),
    sources: {
      releases: textField(table.releases, 'source'),
      images: textField(table.images, 'source'),
      cudaImages: textField(table.cudaImages, 'source'),
      drivers: textField(table.drivers, 'source'),
      gpus: textField(table.gpus, 'source'),
      systems: textField(table.systems, 'source'),
    },
  };
}

function dayOf(text: string): string {
  return /\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? text;
}

function openReplacement(source: SourceText, findings: Finding[]): Field {
  const { documents, problems } = parseJson(source);
  findings.push(...reportDataProblems(source, 'JSON', problems));
  const node = documents[0] ?? { kind: 'map', entries: [], span: { start: 0, end: 0 } };
  return openTable(source, node, findings);
}

async function openBundled(name: FactTable, findings: Finding[]): Promise<Field> {
  const source = createSourceText(`facts/${FACT_FILES[name]}`, '');
  return openTable(source, toDataNode(await BUNDLED_TABLES[name]()), findings);
}

function openTable(source: SourceText, node: DataNode, findings: Finding[]): Field {
  return {
    node,
    where: '',
    report: (at, where, problem) =>
      void findings.push(
        resolutionFindings.malformedFacts({ where: where || 'the file', problem }, placeOf(source, at.span)),
      ),
  };
}

const NOWHERE = { start: 0, end: 0 };

function toDataNode(value: unknown): DataNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(toDataNode), span: NOWHERE };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => ({ key, keySpan: NOWHERE, value: toDataNode(item) }));
    return { kind: 'map', entries, span: NOWHERE };
  }
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return { kind: 'scalar', value: scalar, text: String(value), span: NOWHERE };
}
