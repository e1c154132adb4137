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
  const edges: DrawnEdge[] = [...data.map((edge) => enter({ ...edge, kind: 'flow' })), ...updates.map(enter)];
  const order = inOrder(plan, groups);
  for (const [before, loop] of order) {
    const to = beginningOf(plan, groups.shown, loop);
    if (to !== undefined) edges.push({ from: before.id, to, kind: 'data', word: 'afterwards' });
  }
  const ports = groups.shown.flatMap((loop) => {
    const id = portOf(loop);
    return id === undefined || entryOf(plan, loop).length === 0 ? [] : [{ id, loop }];
  });
  const inner = ports.flatMap(({ id, loop }) =>
    entryOf(plan, loop).map((box): DrawnEdge => ({ from: id, to: box.id, kind: 'flow' })),
  );
  const following = new Set(order.map(([, { id }]) => id));
  return { edges: [...edges, ...inner, ...measuredModels(plan, following)], ports };
}

function enter({ from, to, ...rest }: UpdateEdge): DrawnEdge {
  const isFromOutside = from.group === undefined && (rest.kind === 'flow' || to.role === 'model');
  const port = isFromOutside && to.group ? portOf(to.group) : undefined;
  return { from: from.id, to: port ?? to.id, ...rest };
}

/** Its dot, its first box, or the beginning of the first loop in it. */
function beginningOf(plan: BoxPlan, shown: readonly Loop[], loop: Loop): string | undefined {
  const port = portOf(loop);
  if (port !== undefined && entryOf(plan, loop).length > 0) return port;
  const inner = shown.find(({ parent }) => parent === loop.id);
  return inner ? beginningOf(plan, shown, inner) : entryOf(plan, loop)[0]?.id;
}

/** The group of a loop; elements have ids like those of loops. */
export function groupId(loop: string): string {
  return `loop/${loop}`;
}

/** A loop that stands in no other has no dot: nothing is above its title. */
function portOf({ id, parent }: Loop): string | undefined {
  return parent === undefined ? undefined : `${groupId(id)}/in`;
}

/** Each loop with the box after which it comes: the last of the loop before it, or of the step that it stands in. */
function inOrder(plan: BoxPlan, { shown }: LoopGroups): readonly (readonly [PlannedBox, Loop])[] {
  return shown.flatMap((loop) => {
    const siblings = shown.filter(({ parent }) => parent === loop.parent);
    const isAlone = siblings.length === 1;
    const before = siblings[siblings.indexOf(loop) - 1] ?? (isAlone ? stepAround(loop, shown) : undefined);
    const last = before && exitOf(plan, before, shown);
    return last ? [[last, loop] as const] : [];
  });
}

/** What is measured inside of a step comes at its end. */
function stepAround({ kind, parent }: Loop, shown: readonly Loop[]): Loop | undefined {
  return kind === 'evaluation' ? shown.find((loop) => loop.id === parent && loop.kind === 'step') : undefined;
}

/** The model that learns is the one that is measured; where the one loop follows another, that says it. */
function measuredModels({ boxes }: BoxPlan, following: ReadonlySet<string>): readonly DrawnEdge[] {
  return boxes
    .filter(({ isAgain, group }) => isAgain && group && !following.has(group.id))
    .flatMap((to) => {
      const from = boxes.find(({ isAgain, elements }) => !isAgain && elements[0] === to.elements[0]);
      return from ? [{ from: from.id, to: to.id, kind: 'data' as const }] : [];
    });
}
