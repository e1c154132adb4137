import type { SourceText } from '../../base/text.js';
import { fileStart, placeOf } from '../../base/text.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import { dataFindings } from '../../findings/catalog/data.js';
import type { Finding } from '../../findings/finding.js';
import type { DataNode, DataScalar } from '../../syntax/data/data-node.js';
import { reportDataProblems } from '../../syntax/data/report-data-problems.js';
import { parseYaml } from '../../syntax/yaml/parse-yaml.js';
import type { ReadContext } from '../reader.js';
import type { ComposeEntry, ComposeMap, ComposeScalar, ComposeValue } from './compose-value.js';
import { describeKind } from './compose-value.js';
import type { Variables } from './interpolate.js';
import { interpolate } from './interpolate.js';
import { mergeMaps } from './merge-values.js';

/** Variables that every shell sets: the files need not give them a value. */
const FROM_THE_SHELL: ReadonlySet<string> = new Set(
  'PWD HOME USER LOGNAME SHELL HOSTNAME PATH LANG TERM TMPDIR DISPLAY SSH_AUTH_SOCK COMPOSE_PROJECT_NAME'.split(' '),
);

/** Documents of one file that are merged. */
const MAXIMUM_DOCUMENTS = 100;

/** What loading a file needs and where its findings go. */
export interface ProjectLoader {
  readonly context: ReadContext;
  readonly variables: Variables;
  readonly findings: Finding[];
}

interface Reading extends ProjectLoader {
  readonly source: SourceText;
  /** Variables that were reported: once a file is enough. */
  readonly reported: Set<string>;
}

/** Reads one compose file with its variables replaced; several documents in it are merged in their order. */
export function loadComposeFile(loader: ProjectLoader, source: SourceText): ComposeMap | undefined {
  const { findings } = loader;
  const parsed = parseYaml(source);
  findings.push(...reportDataProblems(source, 'YAML', parsed.problems));
  const reading: Reading = { ...loader, source, reported: new Set() };
  let root: ComposeMap | undefined;
  for (const document of parsed.documents.slice(0, MAXIMUM_DOCUMENTS)) {
    const value = convertRoot(reading, document);
    if (value.kind === 'map') root = root ? mergeMaps(root, value) : value;
    else {
      const params = { key: 'The compose file', expected: 'a map with services', found: describeKind(value) };
      findings.push(dataFindings.unexpectedValue(params, value.place));
    }
  }
  if (parsed.documents.length > MAXIMUM_DOCUMENTS) {
    const problem = `it has more than ${MAXIMUM_DOCUMENTS} documents`;
    findings.push(dataFindings.beyondLimit({ format: 'YAML', problem }, fileStart(source.path)));
  }
  return root;
}

function convertRoot(reading: Reading, node: DataNode): ComposeValue {
  if (node.kind !== 'map') return convert(reading, node);
  // Extensions of the file as a whole are only read where an alias uses them.
  return convert(reading, { ...node, entries: node.entries.filter(({ key }) => !key.startsWith('x-')) });
}

function convert(reading: Reading, node: DataNode, key = ''): ComposeValue {
  const place = placeOf(reading.source, node.span);
  const tag = node.tag === undefined ? {} : { tag: node.tag };
  if (node.kind === 'scalar') return { ...convertScalar(reading, node, key), ...tag };
  if (node.kind === 'list') {
    return { kind: 'list', items: node.items.map((item) => convert(reading, item)), place, ...tag };
  }
  const entries = new Map<string, ComposeEntry>();
  for (const { key, keySpan, value } of node.entries) {
    entries.set(key, { key, keyPlace: placeOf(reading.source, keySpan), value: convert(reading, value, key) });
  }
  return { kind: 'map', entries, place, ...tag };
}

function convertScalar(reading: Reading, node: DataScalar, key: string): ComposeScalar {
  const { source, variables, findings, reported } = reading;
  const place = placeOf(source, node.span);
  const { text, missing, invalid } = interpolate(node.value === null ? '' : node.text, variables);
  if (invalid !== undefined) findings.push(composeFindings.invalidInterpolation({ text: invalid }, place));
  for (const { name, message } of missing) {
    if (FROM_THE_SHELL.has(name) || reported.has(name) || isPassedOn(name, key, text)) continue;
    reported.add(name);
    findings.push(composeFindings.missingVariable({ name, message }, place));
  }
  return { kind: 'scalar', text, isNull: node.value === null, unresolved: missing.map(({ name }) => name), place };
}

/** `HF_TOKEN: ${HF_TOKEN}` only hands a variable of the shell to the container, as `- HF_TOKEN` would. */
function isPassedOn(name: string, key: string, text: string): boolean {
  const value = key === name ? text : text.startsWith(`${name}=`) ? text.slice(name.length + 1) : undefined;
  return value === `$${name}` || value === `\${${name}}`;
}
