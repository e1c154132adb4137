import { groupBy } from '../../base/order.js';
import type { Element, Loop, Pipeline, Role } from '../../training/pipeline.js';
import { isEvaluated, type LoopGroups } from './loop-groups.js';
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
  const elements = pipeline.elements.filter(({ role }) => depth > 1 || MAIN_ROLES.has(role));
  const places = placeElements(pipeline, groups, depth);
  const hosts = findHosts(pipeline, elements, depth);
  const isHidden = (element: Element): boolean => isLeftOut(element, elements, depth);
  const seen = depth > 1 ? elements : elements.filter((element) => isMainWay(element, groups));
  const own = seen.filter((element) => !hosts.has(element.id) && !isHidden(element));
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
  const again = planEvaluations(pipeline, groups, boxes);
  const boxOf = new Map(
    boxes.flatMap((box) => [...box.elements, ...box.joined].map((element) => [element.id, box] as const)),
  );
  const hidden = pipeline.elements.filter(({ id }) => !boxOf.has(id));
  return { boxes: [...boxes, ...again], boxOf, hidden };
}

/** At depth 1 what is only measured is one box, its loop. */
function isMainWay(element: Element, groups: LoopGroups): boolean {
  return !(isEvaluated(element, groups) && element.role === 'loss');
}

function isLeftOut(element: Element, all: readonly Element[], depth: number): boolean {
  if (depth >= 3 || ROLE_ROWS[element.role].folding.kind !== 'hidden') return false;
  return all.some(({ role }) => role === 'transfer') || element.role === 'device';
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
      if (folding.kind !== 'joins') return [];
      const candidates = elements.filter(({ role }) => role === folding.role);
      const linked = linkedTo(pipeline, element.id);
      const host = candidates.find(({ id }) => linked.has(id)) ?? candidates[0];
      return host ? [[element.id, host.id] as const] : [];
    }),
  );
}

export function linkedTo({ flows }: Pipeline, id: string): ReadonlySet<string> {
  return new Set(flows.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : [])));
}

/** Things that are made before the loop and work in it. */
function placeElements(pipeline: Pipeline, groups: LoopGroups, depth: number): ReadonlyMap<string, Loop | undefined> {
  const { elements } = pipeline;
  const whereIs = (role: Role, owner: string): Loop | undefined => {
    const found = elements.filter((element) => element.role === role && groups.groupOf(element.loop));
    const linked = linkedTo(pipeline, owner);
    const [first] = [...found.filter(({ id }) => linked.has(id)), ...found];
    return groups.groupOf(first?.loop);
  };
  const place = (element: Element): Loop | undefined => {
    const own = groups.groupOf(element.loop);
    switch (element.role) {
      case 'model':
        return groups.step;
      case 'loss':
        return own ?? groups.step;
      case 'optimizer':
        return depth >= 3 ? own : (whereIs('optimizer-step', element.id) ?? own ?? groups.step);
      case 'scheduler':
        return depth >= 3 ? own : (whereIs('scheduler-step', element.id) ?? own ?? groups.epoch);
      default:
        return own;
    }
  };
  return new Map(elements.map((element) => [element.id, place(element)]));
}

/** The model once more in each loop that only measures it. */
function planEvaluations(
  { elements }: Pipeline,
  { shown }: LoopGroups,
  boxes: readonly PlannedBox[],
): readonly PlannedBox[] {
  const [model] = elements.filter(({ role }) => role === 'model');
  if (!model) return [];
  return shown
    .filter(
      ({ id, kind }) => kind === 'evaluation' && !boxes.some(({ role, group }) => role === 'model' && group?.id === id),
    )
    .map((loop) => ({
      id: `${model.id}/${loop.id}`,
      role: 'model',
      elements: [model],
      joined: [],
      group: loop,
      isEvaluated: true,
      isAgain: true,
    }));
}
