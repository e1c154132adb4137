import { groupBy } from '../../base/order.js';
import { findRepeats } from '../../models/find-repeats.js';
import { isContainer, signOf } from './roles.js';
import type { Unit, UnitGraph } from './units.js';

/** A unit, or a pattern of units that repeats. */
export type Folded =
  | { readonly kind: 'unit'; readonly unit: Unit; readonly children: readonly Folded[] }
  | {
      readonly kind: 'repeat';
      /** What is drawn: the first round. */
      readonly first: readonly Folded[];
      readonly rounds: readonly (readonly Unit[])[];
      /** The same module, called again and again. */
      readonly isSame: boolean;
    };

/** `strict`: only blocks of equal shapes are folded; `loose`: of equal make, whatever their sizes. */
export type Looseness = 'strict' | 'loose';

export interface FoldedModel {
  readonly items: readonly Folded[];
  /** For a leaf of a later round: the leaf that stands for it in the first. */
  readonly alias: ReadonlyMap<string, string>;
  /** For a leaf in a repeat: which repeats it is in, and which round of them. */
  readonly rounds: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

export function foldUnits(graph: UnitGraph, looseness: Looseness): FoldedModel {
  const folding: Folding = {
    graph,
    looseness,
    outOf: groupBy(graph.edges, ({ from }) => from),
    into: groupBy(graph.edges, ({ to }) => to),
    keys: new Map(),
    alias: new Map(),
    rounds: new Map(),
    repeats: 0,
  };
  return { items: foldList(folding, graph.units), alias: folding.alias, rounds: folding.rounds };
}

interface Folding {
  readonly graph: UnitGraph;
  readonly looseness: Looseness;
  readonly outOf: ReadonlyMap<string, UnitGraph['edges']>;
  readonly into: ReadonlyMap<string, UnitGraph['edges']>;
  readonly keys: Map<Unit, string>;
  readonly alias: Map<string, string>;
  readonly rounds: Map<string, Map<number, number>>;
  repeats: number;
}

function foldList(folding: Folding, units: readonly Unit[]): readonly Folded[] {
  const gathered = gatherCalls(units);
  const runs = findRepeats(
    gathered.units,
    (unit) => (gathered.calls.has(unit) ? `called ${unit.id}` : keyOf(folding, unit)),
    (rounds) => isChain(folding, rounds),
  );
  return runs.map((run) => {
    if (run.kind === 'repeat') {
      const [first = []] = run.rounds;
      mark(folding, run.rounds);
      return { kind: 'repeat', first: first.map((unit) => single(folding, unit)), rounds: run.rounds, isSame: false };
    }
    const calls = gathered.calls.get(run.item);
    if (!calls) return single(folding, run.item);
    const rounds = calls.map((unit) => [unit]);
    mark(folding, rounds);
    return { kind: 'repeat', first: [single(folding, run.item)], rounds, isSame: true };
  });
}

function single(folding: Folding, unit: Unit): Folded {
  return { kind: 'unit', unit, children: foldList(folding, unit.children) };
}

/** Calls of one module from here on are one box; two (a Siamese pair) are still drawn apart. */
const MOST_CALLS_APART = 2;

function gatherCalls(units: readonly Unit[]): {
  readonly units: readonly Unit[];
  readonly calls: ReadonlyMap<Unit, readonly Unit[]>;
} {
  const byPath = groupBy(
    units.filter(({ kind }) => kind === 'layer' || kind === 'block'),
    ({ node }) => node.path ?? node.id,
  );
  const calls = new Map<Unit, readonly Unit[]>();
  const gone = new Set<Unit>();
  for (const group of byPath.values()) {
    const [first, ...others] = group;
    // What holds nothing is not shared in any sense that matters: `self.pool`, `self.relu`.
    if (!first || group.length <= MOST_CALLS_APART || first.module?.total.value === 0) continue;
    calls.set(first, group);
    for (const unit of others) gone.add(unit);
  }
  return { units: units.filter((unit) => !gone.has(unit)), calls };
}

/** What two units must share to be of one make. */
function keyOf(folding: Folding, unit: Unit): string {
  const known = folding.keys.get(unit);
  if (known !== undefined) return known;
  const isStrict = folding.looseness === 'strict';
  const { node, module, endings, children } = unit;
  const sizes = isStrict
    ? [node.outputs.map(({ shape }) => shape), module?.parameters.map(({ name, shape }) => [name, shape])]
    : [];
  const make = node.kind === 'module' ? (module?.type ?? node.name) : signOf(node.name);
  const inner = children.map((child) => keyOf(folding, child));
  const key = JSON.stringify([unit.kind, make, endings.map(({ word }) => word), sizes, inner]);
  const kept = unit.kind === 'input' || unit.kind === 'output' || unit.kind === 'unknown' ? `${key} ${unit.id}` : key;
  folding.keys.set(unit, kept);
  return kept;
}

/** Rounds may be drawn once if they are numbered alike and follow each other; nobody outside may want one of the middle. */
function isChain(folding: Folding, rounds: readonly (readonly Unit[])[]): boolean {
  const [first = []] = rounds;
  if (!first.some(({ kind }) => kind === 'layer' || kind === 'block')) return false;
  for (const [at, unit] of first.entries()) {
    if (unit.kind !== 'layer' && unit.kind !== 'block') continue;
    const stem = stemOf(unit);
    if (stem === undefined || rounds.some((round) => round[at] === undefined || stemOf(round[at]) !== stem))
      return false;
  }
  return hasOneWayThrough(folding, rounds);
}

/** `encoder.layers.#` for a numbered module; undefined for one with a name of its own. */
function stemOf({ node: { path = '' }, holder = '' }: Unit): string | undefined {
  const match = /^(.*?)(\d+)$/.exec(path);
  if (!match) return undefined;
  const stem = match[1] ?? '';
  const word = stem.slice(stem.lastIndexOf('.') + 1);
  // `layer1`, `layer2` are stages that people look for; `denselayer1`, and what a container holds, a loop has made.
  const isCounted = word === '' || isContainer(holder) || /[a-z]_?(?:block|layer|unit|cell)_?$/i.test(word);
  return isCounted ? `${stem}#` : undefined;
}

function hasOneWayThrough({ into, outOf }: Folding, rounds: readonly (readonly Unit[])[]): boolean {
  const leaves = rounds.map((round) => new Set(round.flatMap((unit) => unit.leaves)));
  const all = new Set(leaves.flatMap((set) => [...set]));
  const outside = (ids: ReadonlySet<string>, edges: Folding['into'], end: 'from' | 'to'): string[] => {
    const found = new Set<string>();
    for (const id of ids) for (const edge of edges.get(id) ?? []) if (!all.has(edge[end])) found.add(edge[end]);
    return [...found].sort();
  };
  const sources = leaves.map((set) => outside(set, into, 'from'));
  const targets = leaves.map((set) => outside(set, outOf, 'to'));
  const last = targets.at(-1) ?? [];
  return (
    sources.slice(1).every((list) => list.every((id) => sources[0]?.includes(id))) &&
    targets.slice(0, -1).every((list) => list.every((id) => last.includes(id)))
  );
}

function mark(folding: Folding, rounds: readonly (readonly Unit[])[]): void {
  folding.repeats += 1;
  const [first = []] = rounds;
  for (const [number, round] of rounds.entries()) {
    for (const [at, unit] of round.entries()) {
      for (const leaf of unit.leaves) {
        const known = folding.rounds.get(leaf) ?? new Map<number, number>();
        folding.rounds.set(leaf, known.set(folding.repeats, number));
      }
      const representative = first[at];
      if (number > 0 && representative) pair(folding.alias, unit, representative);
    }
  }
}

/** Ties leaves that stand at the same place; where the insides differ, all of them to the last. */
function pair(alias: Map<string, string>, unit: Unit, representative: Unit): void {
  if (unit.children.length === representative.children.length && unit.children.length > 0) {
    for (const [at, child] of unit.children.entries()) {
      const other = representative.children[at];
      if (other) pair(alias, child, other);
    }
    return;
  }
  const last = representative.leaves.at(-1);
  if (last !== undefined) for (const leaf of unit.leaves) alias.set(leaf, last);
}
