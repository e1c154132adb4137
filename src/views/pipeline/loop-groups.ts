import type { Condition, Element, Loop, Option, Pipeline } from '../../training/pipeline.js';
import type { Language } from '../diagram.js';
import { type LabelKey, label } from '../labels.js';
import { openConditions, showConditions } from './show-condition.js';
import { cutText, showOrigin, showSettingValue } from './show-setting.js';

/** The loops that are drawn as groups. */
export interface LoopGroups {
  readonly shown: readonly Loop[];
  /** The group that a loop is drawn as: itself, its twin, or what is around it. */
  readonly groupOf: (loop: string | undefined) => Loop | undefined;
  /** The loop in which the model learns. */
  readonly step: Loop | undefined;
  readonly epoch: Loop | undefined;
}

/**
 * One place in the script is one group, however often it is reached; a loop inside an evaluation is part of it, and loops
 * that are of no kind are shown only when all is.
 */
export function chooseLoops({ loops }: Pipeline, depth: number): LoopGroups {
  const byId = new Map(loops.map((loop) => [loop.id, easiestTwin(loop, loops)]));
  const drawn = new Map<string, Loop | undefined>();
  const find = (id: string | undefined): Loop | undefined => {
    const loop = id === undefined ? undefined : byId.get(id);
    if (!loop) return undefined;
    if (drawn.has(loop.id)) return drawn.get(loop.id);
    drawn.set(loop.id, undefined);
    const around = find(loop.parent);
    const isInner = around?.kind === 'evaluation' || (loop.kind === 'other' && depth < 3);
    const { parent: _parent, ...rest } = loop;
    const found = isInner ? around : { ...rest, ...(around ? { parent: around.id } : {}) };
    drawn.set(loop.id, found);
    return found;
  };
  const shown = loops.flatMap(({ id }) => {
    const found = find(id);
    return found?.id === id ? [found] : [];
  });
  return {
    shown,
    groupOf: find,
    step: LEARNING.flatMap((kind) => shown.find((loop) => loop.kind === kind) ?? [])[0],
    epoch: shown.find(({ kind }) => kind === 'epoch'),
  };
}

function isTwin(a: Loop, b: Loop): boolean {
  const [one, other] = [a.place, b.place];
  return a.kind === b.kind && one.file === other.file && one.line === other.line && one.column === other.column;
}

/** Of the ways to one place in the script the one with the fewest conditions. */
function easiestTwin(loop: Loop, loops: readonly Loop[]): Loop {
  const open = ({ conditions }: Loop): number => openConditions(conditions).length;
  const [first = loop, ...others] = loops.filter((other) => isTwin(loop, other));
  return others.reduce((best, other) => (open(other) < open(best) ? other : best), first);
}

/** The innermost first. */
const LEARNING: readonly Loop['kind'][] = ['accumulation', 'step', 'epoch'];

const TITLES: Readonly<Record<Loop['kind'], LabelKey>> = {
  epoch: 'epochLoop',
  step: 'stepLoop',
  accumulation: 'accumulationLoop',
  evaluation: 'evaluationLoop',
  other: 'otherLoop',
};

/** `Epoch × 90 (--epochs)`; `Step: each batch`. */
export function titleLoop(
  loop: Loop,
  around: readonly Condition[],
  options: readonly Option[],
  language: Language,
): string {
  const { kind, count } = loop;
  const origin = originOfCount(loop, options);
  const times = count
    ? ` × ${showSettingValue(count)}${origin ? showOrigin({ kind: 'default', option: origin }, language) : ''}`
    : '';
  const condition = showConditions(openConditions(loop.conditions, around).slice(0, 1), options, language);
  // A title that is wider than what it stands over would leave the loop around.
  const rest = condition === undefined ? each(loop, language) : ` · ${cutText(condition, LONGEST_CONDITION)}`;
  return `${label(TITLES[kind], language)}${times}${rest}`;
}

const LONGEST_CONDITION = 28;

function each({ kind, over, count }: Loop, language: Language): string {
  if (kind === 'accumulation' && count) return '';
  return kind !== 'epoch' && (over !== undefined || !count) ? ` · ${label('eachBatch', language)}` : '';
}

/** The switch that says how often: one that is named after epochs and holds this number. */
function originOfCount({ kind, count }: Loop, options: readonly Option[]): string | undefined {
  if (kind !== 'epoch' || count?.kind !== 'known') return undefined;
  const found = options.filter(
    ({ name, value }) => /epoch/i.test(name) && value.kind === 'known' && value.text === count.text,
  );
  return found.length === 1 ? found[0]?.name : undefined;
}

/** What must hold for the loops around an element: said at their groups. */
export function conditionsAround(groups: LoopGroups, group: Loop | undefined): readonly Condition[] {
  const all: Condition[] = [];
  for (let loop = group; loop; loop = groups.groupOf(loop.parent)) all.push(...loop.conditions);
  return all;
}

export function isEvaluated(element: Element, groups: LoopGroups): boolean {
  const group = groups.groupOf(element.loop);
  return group ? group.kind === 'evaluation' : element.phase === 'evaluation';
}
