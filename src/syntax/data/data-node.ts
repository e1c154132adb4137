import type { Span } from '../../base/text.js';

/** A YAML, JSON or TOML value with its place: what every data format is read into (anchors and merge keys resolved). */
export type DataNode = DataMap | DataList | DataScalar;

export interface DataMap {
  readonly kind: 'map';
  readonly entries: readonly DataEntry[];
  readonly span: Span;
  /** A tag of the file's own (`!override`), as written; standard tags are resolved and not kept. YAML only. */
  readonly tag?: string;
}

export interface DataEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: DataNode;
}

export interface DataList {
  readonly kind: 'list';
  readonly items: readonly DataNode[];
  readonly span: Span;
  readonly tag?: string;
}

export interface DataScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As text: what the file says, without quotes. `1.10` stays `1.10`. */
  readonly text: string;
  readonly span: Span;
  readonly tag?: string;
}

/** What a parser found wrong; the tree beside it is what could still be read. */
export interface DataProblem {
  /** `syntax` when absent; `limit` is nesting, size or aliases beyond what is read. */
  readonly kind?: 'syntax' | 'duplicate-key' | 'alias' | 'limit';
  readonly message: string;
  readonly span: Span;
}

export interface ParsedData {
  /** One entry a document; YAML may have several, JSON and TOML have one; empty when nothing could be read. */
  readonly documents: readonly DataNode[];
  readonly problems: readonly DataProblem[];
}

export function entryOf(node: DataNode | undefined, key: string): DataEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** The value at a path of keys, when every step is a map that has it. */
export function valueAt(node: DataNode | undefined, ...keys: readonly string[]): DataNode | undefined {
  let current = node;
  for (const key of keys) current = entryOf(current, key)?.value;
  return current;
}

export function entriesOf(node: DataNode | undefined): readonly DataEntry[] {
  return node?.kind === 'map' ? node.entries : [];
}

export function itemsOf(node: DataNode | undefined): readonly DataNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** Text of a scalar; undefined for maps, lists, null and absence. */
export function textOf(node: DataNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined;
}

/** A number, also when it is written as text (`"8"`); undefined otherwise. */
export function numberOf(node: DataNode | undefined): number | undefined {
  const text = textOf(node);
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

export function booleanOf(node: DataNode | undefined): boolean | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
}
