import type { Alias, Pair, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Span } from '../../base/text.js';
import type { DataEntry, DataNode, DataProblem, DataScalar } from '../data/data-node.js';

/** Values nested deeper than this are read as null, so that whoever walks the tree may recurse. */
const MAXIMUM_DEPTH = 100;
/** Values that all aliases and merge keys of a text may add, counted as if they were copied. */
const MAXIMUM_ALIASED_VALUES = 100_000;

/** A node and what it would be if nothing in it were shared. */
interface Converted {
  readonly node: DataNode;
  readonly size: number;
  readonly depth: number;
}

export interface YamlConverter {
  /** Anchors hold for one document; the limits hold for all of them together. Undefined for a document without content. */
  convert(contents: ParsedNode | null): DataNode | undefined;
  readonly problems: readonly DataProblem[];
}

interface State {
  readonly text: string;
  readonly problems: DataProblem[];
  readonly anchors: Map<string, Converted>;
  aliasedValues: number;
}

export function createYamlConverter(text: string): YamlConverter {
  const state: State = { text, problems: [], anchors: new Map(), aliasedValues: 0 };
  return {
    convert: (contents) => {
      state.anchors.clear();
      if (contents === null || isEmptyScalar(contents)) return undefined;
      return convertNode(state, contents, 0).node;
    },
    problems: state.problems,
  };
}

function convertNode(state: State, node: unknown, level: number): Converted {
  if (isAlias(node)) return convertAlias(state, node, level);
  const converted = convertOwn(state, node, level);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (anchor !== undefined) state.anchors.set(anchor, converted);
  return converted;
}

function convertOwn(state: State, node: unknown, level: number): Converted {
  if (isScalar(node)) return leaf(convertScalar(state, node));
  if (!isMap(node) && !isSeq(node)) return leaf(nullAt({ start: 0, end: 0 }));
  if (level >= MAXIMUM_DEPTH) {
    const span = spanOf(node);
    if (!state.problems.some(({ kind }) => kind === 'limit'))
      state.problems.push({ kind: 'limit', message: `values are nested more than ${MAXIMUM_DEPTH} deep`, span });
    return leaf(nullAt(span));
  }
  return isMap(node) ? convertMap(state, node, level) : convertSequence(state, node, level);
}

function convertScalar(state: State, node: Scalar): DataScalar {
  const { value } = node;
  const isPlainValue = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  const text = node.source ?? (typeof value === 'string' ? value : '');
  return {
    kind: 'scalar',
    value: isPlainValue ? (value as DataScalar['value']) : text,
    text,
    span: node.type?.startsWith('BLOCK') === true ? trimmedSpan(state.text, spanOf(node)) : spanOf(node),
    ...tagOf(node),
  };
}

function convertSequence(state: State, node: YAMLSeq, level: number): Converted {
  const items = node.items.map((item) =>
    // A pair in a flow sequence, `[a: 1]`, is a map of one entry.
    isPair(item) ? mapOfPair(state, item, level + 1) : convertNode(state, item, level + 1),
  );
  const nodes = items.map((item) => item.node);
  return measured({ kind: 'list', items: nodes, span: blockSpan(node, nodes.at(-1)), ...tagOf(node) }, items);
}

function mapOfPair(state: State, pair: Pair, level: number): Converted {
  const key = convertKey(state, pair.key);
  const value = convertValue(state, pair.value, key.span, level + 1);
  const span = { start: key.span.start, end: Math.max(key.span.end, value.node.span.end) };
  const entry: DataEntry = { key: key.text, keySpan: key.span, value: value.node };
  return measured({ kind: 'map', entries: [entry], span }, [value]);
}

function convertMap(state: State, node: YAMLMap, level: number): Converted {
  const entries = new Map<string, DataEntry>();
  const children: Converted[] = [];
  const merged: Converted[] = [];
  for (const pair of node.items) {
    if (isMergeKey(pair.key)) {
      merged.push(...convertMerge(state, pair, level));
      continue;
    }
    if (isEmptyScalar(pair.key) && (pair.value === null || isEmptyScalar(pair.value))) continue;
    const key = convertKey(state, pair.key);
    const value = convertValue(state, pair.value, key.span, level + 1);
    if (entries.has(key.text)) {
      const message = `the key ${JSON.stringify(key.text)} is given twice; the first one counts`;
      state.problems.push({ kind: 'duplicate-key', message, span: key.span });
      continue;
    }
    entries.set(key.text, { key: key.text, keySpan: key.span, value: value.node });
    children.push(value);
  }
  const last = [...entries.values()].at(-1);
  for (const { node: source } of merged)
    for (const entry of source.kind === 'map' ? source.entries : [])
      if (!entries.has(entry.key)) entries.set(entry.key, entry);
  const span = blockSpan(node, last?.value);
  return measured({ kind: 'map', entries: [...entries.values()], span, ...tagOf(node) }, [...children, ...merged]);
}

