import type { Loop } from '../../training/pipeline.js';
import type { DiagramEdgeKind } from '../diagram.js';
import type { LabelKey } from '../labels.js';
import type { PlannedEdge } from './connect-data.js';
import { entryOf, exitOf } from './connect-steps.js';
import type { UpdateEdge } from './connect-updates.js';
import type { LoopGroups } from './loop-groups.js';
import type { BoxPlan, PlannedBox } from './plan-boxes.js';

/** The place in the loop around at which an inner loop is entered: a dot above it, which also leaves room for the title. */
export interface LoopPort {
  readonly id: string;
  readonly loop: Loop;
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: DiagramEdgeKind;
  readonly word?: LabelKey;
}

export interface EnteredLoops {
  readonly edges: readonly DrawnEdge[];
  readonly ports: readonly LoopPort[];
}

/** What comes into a loop from outside comes in at its dot; loops that follow each other are tied in their order. */
export function enterLoops(
  plan: BoxPlan,
  groups: LoopGroups,
  data: readonly PlannedEdge[],
  updates: readonly UpdateEdge[],
): EnteredLoops {
  const entering = { groups, used: new Set<string>() };
  const edges: DrawnEdge[] = [
    ...data.map((edge) => enter(entering, { ...edge, kind: 'flow' })),
    ...updates.map((edge) => enter(entering, edge)),
  ];
  for (const [before, loop] of inOrder(plan, groups)) {
    const to = portOf(entering, loop) ?? entryOf(plan, loop)[0]?.id;
    if (to !== undefined) edges.push({ from: before.id, to, kind: 'data', word: 'then' });
  }
  const ports = groups.shown.filter(({ id }) => entering.used.has(id)).map((loop) => ({ id: `${loop.id}/in`, loop }));
  const inner = ports.flatMap(({ id, loop }) =>
    entryOf(plan, loop).map((box): DrawnEdge => ({ from: id, to: box.id, kind: 'flow' })),
  );
  return { edges: [...edges, ...inner], ports };
}

interface Entering {
  readonly groups: LoopGroups;
  readonly used: Set<string>;
}

function enter(entering: Entering, { from, to, ...rest }: UpdateEdge): DrawnEdge {
  const isFromOutside = from.group === undefined && to.group !== undefined;
  const port = isFromOutside && to.group ? portOf(entering, to.group) : undefined;
  return { from: from.id, to: port ?? to.id, ...rest };
}

/** A loop that stands in no other has no dot: nothing is above its title. */
function portOf({ used }: Entering, loop: Loop): string | undefined {
  if (loop.parent === undefined) return undefined;
  used.add(loop.id);
  return `${loop.id}/in`;
}

/** Each loop with the box after which it comes: the last of the loop before it, or of the step that it stands in. */
function inOrder(plan: BoxPlan, { shown }: LoopGroups): readonly (readonly [PlannedBox, Loop])[] {
  return shown.flatMap((loop) => {
    const siblings = shown.filter(({ parent }) => parent === loop.parent);
    const before =
      siblings[siblings.indexOf(loop) - 1] ?? shown.find(({ id, kind }) => id === loop.parent && kind === 'step');
    const last = before && exitOf(plan, before, shown);
    return last ? [[last, loop] as const] : [];
  });
}
