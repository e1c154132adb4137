import type { Loop, Pipeline, Role } from '../../training/pipeline.js';
import type { DiagramEdgeKind } from '../diagram.js';
import type { LabelKey } from '../labels.js';
import { linkedBoxes } from './connect-data.js';
import { exitOf } from './connect-steps.js';
import type { LoopGroups } from './loop-groups.js';
import type { BoxPlan, PlannedBox } from './plan-boxes.js';

export interface UpdateEdge {
  readonly from: PlannedBox;
  readonly to: PlannedBox;
  readonly kind: DiagramEdgeKind;
  readonly word?: LabelKey;
}

interface Tie {
  readonly from: Role;
  readonly to: Role;
  readonly kind: DiagramEdgeKind;
  readonly word?: LabelKey;
  /** True: one arrow is enough, from or to the nearest. */
  readonly isOne?: boolean;
}

/** What changes what, and what is made of what; where the script ties nothing, by their roles. */
const TIES: readonly Tie[] = [
  { from: 'optimizer', to: 'model', kind: 'update', word: 'updates' },
  { from: 'optimizer-step', to: 'model', kind: 'update', word: 'updates' },
  { from: 'scheduler', to: 'optimizer', kind: 'update', word: 'setsRate' },
  { from: 'scheduler-step', to: 'scheduler', kind: 'update' },
  { from: 'zero-grad', to: 'backward', kind: 'data' },
  { from: 'resume', to: 'model', kind: 'update', word: 'loads', isOne: true },
  { from: 'model', to: 'ema', kind: 'data' },
  { from: 'scaler', to: 'backward', kind: 'data', isOne: true },
  { from: 'collate', to: 'loader', kind: 'data' },
  { from: 'model', to: 'evaluation', kind: 'data', isOne: true },
];

export function connectUpdates(pipeline: Pipeline, plan: BoxPlan, groups: LoopGroups): readonly UpdateEdge[] {
  const ofRole = (role: Role): readonly PlannedBox[] =>
    plan.boxes.filter((box) => box.role === role && !box.isAgain && !(role === 'loss' && box.isEvaluated));
  const hasSteps = plan.boxes.some(({ role }) => role === 'optimizer-step');
  const ties = TIES.flatMap((tie): readonly UpdateEdge[] => {
    // Where the step has a box of its own, it is what changes the model.
    if (hasSteps && tie.from === 'optimizer' && tie.to === 'model') return [];
    const { kind, word } = tie;
    const rest = { kind, ...(word === undefined ? {} : { word }) };
    return ofRole(tie.from).flatMap((from) =>
      targetsOf(pipeline, plan, from, tie, ofRole(tie.to)).map((to) => ({ from, to, ...rest })),
    );
  });
  return [...ties, ...logs(plan), ...preparations(plan), ...saves(plan, groups)];
}

function targetsOf(
  pipeline: Pipeline,
  plan: BoxPlan,
  from: PlannedBox,
  tie: Tie,
  candidates: readonly PlannedBox[],
): readonly PlannedBox[] {
  const linked = linkedBoxes(pipeline, plan, from, tie.to).filter((box) => candidates.includes(box));
  const found = linked.length > 0 ? linked : candidates.length === 1 || tie.isOne ? candidates : [];
  return tie.isOne ? found.slice(0, 1) : found;
}

/** What is written down: the loss or the metric of the same loop, else what comes last. */
function logs({ boxes }: BoxPlan): readonly UpdateEdge[] {
  const told = boxes.filter(({ role }) => role === 'loss' || role === 'metric');
  return boxes
    .filter(({ role }) => role === 'logging')
    .flatMap((to) => {
      const from = told.findLast(({ group }) => group?.id === to.group?.id) ?? told.at(-1);
      return from ? [{ from, to, kind: 'data' as const }] : [];
    });
}

const PREPARING: ReadonlySet<Role> = new Set(['freeze', 'compile', 'parallel', 'precision', 'device']);

/** What is done to the model: before the loop one after the other, in the loop each for itself. */
function preparations({ boxes }: BoxPlan): readonly UpdateEdge[] {
  const model = boxes.find(({ role }) => role === 'model');
  if (!model) return [];
  const all = boxes.filter(({ role }) => PREPARING.has(role));
  const before = all.filter(({ group }) => group === undefined);
  const ends = before.map((from, at) => ({ from, to: before[at + 1] ?? model }));
  const inside = all
    .filter(({ group }) => group !== undefined)
    .map((from) => ({ from, to: nearestModel(boxes, from) }));
  return [...ends, ...inside].flatMap(({ from, to }) => (to ? [{ from, to, kind: 'data' as const }] : []));
}

function nearestModel(boxes: readonly PlannedBox[], { group }: PlannedBox): PlannedBox | undefined {
  const models = boxes.filter(({ role }) => role === 'model');
  return models.find((box) => box.group?.id === group?.id) ?? models[0];
}

/** What is saved or exported is there after the step, and where the model is measured before, after that. */
function saves(plan: BoxPlan, { shown, step }: LoopGroups): readonly UpdateEdge[] {
  const { boxes } = plan;
  return boxes
    .filter(({ role }) => role === 'save' || role === 'export')
    .flatMap((to) => {
      const measured = shown.filter(
        ({ kind, parent }) => kind === 'evaluation' && parent !== undefined && parent === to.group?.id,
      );
      const before = measured.findLast((loop) => isBefore(plan, loop, to)) ?? step;
      const from = before && exitOf(plan, before, shown);
      const model = boxes.find(({ role }) => role === 'model');
      const source = from ?? model;
      return source && source !== to ? [{ from: source, to, kind: 'data' as const }] : [];
    });
}

/** By the order in which the script comes to them. */
function isBefore({ boxes }: BoxPlan, loop: Loop, box: PlannedBox): boolean {
  const inside = boxes.findLastIndex(({ group, isAgain }) => group?.id === loop.id && !isAgain);
  return inside >= 0 && inside < boxes.indexOf(box);
}
