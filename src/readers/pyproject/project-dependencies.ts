import { placeOf, type SourceText } from '../../base/text.js';
import { dataFindings } from '../../findings/catalog/data.js';
import { manifestFindings } from '../../findings/catalog/manifest.js';
import type { Finding } from '../../findings/finding.js';
import { type DataNode, entriesOf, entryOf, itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import { describeKind } from '../../syntax/data/describe-kind.js';
import { parseRequirement } from '../../syntax/requirement/parse-requirement.js';
import { normalizeProjectName } from '../../syntax/requirement/project-name.js';
import type { Declarations, Declared } from './declared.js';

interface Reading {
  readonly source: SourceText;
  readonly declared: Declared[];
  readonly findings: Finding[];
}

/** What the standards say: `[project]` (PEP 621), `[dependency-groups]` (PEP 735), and the older tables of uv and PDM. */
export function readProjectDependencies(source: SourceText, document: DataNode | undefined): Declarations {
  const reading: Reading = { source, declared: [], findings: [] };
  readList(reading, valueAt(document, 'project', 'dependencies'), 'project.dependencies');
  readGroups(reading, valueAt(document, 'project', 'optional-dependencies'), 'project.optional-dependencies', 'extra');
  readGroups(reading, valueAt(document, 'dependency-groups'), 'dependency-groups', 'group');
  readGroups(reading, valueAt(document, 'tool', 'pdm', 'dev-dependencies'), 'tool.pdm.dev-dependencies', 'group');
  const development = valueAt(document, 'tool', 'uv', 'dev-dependencies');
  readList(reading, development, 'tool.uv.dev-dependencies', { kind: 'group', name: 'dev' });
  return reading;
}

function readGroups(reading: Reading, groups: DataNode | undefined, where: string, kind: 'extra' | 'group'): void {
  if (groups && groups.kind !== 'map') reportShape(reading, groups, where, 'a table of lists');
  for (const { key, value } of entriesOf(groups)) {
    readList(reading, value, `${where}.${key}`, { kind, name: key });
    for (const item of itemsOf(value)) checkInclude(reading, groups, key, item);
  }
}

function readList(reading: Reading, list: DataNode | undefined, where: string, group?: Declared['group']): void {
  if (list && list.kind !== 'list') reportShape(reading, list, where, 'a list of requirements');
  for (const item of itemsOf(list)) {
    const text = item.kind === 'scalar' && typeof item.value === 'string' ? item.value : undefined;
    if (text === undefined) {
      if (!entryOf(item, 'include-group')) reportShape(reading, item, `An entry of ${where}`, 'a text');
      continue;
    }
    const place = placeOf(reading.source, item.span);
    const requirement = parseRequirement(text);
    if (requirement) reading.declared.push({ requirement, place, ...(group === undefined ? {} : { group }) });
    else reading.findings.push(manifestFindings.notRequirement({ text: JSON.stringify(text.slice(0, 80)) }, place));
  }
}

/** What an included group holds stands in that group already; only whether it exists is asked here. */
function checkInclude(reading: Reading, groups: DataNode | undefined, own: string, item: DataNode): void {
  const included = valueAt(item, 'include-group');
  const name = textOf(included);
  if (!included || name === undefined) return;
  const isKnown = entriesOf(groups).some(({ key }) => isSame(key, name));
  if (isKnown && !isSame(own, name)) return;
  reading.findings.push(
    manifestFindings.unknownGroup({ name: JSON.stringify(name) }, placeOf(reading.source, included.span)),
  );
}

function isSame(a: string, b: string): boolean {
  return normalizeProjectName(a) === normalizeProjectName(b);
}

function reportShape(reading: Reading, node: DataNode, where: string, expected: string): void {
  reading.findings.push(
    dataFindings.unexpectedValue(
      { key: where, expected, found: describeKind(node) },
      placeOf(reading.source, node.span),
    ),
  );
}
