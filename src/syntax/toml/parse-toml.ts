import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { SourceText, Span } from '../../base/text.js';
import type { DataEntry, DataNode, DataProblem, ParsedData } from '../data/data-node.js';
import { blankLine, blankSection, sectionStart } from './broken-parts.js';

/** No file that people write is nested as deep; more is refused, so that nobody's recursion ends in a full stack. */
const DEEPEST = 64;
/** How many broken places are passed over before the rest of the file is given up. */
const MOST_PROBLEMS = 10;

/** Grows while tables and dotted keys add to it. */
interface OpenMap {
  readonly kind: 'map';
  readonly entries: DataEntry[];
  span: Span;
}

interface OpenList {
  readonly kind: 'list';
  readonly items: DataNode[];
  span: Span;
}

interface Building {
  /** Values of each open map by key: a map may have very many. */
  readonly known: WeakMap<object, Map<string, DataNode>>;
  readonly problems: DataProblem[];
}

/** Reads TOML 1.1 with the place of every key and value. What is broken is reported and passed over, the rest is read. */
export function parseToml(source: SourceText): ParsedData {
  const problems: DataProblem[] = [];
  let text = source.text.replace(/^\uFEFF/, ' ');
  let brokenSection = -1;
  for (let round = 0; round < MOST_PROBLEMS; round += 1) {
    const result = tryParse(text);
    if (result.kind === 'parsed') {
      const building: Building = { known: new WeakMap(), problems };
      const document = buildDocument(building, result.program, text.length);
      return { documents: text.trim() === '' ? [] : [document], problems };
    }
    problems.push({ kind: result.canContinue ? 'syntax' : 'limit', message: result.message, span: result.span });
    if (!result.canContinue) break;
    const section = sectionStart(text, result.span.start);
    text = section === brokenSection ? blankSection(text, result.span.start) : blankLine(text, result.span.start);
    brokenSection = section;
  }
  return { documents: [], problems };
}

type Attempt =
  | { readonly kind: 'parsed'; readonly program: AST.TOMLProgram }
  | { readonly kind: 'failed'; readonly message: string; readonly span: Span; readonly canContinue: boolean };

function tryParse(text: string): Attempt {
  try {
    return { kind: 'parsed', program: parseTOML(text, { tomlVersion: '1.1' }) };
  } catch (error) {
    if (!(error instanceof ParseError)) {
      const message = 'it is nested too deep, or a value is too long';
      return { kind: 'failed', message, span: { start: 0, end: 0 }, canContinue: false };
    }
    const start = Math.max(0, Math.min(error.index, text.length));
    const end = Math.min(start + 1, text.length);
    return { kind: 'failed', message: error.message, span: { start, end }, canContinue: true };
  }
}

function buildDocument(building: Building, program: AST.TOMLProgram, end: number): DataNode {
  const root = openMap(building, { start: 0, end });
  for (const statement of program.body[0].body) {
    if (statement.type === 'TOMLKeyValue') addKeyValue(building, root, statement, 0);
    else addTable(building, root, statement);
  }
  return root;
}

function addTable(building: Building, root: OpenMap, table: AST.TOMLTable): void {
  const keys = table.key.keys;
  const last = keys.at(-1);
  const parent = descend(building, root, keys.slice(0, -1));
  if (!last || !parent) return;
  const span = spanOf(table);
  const target = table.kind === 'array' ? appendItem(building, parent, last, span) : stepInto(building, parent, last);
  if (!target) return;
  if (table.kind === 'standard') target.span = span;
  for (const entry of table.body) addKeyValue(building, target, entry, keys.length);
}

/** The map at the end of a dotted path, made where it does not exist yet. */
function descend(building: Building, from: OpenMap, keys: readonly Key[]): OpenMap | undefined {
  if (keys.length > DEEPEST) {
    building.problems.push({ kind: 'limit', message: 'a key has too many parts', span: spanOf(keys[0] ?? from) });
    return undefined;
  }
  let current: OpenMap | undefined = from;
  for (const key of keys) current = current && stepInto(building, current, key);
  return current;
}

type Key = AST.TOMLBare | AST.TOMLQuoted;

/** Through an array of tables a path leads to its newest table. */
function stepInto(building: Building, map: OpenMap, key: Key): OpenMap | undefined {
  const name = keyName(key);
  const found = building.known.get(map)?.get(name);
  if (found === undefined) {
    const made = openMap(building, spanOf(key));
    addEntry(building, map, key, made);
    return made;
  }
  const target = found.kind === 'list' ? found.items.at(-1) : found;
  return target?.kind === 'map' && building.known.has(target) ? (target as OpenMap) : undefined;
}

function appendItem(building: Building, map: OpenMap, key: Key, span: Span): OpenMap | undefined {
  const found = building.known.get(map)?.get(keyName(key));
  const made = openMap(building, span);
  if (found === undefined) {
    const list: OpenList = { kind: 'list', items: [made], span };
    addEntry(building, map, key, list);
    return made;
  }
  if (found.kind !== 'list') return undefined;
  const list = found as OpenList;
  list.items.push(made);
  list.span = { start: list.span.start, end: span.end };
  return made;
}

function addKeyValue(building: Building, map: OpenMap, entry: AST.TOMLKeyValue, depth: number): void {
  const keys = entry.key.keys;
  const last = keys.at(-1);
  const parent = descend(building, map, keys.slice(0, -1));
  if (last && parent) addEntry(building, parent, last, toData(building, entry.value, depth + keys.length));
}

function toData(building: Building, node: AST.TOMLContentNode, depth: number): DataNode {
  const span = spanOf(node);
  if (depth > DEEPEST) {
    building.problems.push({ kind: 'limit', message: `a value is nested deeper than ${DEEPEST} levels`, span });
    return { kind: 'scalar', value: null, text: '', span };
  }
  if (node.type === 'TOMLArray')
    return { kind: 'list', items: node.elements.map((element) => toData(building, element, depth + 1)), span };
  if (node.type === 'TOMLInlineTable') {
    const map = openMap(building, span);
    for (const entry of node.body) addKeyValue(building, map, entry, depth + 1);
    return map;
  }
  return toScalar(node, span);
}

function toScalar(node: AST.TOMLValue, span: Span): DataNode {
  switch (node.kind) {
    case 'string':
      return { kind: 'scalar', value: node.value, text: node.value, span };
    case 'integer':
    case 'float':
      return { kind: 'scalar', value: node.value, text: node.number, span };
    case 'boolean':
      return { kind: 'scalar', value: node.value, text: String(node.value), span };
    default:
      return { kind: 'scalar', value: node.datetime, text: node.datetime, span };
  }
}

function openMap(building: Building, span: Span): OpenMap {
  const map: OpenMap = { kind: 'map', entries: [], span };
  building.known.set(map, new Map());
  return map;
}

function addEntry(building: Building, map: OpenMap, key: Key, value: DataNode): void {
  const name = keyName(key);
  building.known.get(map)?.set(name, value);
  map.entries.push({ key: name, keySpan: spanOf(key), value });
}

function keyName(key: Key): string {
  return key.type === 'TOMLBare' ? key.name : key.value;
}

function spanOf(node: { readonly range: readonly [number, number] } | { readonly span: Span }): Span {
  return 'span' in node ? node.span : { start: node.range[0], end: node.range[1] };
}
