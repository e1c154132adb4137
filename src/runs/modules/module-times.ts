import type { ModuleRow, ModuleTimes, UnattributedTime } from '../report/rank-report.js';
import { EventKind, type Timeline } from '../trace/timeline.js';
import type { ModuleCalls, ModuleNode } from './find-modules.js';
import type { HostNest } from './nest-host.js';
import type { Reason, Shares } from './share-out.js';

const REASONS: readonly Reason[] = [
  'no-modules',
  'no-launch',
  'communication',
  'optimizer',
  'backward-unlinked',
  'outside-modules',
];

/** The rows of the report. Times of what is inside are added up the tree; those of themselves sum to what is attributed. */
export function listModuleTimes(timeline: Timeline, nest: HostNest, calls: ModuleCalls, shares: Shares): ModuleTimes {
  const forward = addUp(calls.nodes, shares.forwardByModule);
  const backward = addUp(calls.nodes, shares.backwardByModule);
  const paths = pathsOf(calls);
  const rows = calls.nodes.map(
    (node, index): ModuleRow => ({
      path: paths[index] ?? node.label,
      type: typeOf(timeline, nest, calls, node),
      depth: node.depth,
      calls: node.calls,
      forwardNs: forward[index] as number,
      backwardNs: backward[index] as number,
      selfNs: (shares.forwardByModule[index] as number) + (shares.backwardByModule[index] as number),
      hostNs: node.hostNs,
    }),
  );
  const unattributed = REASONS.flatMap((reason): readonly UnattributedTime[] => {
    const ns = shares.reasons.get(reason) ?? 0;
    return ns > 0 ? [{ reason, ns }] : [];
  });
  const attributedNs = rows.reduce((sum, row) => sum + row.selfNs, 0);
  const merged = calls.from === 'annotations' ? mergePaths(rows, calls.nodes) : rows;
  const on = shares.phases.on === undefined ? {} : { on: shares.phases.on };
  return { from: calls.from, ...on, rows: merged, attributedNs, unattributed };
}

/** What is inside stands after what it is in. */
function addUp(nodes: readonly ModuleNode[], own: Float64Array): Float64Array {
  const sums = own.slice();
  for (let index = nodes.length - 1; index >= 0; index--) {
    const parent = nodes[index]?.parent ?? -1;
    if (parent >= 0) sums[parent] = (sums[parent] as number) + (sums[index] as number);
  }
  return sums;
}

/** An annotation says the whole path; frames say their own class and number, so that the way to them is the path. */
function pathsOf({ from, nodes }: ModuleCalls): readonly string[] {
  const paths: string[] = [];
  for (const { label, parent } of nodes) {
    const outer = from === 'frames' && parent >= 0 ? `${paths[parent]}/` : '';
    paths.push(`${outer}${label}`);
  }
  return paths;
}

/** The class of a frame; of an annotation it is known when the trace has stacks too: the frame that is called next. */
function typeOf(timeline: Timeline, nest: HostNest, { from }: ModuleCalls, node: ModuleNode): string | undefined {
  if (from === 'frames') return classOf(node.label);
  const { kind, events } = timeline;
  let row = nest.parent[node.first] ?? -1;
  for (let level = 0; row >= 0 && level < FRAMES_BETWEEN; level++) {
    if (kind[row] === EventKind.ModuleFrame) return classOf(events.names[events.name[row] ?? 0] ?? '');
    if (kind[row] !== EventKind.PythonFrame) return undefined;
    row = nest.parent[row] ?? -1;
  }
  return undefined;
}

/** `_call_impl`, `inner`, the hook, `__enter__`, and what calls those. */
const FRAMES_BETWEEN = 12;

function classOf(label: string): string {
  return label.replace(/^nn\.Module: /, '').replace(/_\d+$/, '');
}

/** A module that several callers share has one path and so one row; where it calls itself, the outer call has it all. */
function mergePaths(rows: readonly ModuleRow[], nodes: readonly ModuleNode[]): readonly ModuleRow[] {
  const byPath = new Map<string, ModuleRow>();
  for (const [index, row] of rows.entries()) {
    const known = byPath.get(row.path);
    const isInner = hasAncestor(nodes, rows, index);
    byPath.set(row.path, known === undefined ? row : addRows(known, row, isInner));
  }
  return [...byPath.values()];
}

function addRows(known: ModuleRow, row: ModuleRow, isInner: boolean): ModuleRow {
  const inclusive = isInner ? 0 : 1;
  return {
    ...known,
    type: known.type ?? row.type,
    calls: known.calls + row.calls,
    forwardNs: known.forwardNs + row.forwardNs * inclusive,
    backwardNs: known.backwardNs + row.backwardNs * inclusive,
    selfNs: known.selfNs + row.selfNs,
    hostNs: known.hostNs + row.hostNs * inclusive,
  };
}

function hasAncestor(nodes: readonly ModuleNode[], rows: readonly ModuleRow[], index: number): boolean {
  const path = rows[index]?.path;
  for (let outer = nodes[index]?.parent ?? -1; outer >= 0; outer = nodes[outer]?.parent ?? -1) {
    if (rows[outer]?.path === path) return true;
  }
  return false;
}
