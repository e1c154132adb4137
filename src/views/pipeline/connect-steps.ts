import type { Loop, Pipeline } from '../../training/pipeline.js';
import { linkedBoxes, type PlannedEdge } from './connect-data.js';
import type { LoopGroups } from './loop-groups.js';
import { type BoxPlan, linkedTo, type PlannedBox } from './plan-boxes.js';
import { EVALUATION_ROLES, STEP_ROLES } from './roles.js';

/**
 * The way of a batch through a step, and through each evaluation. Where several of a kind stand side by side (two models,
 * two losses), what the script ties together is tied; where it ties nothing, all of one stage lead to all of the next.
 */
export function connectSteps(pipeline: Pipeline, plan: BoxPlan, groups: LoopGroups): readonly PlannedEdge[] {
  const evaluations = groups.shown.filter(({ kind }) => kind === 'evaluation');
  const training = plan.boxes.filter((box) => !box.isEvaluated && (box.group !== undefined || !groups.step));
  return [
    ...connectLane(pipeline, plan, stagesOf(training, STEP_ROLES), groups.step),
    ...evaluations.flatMap((loop) => {
      const own = plan.boxes.filter(({ group }) => group?.id === loop.id);
      return connectLane(pipeline, plan, stagesOf(own, EVALUATION_ROLES), loop);
    }),
  ];
}

/** Where a batch comes into a loop. */
export function entryOf(plan: BoxPlan, loop: Loop): readonly PlannedBox[] {
  return stagesOfLoop(plan, loop)[0] ?? plan.boxes.filter(({ group }) => group?.id === loop.id).slice(0, 1);
}

/** Where it ends: of a loop around others, the end of the last of them. */
export function exitOf(plan: BoxPlan, loop: Loop, shown: readonly Loop[]): PlannedBox | undefined {
  const inner = shown.findLast(({ parent }) => parent === loop.id);
  return stagesOfLoop(plan, loop).at(-1)?.[0] ?? (inner && exitOf(plan, inner, shown));
}

function stagesOfLoop({ boxes }: BoxPlan, loop: Loop): readonly Stage[] {
  const own = boxes.filter(({ group }) => group?.id === loop.id);
  return stagesOf(own, loop.kind === 'evaluation' ? EVALUATION_ROLES : STEP_ROLES);
}

type Stage = readonly PlannedBox[];

function stagesOf(boxes: readonly PlannedBox[], roles: readonly PlannedBox['role'][]): readonly Stage[] {
  return roles.map((role) => boxes.filter((box) => box.role === role)).filter((stage) => stage.length > 0);
}

function connectLane(
  pipeline: Pipeline,
  plan: BoxPlan,
  stages: readonly Stage[],
  loop: Loop | undefined,
): readonly PlannedEdge[] {
  const edges: PlannedEdge[] = [];
  const [first] = stages;
  for (const loader of loadersOf(pipeline, plan, loop)) {
    for (const to of first ?? []) edges.push({ from: loader, to });
  }
  for (const [at, stage] of stages.entries()) edges.push(...connectStages(pipeline, stage, stages[at + 1] ?? []));
  return edges;
}

function connectStages(pipeline: Pipeline, stage: Stage, next: Stage): readonly PlannedEdge[] {
  const pairs = stage.flatMap((from) => next.map((to) => ({ from, to })));
  if (pairs.length <= 1) return pairs;
  const tied = pairs.filter(({ from, to }) => isTied(pipeline, from, to));
  const isLoose = (box: PlannedBox): boolean => !tied.some(({ from, to }) => from === box || to === box);
  return [...tied, ...pairs.filter(({ from, to }) => isLoose(from) || isLoose(to))];
}

function isTied(pipeline: Pipeline, from: PlannedBox, to: PlannedBox): boolean {
  const ids = new Set([...to.elements, ...to.joined].map(({ id }) => id));
  return [...from.elements, ...from.joined].some(({ id }) =>
    [...linkedTo(pipeline, id)].some((other) => ids.has(other)),
  );
}

/** What a loop goes over; else, of the loaders that no loop names, the first for training and the next for evaluation. */
function loadersOf(pipeline: Pipeline, plan: BoxPlan, loop: Loop | undefined): readonly PlannedBox[] {
  const loaders = plan.boxes.filter(({ role }) => role === 'loader');
  const named = loaders.filter(({ elements }) => elements.some(({ id }) => id === loop?.over));
  if (named.length > 0) return named;
  const over = new Set(pipeline.loops.flatMap((item) => item.over ?? []));
  const transfers = plan.boxes.filter(({ role, group }) => role === 'transfer' && group?.id === loop?.id);
  const linked = transfers.flatMap((box) => linkedBoxes(pipeline, plan, box, 'loader'));
  if (linked.length > 0) return linked;
  const free = loaders.filter(({ elements }) => !elements.some(({ id }) => over.has(id)));
  const isNamedFor = (box: PlannedBox): boolean => /val|test|eval/i.test(box.id) === (loop?.kind === 'evaluation');
  const sources = free.length > 0 ? free : loaders.length > 0 ? [] : looseDatasets(plan);
  const fitting = sources.filter(isNamedFor);
  if (fitting.length > 0 && fitting.length < sources.length) return fitting.slice(0, 1);
  const at = loop?.kind === 'evaluation' ? 1 : 0;
  return sources.slice(at, at + 1);
}

/** Without any loader the datasets themselves are gone over. */
function looseDatasets({ boxes }: BoxPlan): readonly PlannedBox[] {
  return boxes.filter(({ role }) => role === 'dataset');
}