/** `<<: *base` or `<<: [*one, *two]`: the maps to merge, the earlier one first. */
function convertMerge(state: State, pair: Pair, level: number): Converted[] {
  const given = isSeq(pair.value) ? pair.value.items : [pair.value];
  const sources = given.map((item) => convertNode(state, item, level));
  for (const { node } of sources) {
    if (node.kind === 'map' || (node.kind === 'scalar' && node.value === null)) continue;
    state.problems.push({ kind: 'alias', message: 'the merge key << needs a map, or a list of maps', span: node.span });
  }
  return sources.filter(({ node }) => node.kind === 'map');
}

function convertKey(state: State, key: unknown): { readonly text: string; readonly span: Span } {
  const node = isAlias(key) ? convertAlias(state, key, 0).node : convertNode(state, key, MAXIMUM_DEPTH - 2).node;
  const text = node.kind === 'scalar' ? node.text : state.text.slice(node.span.start, node.span.end);
  return { text, span: node.span };
}

/** The value of a pair; a missing one (`key` or `key:`) is null, at the end of its key. */
function convertValue(state: State, value: unknown, keySpan: Span, level: number): Converted {
  if (value === null || value === undefined) return leaf(nullAt({ start: keySpan.end, end: keySpan.end }));
  return convertNode(state, value, level);
}

function convertAlias(state: State, alias: Alias, level: number): Converted {
  const span = spanOf(alias);
  const target = state.anchors.get(alias.source);
  if (!target) {
    const message = `the alias *${alias.source} has no anchor before it (or stands inside it)`;
    state.problems.push({ kind: 'alias', message, span });
    return leaf(nullAt(span));
  }
  state.aliasedValues += target.size;
  if (state.aliasedValues > MAXIMUM_ALIASED_VALUES || level + target.depth > MAXIMUM_DEPTH) {
    const message = `aliases repeat more than ${MAXIMUM_ALIASED_VALUES} values or nest more than ${MAXIMUM_DEPTH} deep; *${alias.source} is read as null`;
    if (!state.problems.some(({ kind }) => kind === 'limit')) state.problems.push({ kind: 'limit', message, span });
    return leaf(nullAt(span));
  }
  return { ...target, node: { ...target.node, span } };
}

function leaf(node: DataNode): Converted {
  return { node, size: 1, depth: 1 };
}

function measured(node: DataNode, children: readonly Converted[]): Converted {
  let size = 1;
  let depth = 0;
  for (const child of children) {
    size += child.size;
    depth = Math.max(depth, child.depth);
  }
  return { node, size, depth: depth + 1 };
}

function nullAt(span: Span): DataScalar {
  return { kind: 'scalar', value: null, text: '', span };
}

function isEmptyScalar(node: unknown): boolean {
  return isScalar(node) && node.value === null && (node.source ?? '') === '' && node.anchor === undefined;
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** Standard tags (`tag:yaml.org,2002:…`) did their work in the parser; the file's own are kept. */
function tagOf(node: Scalar | YAMLMap | YAMLSeq): { readonly tag?: string } {
  return node.tag?.startsWith('!') === true ? { tag: node.tag } : {};
}

function spanOf(node: { readonly range?: readonly [number, number, number] | null }): Span {
  const [start = 0, end = 0] = node.range ?? [];
  return { start, end: Math.max(start, end) };
}

/** A block scalar without the line breaks after its last line. */
function trimmedSpan(text: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && /\s/.test(text[last - 1] ?? '')) last -= 1;
  return { start, end: last };
}

/** The parser lets a block collection reach to the next token; people see its end at its last value. */
function blockSpan(node: YAMLMap | YAMLSeq, last: DataNode | undefined): Span {
  const span = spanOf(node);
  if (node.flow === true || !last) return span;
  return { start: span.start, end: Math.max(span.start, Math.min(last.span.end, span.end)) };
}
