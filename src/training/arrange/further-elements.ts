import { placeOf } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Element, Flow, Loop, Option, Setting, SettingValue } from '../pipeline.js';
import { readArguments } from '../recognise/read-settings.js';
import { showValue } from '../recognise/show-value.js';
import { calledName } from '../recognise/source-names.js';
import { isBrought } from '../record/outside.js';
import { type Program, type RecordedCall, walkScopes } from '../record/program.js';
import { conditionsOf } from './conditions.js';
import type { Draft } from './drafts.js';
import type { FoundLoops } from './find-loops.js';
import { isWithoutGradient } from './loop-kinds.js';

export interface Further {
  readonly elements: readonly Element[];
  readonly flows: readonly Flow[];
}

/** Elements that are no call: what a loader puts batches together with, loops that evaluate, steps that are gathered. */
export function findFurther(
  program: Program,
  drafts: readonly Draft[],
  ids: ReadonlyMap<Draft, string>,
  found: FoundLoops,
  loops: readonly Loop[],
  idOf: (id: string) => string,
  options: ReadonlyMap<string, Option>,
): Further {
  const taken = new Set(ids.values());
  const collates = drafts
    .flatMap((draft) => collateOf(draft, ids.get(draft) ?? ''))
    .map(({ element, loader }) => ({ element: withFreeId(element, taken), loader }));
  const evaluations = loops
    .filter(({ kind }) => kind === 'evaluation')
    .map((loop) => evaluationOf(loop, program, found, idOf))
    .map((element) => withFreeId(element, taken));
  const gathered = accumulationOf(program, drafts, found, loops, idOf, options);
  return {
    elements: [
      ...unique(collates.map(({ element }) => element)),
      ...unique(evaluations),
      ...(gathered ? [gathered] : []),
    ],
    flows: [
      ...collates.map(({ element, loader }): Flow => ({ from: element.id, to: loader, kind: 'uses' })),
      ...evaluations.flatMap(({ id, loop }): Flow[] => {
        const over = loops.find((item) => item.id === loop)?.over;
        return over === undefined ? [] : [{ from: over, to: id, kind: 'data' }];
      }),
    ],
  };
}

function unique(elements: readonly Element[]): readonly Element[] {
  return elements.filter(({ id }, at) => elements.findIndex((item) => item.id === id) === at);
}

/** Frameworks call what evaluates by the same word as the loop that does. */
function withFreeId(element: Element, taken: ReadonlySet<string>): Element {
  let { id } = element;
  for (let count = 2; taken.has(id); count += 1) id = `${element.id}:${count}`;
  return { ...element, id };
}

function collateOf(
  { role, calls, recognised, phase }: Draft,
  loader: string,
): readonly { element: Element; loader: string }[] {
  const [call] = calls;
  if (role !== 'loader' || !call) return [];
  const given = readArguments(call, recognised.entry.signature).find(({ name }) => name === 'collate_fn');
  if (!given || given.value === null || !given.written || isBrought(given.written.site)) return [];
  const { value, written } = given;
  const shown = isKind(value, 'function')
    ? value.name
    : isKind(value, 'instance')
      ? value.cls.name
      : showValue(value, written.site);
  const title = typeof shown === 'string' ? shown : shown.kind === 'one-of' ? shown.texts.join(' | ') : shown.text;
  const element: Element = {
    id: loader.replace(/^loader/, 'collate'),
    role: 'collate',
    title,
    place: placeOf(written.site.source, written.site),
    places: [],
    settings: [],
    conditions: conditionsOf(call.scope),
    phase,
    parts: [],
    ...(isKind(value, 'unknown') ? { unknown: value.reason } : {}),
  };
  return [{ element, loader }];
}

function evaluationOf(loop: Loop, program: Program, found: FoundLoops, idOf: (id: string) => string): Element {
  const calls = program.calls.filter((call) => {
    const own = found.loopOf(call.scope);
    return own !== undefined && idOf(own.id) === loop.id;
  });
  const [first] = calls;
  const [caller] = first?.chain ?? [];
  const isOff = calls.some(({ scope }) => isWithoutGradient(scope));
  const isEval = first !== undefined && isInEvalMode(program, first);
  return {
    id: loop.id,
    role: 'evaluation',
    title: (caller && calledName(caller)) || 'evaluation',
    place: loop.place,
    places: [],
    settings: [flag('no_grad', isOff), flag('eval', isEval)],
    conditions: loop.conditions,
    loop: loop.id,
    phase: 'evaluation',
    parts: [],
  };
}

function isInEvalMode(program: Program, first: RecordedCall): boolean {
  const modes = program.calls.filter(({ id, name }) => id < first.id && (name === 'eval' || name === 'train'));
  return modes.at(-1)?.name === 'eval';
}

function flag(name: string, isSet: boolean): Setting {
  return { name, value: { kind: 'known', value: isSet, text: isSet ? 'True' : 'False' }, origin: { kind: 'written' } };
}

/** An inner loop that goes backward several times, or `if (i + 1) % n == 0` around the step of the optimizer. */
function accumulationOf(
  program: Program,
  drafts: readonly Draft[],
  found: FoundLoops,
  loops: readonly Loop[],
  idOf: (id: string) => string,
  options: ReadonlyMap<string, Option>,
): Element | undefined {
  const element = (loop: Loop, place: Element['place'], value: SettingValue): Element => ({
    id: 'accumulation',
    role: 'accumulation',
    title: 'gradient accumulation',
    place,
    places: [],
    settings: [{ name: 'steps', value, place, origin: { kind: 'written' } }],
    conditions: loop.conditions,
    loop: loop.id,
    phase: 'training',
    parts: [],
  });
  const inner = loops.find(({ kind }) => kind === 'accumulation');
  if (inner) {
    return inner.count && element(inner, inner.place, inner.count);
  }
  const steps = drafts
    .filter(({ role, phase }) => role === 'optimizer-step' && phase === 'training')
    .flatMap(({ calls }) => calls);
  for (const call of steps) {
    const loop = found.loopOf(call.scope);
    for (const scope of walkScopes(call.scope)) {
      if (scope.kind === 'loop') break;
      if (scope.kind !== 'way' || !loop) continue;
      const text = scope.site.source.text.slice(scope.site.start, scope.site.end);
      const divisor = /%\s*([\w.]+(?:\[['"]\w+['"]\])?)/.exec(text)?.[1];
      const shown = loops.find(({ id }) => id === idOf(loop.id));
      if (divisor === undefined || !shown) continue;
      return element(shown, placeOf(scope.site.source, scope.site), valueOfName(divisor, program, options));
    }
  }
  return undefined;
}

/** `4`, `args.accum_steps`, `ACCUM` */
function valueOfName(name: string, program: Program, options: ReadonlyMap<string, Option>): SettingValue {
  if (/^\d+$/.test(name)) return { kind: 'known', value: Number(name), text: name };
  const last = /(\w+)\W*$/.exec(name)?.[1] ?? name;
  const option = options.get(last);
  if (option) return option.value;
  const value = program.module.attributes.get(name);
  const shown = value === undefined ? undefined : showValue(value, undefined);
  if (shown && shown.kind !== 'unknown') return shown;
  return { kind: 'unknown', text: name, reason: shown?.reason ?? 'it is not known here' };
}
