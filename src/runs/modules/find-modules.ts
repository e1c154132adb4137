import { EventKind, type Timeline } from '../trace/timeline.js';
import type { FindForward } from './link-backward.js';
import { Region } from './mark-regions.js';
import type { HostNest } from './nest-host.js';

/** A module as it was called: the same one under two callers is two of these. */
export interface ModuleNode {
  /** `Conv2d_2` of a frame, `layer1.0.conv1` of an annotation. */
  readonly label: string;
  /** Index of the caller, which stands before it; -1 at the top. */
  readonly parent: number;
  readonly depth: number;
  /** Row of its first call. */
  readonly first: number;
  /** Calls in the forward, not when it was done again in the backward. */
  calls: number;
  /** Of those calls. */
  hostNs: number;
}

export interface ModuleCalls {
  readonly from: 'annotations' | 'frames' | 'none';
  readonly nodes: readonly ModuleNode[];
  /** Of each row of the host: index of its module, `NO_MODULE` or `UNLINKED`; empty when there are no modules. */
  readonly module: Int32Array;
}

const NO_MODULE = -1;
/** In the backward, where the forward operator is not known. */
export const UNLINKED = -2;

/** Modules deeper, or more of them, count for the last one that is kept: a guard against broken traces. */
const DEEPEST = 64;
const MOST_NODES = 20_000;

interface Search {
  readonly timeline: Timeline;
  readonly nest: HostNest;
  readonly regions: Uint8Array;
  readonly kind: number;
  readonly nodes: ModuleNode[];
  /** By caller and name. */
  readonly byCaller: Map<number, number>;
  /** The first of each name. */
  readonly byName: Map<number, number>;
  readonly module: Int32Array;
  readonly findForward: FindForward;
  /** By index of a name: 1 for what adds up the gradient of a parameter. */
  readonly addsUp: Uint8Array;
  /** Module of the backward operator before, on the thread that is looked at. */
  before: number;
}

/** Paths that the script said come before frames; a row of the backward belongs to the module of its forward operator. */
export function findModules(
  timeline: Timeline,
  nest: HostNest,
  regions: Uint8Array,
  findForward: FindForward,
): ModuleCalls {
  const kind = timeline.kind.includes(EventKind.ModuleAnnotation) ? EventKind.ModuleAnnotation : EventKind.ModuleFrame;
  if (!timeline.kind.includes(kind)) return { from: 'none', nodes: [], module: new Int32Array(0) };
  const module = new Int32Array(timeline.events.count).fill(NO_MODULE);
  const tables = { nodes: [], byCaller: new Map<number, number>(), byName: new Map<number, number>() };
  const addsUp = Uint8Array.from(timeline.events.names, (name) => (name.endsWith('::AccumulateGrad') ? 1 : 0));
  const search: Search = { timeline, nest, regions, kind, module, findForward, addsUp, before: UNLINKED, ...tables };
  // Twice: what the backward asks for may stand on a thread that comes later.
  for (const isBackward of [false, true]) {
    for (const { rows } of timeline.threads) assignThread(search, rows, isBackward);
  }
  const from = kind === EventKind.ModuleAnnotation ? 'annotations' : 'frames';
  return { from, nodes: search.nodes, module };
}

function assignThread(search: Search, rows: Uint32Array, isBackward: boolean): void {
  const { regions, module, nest, timeline } = search;
  search.before = UNLINKED;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    if ((((regions[row] ?? 0) & Region.Backward) !== 0) !== isBackward) continue;
    const outer = nest.parent[row] ?? -1;
    const inherited = outer >= 0 ? (module[outer] ?? NO_MODULE) : NO_MODULE;
    if (timeline.kind[row] === search.kind) module[row] = enterModule(search, row, inherited);
    else module[row] = isBackward ? linkedModule(search, row, inherited) : inherited;
  }
}

/**
 * An operator of the backward that says its forward; the others belong where what contains them does. Autograd adds up the
 * gradient of a parameter right after the operator that made it, before all else that it could do, so that belongs there.
 */
function linkedModule(search: Search, row: number, inherited: number): number {
  const { module, timeline, findForward, nest, regions } = search;
  const { events } = timeline;
  if ((events.forwardThread[row] as number) > 0) {
    const forward = findForward(row);
    search.before = forward >= 0 ? (module[forward] ?? NO_MODULE) : UNLINKED;
    if (forward >= 0) return search.before;
  }
  if (search.addsUp[events.name[row] as number] === 1) return search.before;
  const outer = nest.parent[row] ?? -1;
  const isOutermost = outer < 0 || ((regions[outer] ?? 0) & Region.Backward) === 0;
  return isOutermost ? UNLINKED : inherited;
}

function enterModule(search: Search, row: number, caller: number): number {
  const { timeline, nodes, byCaller, byName, regions } = search;
  const { events } = timeline;
  const name = events.name[row] ?? 0;
  const isAgain = ((regions[row] ?? 0) & Region.Backward) !== 0;
  const known = isAgain && byName.has(name) ? byName.get(name) : byCaller.get(keyOf(caller, name, events.names.length));
  if (known === undefined && (nodes.length >= MOST_NODES || (nodes[caller]?.depth ?? 0) >= DEEPEST)) return caller;
  const index = known ?? addNode(search, row, Math.max(caller, -1));
  const node = nodes[index];
  if (node !== undefined && !isAgain) {
    node.calls += 1;
    node.hostNs += events.duration[row] ?? 0;
  }
  return index;
}

function addNode({ timeline, nodes, byCaller, byName }: Search, row: number, parent: number): number {
  const { events } = timeline;
  const name = events.name[row] ?? 0;
  const index = nodes.length;
  const depth = (nodes[parent]?.depth ?? -1) + 1;
  const label = (events.names[name] ?? '').replace(/^(nn\.Module: |module:)/, '').trim();
  nodes.push({ label, parent, depth, first: row, calls: 0, hostNs: 0 });
  byCaller.set(keyOf(parent, name, events.names.length), index);
  if (!byName.has(name)) byName.set(name, index);
  return index;
}

function keyOf(caller: number, name: number, names: number): number {
  return (Math.max(caller, -1) + 1) * names + name;
}
