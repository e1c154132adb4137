import { type Place, placeOf, type SourceText, type Span } from '../../base/text.js';
import type { FragmentBuilder } from '../../graph/fragment.js';
import type { Located, NodeId, VolumeFacts } from '../../graph/node.js';
import { type DataNode, numberOf, textOf } from '../../syntax/data/data-node.js';

/** What everything that reads one file shares. */
export interface Scope {
  readonly source: SourceText;
  readonly builder: FragmentBuilder;
  /** Size and storage class of the claims that the file describes, by their node. */
  readonly claims: ReadonlyMap<NodeId, VolumeFacts>;
  /** Runtimes that TrainJobs of the file refer to, by name. */
  readonly runtimes: ReadonlyMap<string, DataNode>;
  /** What the Services of the file may lead to; grows while workloads are read. */
  readonly workloads: SelectableWorkload[];
}

/** A workload as Services see it. */
export interface SelectableWorkload {
  readonly id: NodeId;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly portsByName: ReadonlyMap<string, number>;
}

/** One object of a file. */
export interface Manifest {
  readonly node: DataNode;
  readonly apiVersion: string;
  /** `apps` of `apps/v1`; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Absent when the file leaves it to whoever applies it. */
  readonly namespace?: string;
  /** Kind and name, unique in the file. */
  readonly key: string;
  readonly place: Place;
}

export function placeIn({ source }: Pick<Scope, 'source'>, node: { readonly span: Span }): Place {
  return placeOf(source, node.span);
}

/** The first character of a place: enough for what is said of an object as a whole. */
export function startOf(place: Place): Place {
  return { ...place, endLine: place.line, endColumn: place.column };
}

/** A name in a message: as it is when it is a plain one, in quotes on one line otherwise. */
export function quoteName(name: string): string {
  return /^[\w./*-]{1,80}$/.test(name) ? name : JSON.stringify(name.slice(0, 80));
}

/** `Deployment trainer`. */
export function titleOf({ kind, name }: Manifest): string {
  return name === '' ? kind : `${kind} ${quoteName(name)}`;
}

export function locatedText(scope: Scope, node: DataNode | undefined): Located<string> | undefined {
  const value = textOf(node);
  return node === undefined || value === undefined ? undefined : { value, place: placeIn(scope, node) };
}

/** A whole number that is not negative. */
export function locatedCount(scope: Scope, node: DataNode | undefined): Located<number> | undefined {
  const value = numberOf(node);
  const isCount = value !== undefined && Number.isSafeInteger(value) && value >= 0;
  return node !== undefined && isCount ? { value, place: placeIn(scope, node) } : undefined;
}

/** The namespace that scopes names; `default` and none are the same. */
export function namespaceScope(namespace: string | undefined): string {
  return namespace === undefined || namespace === 'default' ? '' : namespace;
}
