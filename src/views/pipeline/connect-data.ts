import type { Pipeline, Role } from '../../training/pipeline.js';
import { type BoxPlan, linkedTo, type PlannedBox } from './plan-boxes.js';

export interface PlannedEdge {
  readonly from: PlannedBox;
  readonly to: PlannedBox;
}

/** Boxes of a role that some element of a box has to do with, directly. */
export function linkedBoxes(
  pipeline: Pipeline,
  { boxes }: BoxPlan,
  box: PlannedBox,
  role: Role,
): readonly PlannedBox[] {
  const linked = new Set(box.elements.flatMap(({ id }) => [...linkedTo(pipeline, id)]));
  return boxes.filter(
    (other) => other.role === role && !other.isAgain && other.elements.some(({ id }) => linked.has(id)),
  );
}

/**
 * The way of the samples to each loader: dataset → transforms → sampler → loader. What nobody ties to a loader goes by its
 * order, if there are as many of the one as of the other.
 */
export function connectLoaders(pipeline: Pipeline, plan: BoxPlan): readonly PlannedEdge[] {
  const loaders = plan.boxes.filter(({ role }) => role === 'loader');
  const datasets = plan.boxes.filter(({ role }) => role === 'dataset');
  const found = new Map(loaders.map((loader) => [loader.id, datasetsOf(pipeline, plan, loader)]));
  const looseLoaders = loaders.filter(({ id }) => found.get(id)?.length === 0);
  const taken = new Set([...found.values()].flat());
  const looseSets = datasets.filter((dataset) => !taken.has(dataset));
  if (looseLoaders.length === looseSets.length)
    for (const [at, loader] of looseLoaders.entries()) found.set(loader.id, looseSets.slice(at, at + 1));
  return loaders.flatMap((loader) => wayTo(pipeline, plan, loader, found.get(loader.id) ?? []));
}

function datasetsOf(pipeline: Pipeline, plan: BoxPlan, loader: PlannedBox): readonly PlannedBox[] {
  const direct = linkedBoxes(pipeline, plan, loader, 'dataset');
  if (direct.length > 0) return direct;
  return linkedBoxes(pipeline, plan, loader, 'sampler').flatMap((sampler) =>
    linkedBoxes(pipeline, plan, sampler, 'dataset'),
  );
}

function wayTo(
  pipeline: Pipeline,
  plan: BoxPlan,
  loader: PlannedBox,
  datasets: readonly PlannedBox[],
): readonly PlannedEdge[] {
  const own = linkedBoxes(pipeline, plan, loader, 'sampler');
  const samplers = own.length > 0 ? own : looseSamplers(pipeline, plan, datasets);
  const next = samplers.length > 0 ? samplers : [loader];
  return [
    ...next.flatMap((to) => datasets.flatMap((dataset) => leadTo(pipeline, plan, dataset, to, new Set()))),
    // An optional sampler is one way of two.
    ...samplers.map((from) => ({ from, to: loader })),
  ];
}

/** A dataset, through its transforms, to what takes it; before it the datasets that it is made of. */
function leadTo(
  pipeline: Pipeline,
  plan: BoxPlan,
  dataset: PlannedBox,
  next: PlannedBox,
  seen: Set<PlannedBox>,
): readonly PlannedEdge[] {
  if (seen.has(dataset)) return [];
  seen.add(dataset);
  const transforms = linkedBoxes(pipeline, plan, dataset, 'transforms');
  const made = linkedBoxes(pipeline, plan, dataset, 'dataset').filter((other) => isMadeOf(pipeline, dataset, other));
  return [
    ...transforms.map((to) => ({ from: dataset, to })),
    ...(transforms.length > 0 ? transforms : [dataset]).map((from) => ({ from, to: next })),
    ...made.flatMap((other) => leadTo(pipeline, plan, other, dataset, seen)),
  ];
}

/** `random_split(mnist, …)` */
function isMadeOf({ flows }: Pipeline, dataset: PlannedBox, other: PlannedBox): boolean {
  const isOf = (box: PlannedBox, id: string): boolean => box.elements.some((element) => element.id === id);
  return flows.some(({ from, to }) => isOf(other, from) && isOf(dataset, to));
}

/** Samplers of these datasets that no loader is tied to. */
function looseSamplers(pipeline: Pipeline, plan: BoxPlan, datasets: readonly PlannedBox[]): readonly PlannedBox[] {
  const samplers = datasets.flatMap((dataset) => linkedBoxes(pipeline, plan, dataset, 'sampler'));
  return samplers.filter((sampler) => linkedBoxes(pipeline, plan, sampler, 'loader').length === 0);
}
