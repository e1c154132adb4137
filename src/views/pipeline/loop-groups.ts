import type { Condition, Element, Loop, Option, Pipeline } from '../../training/pipeline.js';
import type { Language } from '../diagram.js';
import { type LabelKey, label } from '../labels.js';
import { openConditions, showConditions } from './show-condition.js';
import { showOrigin, showSettingValue } from './show-setting.js';

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
  const byId = new Map(loops.map((loop) => [loop.id, loop]));
  const byPlace = new Map<string, Loop>();
  const drawn = new Map<string, Loop | undefined>();
  const find = (id: string | undefined): Loop | undefined => {
    const loop = id === undefined ? undefined : byId.get(id);
    if (!loop) return undefined;
    if (drawn.has(loop.id)) return drawn.get(loop.id);
    drawn.set(loop.id, undefined);
    const around = find(loop.parent);
    const isInner = around?.kind === 'evaluation' || (loop.kind === 'other' && depth < 3);
    const key = `${loop.kind} ${loop.place.file}:${loop.place.line}:${loop.place.column}`;
    const found = isInner ? around : (byPlace.get(key) ?? { ...loop, ...(around ? { parent: around.id } : {}) });
    if (!isInner && found) byPlace.set(key, found);
    drawn.set(loop.id, found);
    return found;
  };
  const shown = [...new Set(loops.flatMap(({ id }) => find(id) ?? []))];
  return {
    shown,
    groupOf: find,
    step: shown.find(({ kind }) => kind === 'step') ?? shown.find(({ kind }) => kind === 'epoch'),
    epoch: shown.find(({ kind }) => kind === 'epoch'),
  };
}

const TITLES: Readonly<Record<Loop['kind'], LabelKey>> = {
  epoch: 'epochLoop',
  step: 'stepLoop',
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
  const { kind, count, over } = loop;
  const origin = originOfCount(loop, options);
  const times = count
    ? ` × ${showSettingValue(count)}${origin ? showOrigin({ kind: 'default', option: origin }, language) : ''}`
    : '';
  const each = kind !== 'epoch' && (over !== undefined || !count) ? ` · ${label('eachBatch', language)}` : '';
  const condition = showConditions(openConditions(loop.conditions, around), options, language);
  return `${label(TITLES[kind], language)}${times}${each}${condition === undefined ? '' : ` · ${condition}`}`;
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
  return groups.groupOf(element.loop)?.kind === 'evaluation' || element.phase === 'evaluation';
}
