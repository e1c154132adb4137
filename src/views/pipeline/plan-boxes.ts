import { groupBy } from '../../base/order.js';
import type { Element, Loop, Pipeline, Role } from '../../training/pipeline.js';
import { isEvaluated, type LoopGroups } from './loop-groups.js';
import { placeElements } from './place-elements.js';
import { MAIN_ROLES, ROLE_ROWS } from './roles.js';

/** A box to be. */
export interface PlannedBox {
  readonly id: string;
  readonly role: Role;
  /** What it is drawn of, the first before all others. */
  readonly elements: readonly Element[];
  /** What belongs to it and has no box of its own: `zero_grad` and `step` of an optimizer. */
  readonly joined: readonly Element[];
  readonly group: Loop | undefined;
  readonly isEvaluated: boolean;
  /** True for a model where it is only measured: drawn in that loop as well. */
  readonly isAgain: boolean;
}

export interface BoxPlan {
  readonly boxes: readonly PlannedBox[];
  /** The box in which an element is drawn. */
  readonly boxOf: ReadonlyMap<string, PlannedBox>;
  /** What is left out at this depth. */
  readonly hidden: readonly Element[];
}

/** What becomes a box, what goes into which, and in which loop it stands: where it works, not where it is made. */
export function planBoxes(pipeline: Pipeline, groups: LoopGroups, depth: number): BoxPlan {
  const main = pipeline.elements.filter(({ role }) => MAIN_ROLES.has(role));
  // Where nothing of the main way is seen, what is seen is better than nothing.
  const elements = depth > 1 || main.length === 0 ? pipeline.elements : main;
  const places = placeElements(pipeline, groups);
  const hosts = findHosts(pipeline, elements, depth);
  const isHidden = (element: Element): boolean => isLeftOut(element, elements, groups, depth);
  const seen = depth > 1 ? elements : elements.filter((element) => isMainWay(element, groups));
  const measuring = (element: Element): boolean =>
    depth < 3 && element.role === 'evaluation' && places.get(element.id)?.kind === 'evaluation';
  const own = seen.filter((element) => !hosts.has(element.id) && !isHidden(element) && !measuring(element));
  const joined = groupBy(
    elements.filter(({ id }) => hosts.has(id)),
    ({ id }) => hosts.get(id) ?? '',
  );
  const bundles = groupBy(own, (element) => bundleKey(element, places.get(element.id), groups, depth));
  const boxes = [...bundles.values()].map((bundle): PlannedBox => {
    const [first] = bundle as [Element, ...Element[]];
    return {
      id: first.id,
      role: first.role,
      elements: bundle,
      joined: bundle.flatMap(({ id }) => joined.get(id) ?? []),
      group: places.get(first.id),
      isEvaluated: isEvaluated(first, groups),
      isAgain: false,
    };
  });
  const again = planEvaluations(pipeline, groups, boxes, (loop) =>
    seen.filter((element) => measuring(element) && places.get(element.id)?.id === loop.id),
  );
  const boxOf = new Map(
    [...again, ...boxes].flatMap((box) =>
      [...(box.isAgain ? [] : box.elements), ...box.joined].map((element) => [element.id, box] as const),
    ),
  );
  const hidden = pipeline.elements.filter(({ id }) => !boxOf.has(id));
  return { boxes: [...boxes, ...again], boxOf, hidden };
}

/** At depth 1 what is only measured is one box, its loop. */
function isMainWay(element: Element, groups: LoopGroups): boolean {
  return !(isEvaluated(element, groups) && element.role === 'loss');
}

/** What is said by others: a device by the transfers to it, and a transfer before the loop by the same one in the loop. */
function isLeftOut(element: Element, all: readonly Element[], groups: LoopGroups, depth: number): boolean {
  if (depth >= 3) return false;
  if (ROLE_ROWS[element.role].folding.kind === 'hidden') return true;
  // The loop says it by its title.
  if (element.role === 'accumulation') return groups.shown.some(({ kind }) => kind === 'accumulation');
  const isAlone = element.role !== 'transfer' || groups.groupOf(element.loop) !== undefined;
  return !isAlone && all.some(({ role, loop }) => role === 'transfer' && groups.groupOf(loop) !== undefined);
}

function bundleKey({ id, role }: Element, place: Loop | undefined, groups: LoopGroups, depth: number): string {
  if (depth >= 3 || ROLE_ROWS[role].folding.kind === 'own') return id;
  // What is written down is of interest once, whoever writes.
  return role === 'logging' || role === 'seed' ? role : `${role} in ${groups.groupOf(place?.id)?.id ?? ''}`;
}

/** What has no box of its own, and the element whose box it goes to. */
function findHosts(pipeline: Pipeline, elements: readonly Element[], depth: number): ReadonlyMap<string, string> {
  if (depth >= 3) return new Map();
  return new Map(
    elements.flatMap((element) => {
      const { folding } = ROLE_ROWS[element.role];
      if (element.role === 'scheduler') return composedBy(pipeline, element, elements);
      if (folding.kind !== 'joins') return [];
      const candidates = elements.filter(({ role }) => role === folding.role);
      const linked = linkedTo(pipeline, element.id);
      const host = candidates.find(({ id }) => linked.has(id)) ?? candidates[0];
      return host ? [[element.id, host.id] as const] : [];
    }),
  );
}

/** `SequentialLR(optimizer, [warmup, cosine])`: the parts are told in the box of the whole. */
function composedBy(
  { flows }: Pipeline,
  { id }: Element,
  elements: readonly Element[],
): readonly (readonly [string, string])[] {
  const isPartOf = (one: string, other: string): boolean => flows.some(({ from, to }) => from === one && to === other);
  const whole = elements.find(
    (other) => other.role === 'scheduler' && isPartOf(id, other.id) && !isPartOf(other.id, id),
  );
  return whole ? [[id, whole.id]] : [];
}

export function linkedTo({ flows }: Pipeline, id: string): ReadonlySet<string> {
  return new Set(flows.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : [])));
}

/** The model once more in each loop that only measures it. */
function planEvaluations(
  { elements }: Pipeline,
  { shown }: LoopGroups,
  boxes: readonly PlannedBox[],
  measuring: (loop: Loop) => readonly Element[],
): readonly PlannedBox[] {
  const model = elements.find(({ role }) => role === 'model');
  if (!model) return [];
  return shown
    .filter(
      ({ id, kind }) => kind === 'evaluation' && !boxes.some(({ role, group }) => role === 'model' && group?.id === id),
    )
    .map((loop) => ({
      id: `${model.id}/${loop.id}`,
      role: 'model',
      elements: [model],
      joined: measuring(loop),
      group: loop,
      isEvaluated: true,
      isAgain: true,
    }));
}
