import type { Element, Loop, Pipeline, Role } from '../../training/pipeline.js';
import type { LoopGroups } from './loop-groups.js';

/** The loop that each element is drawn in: where it works, not where it is made. */
export function placeElements(pipeline: Pipeline, groups: LoopGroups): ReadonlyMap<string, Loop | undefined> {
  return new Map(
    pipeline.elements.map((element) => {
      const own = groups.groupOf(element.loop);
      const place = WORKPLACES[element.role];
      return [element.id, place ? place({ pipeline, groups, element, own }) : own];
    }),
  );
}

interface Question {
  readonly pipeline: Pipeline;
  readonly groups: LoopGroups;
  readonly element: Element;
  /** The loop that the call stands in. */
  readonly own: Loop | undefined;
}

type Workplace = (question: Question) => Loop | undefined;

/** Meters and callbacks are made before the loops, to do something in them. */
const callback: Workplace = ({ groups, element, own }) => own ?? (element.phase === 'setup' ? groups.epoch : own);

const WORKPLACES: Partial<Record<Role, Workplace>> = {
  model: ({ groups }) => groups.step,
  loss: ({ groups, own }) => own ?? groups.step,
  scaler: ({ groups, own }) => own ?? groups.step,
  optimizer: (question) => whereIs('optimizer-step', question) ?? question.own ?? question.groups.step,
  scheduler: (question) => whereIs('scheduler-step', question) ?? question.own ?? question.groups.epoch,
  metric: ({ groups, element, own }) => {
    if (own || element.phase !== 'setup') return own;
    return groups.shown.find(({ kind }) => kind === 'evaluation') ?? groups.step;
  },
  logging: (question) => question.own ?? whereIs('logging', question) ?? callback(question),
  ema: callback,
  evaluation: callback,
  save: callback,
};

/** The loop of the call of a role that belongs to this element, else of any. */
function whereIs(role: Role, { pipeline, groups, element }: Question): Loop | undefined {
  const found = pipeline.elements.filter((other) => other.role === role && groups.groupOf(other.loop));
  const isLinked = ({ id }: Element): boolean =>
    pipeline.flows.some(({ from, to }) => (from === id && to === element.id) || (to === id && from === element.id));
  return groups.groupOf((found.find(isLinked) ?? found[0])?.loop);
}
