import { placeOf } from '../../base/text.js';
import { isTensor } from '../../models/torch/tensor.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { WatchedArgument } from '../../python/watcher.js';
import type { Element, Option, Role, Setting } from '../pipeline.js';
import { readFile } from '../recognise/read-file.js';
import { readModel } from '../recognise/read-model.js';
import { readParts } from '../recognise/read-parts.js';
import { readArguments, readSettings } from '../recognise/read-settings.js';
import { sourceTextOf } from '../recognise/show-value.js';
import { isModule } from '../record/describe-call.js';
import type { Program, RecordedCall } from '../record/program.js';
import type { Recorder } from '../record/recorder.js';
import { conditionsOf } from './conditions.js';
import type { Draft } from './drafts.js';
import type { FoundLoops } from './find-loops.js';
import { parallelSettings } from './parallel-settings.js';
import type { Sources } from './sources.js';

export interface Making {
  readonly program: Program;
  readonly drafts: readonly Draft[];
  readonly options: ReadonlyMap<string, Option>;
  readonly recorder: Recorder;
  readonly found: FoundLoops;
  readonly sources: Sources;
  readonly ids: ReadonlyMap<Draft, string>;
  readonly loopIdOf: (id: string) => string;
}

/** Roles of which only is said that they are there: what is given to them are data. */
const WITHOUT_SETTINGS: ReadonlySet<Role> = new Set(['logging', 'optimizer-step', 'metric']);

/** Roles that are boxes of their own, and no settings of others. */
const BOXES: ReadonlySet<Role> = new Set(
  'dataset transforms sampler collate loader model optimizer scheduler scaler loss ema parallel compile metric'.split(
    ' ',
  ) as Role[],
);

export function makeElement(draft: Draft, making: Making): Element {
  const { recognised, role, calls, phase } = draft;
  const [call] = calls;
  if (!call) throw new Error('an element without a call');
  const { options, recorder, found, ids, loopIdOf } = making;
  const loop = found.loopOf(call.scope);
  const file =
    role === 'save' || role === 'resume' || role === 'export' ? readFile(call, recognised, recorder) : undefined;
  return {
    id: ids.get(draft) ?? role,
    role,
    title: recognised.title,
    ...(recognised.path === undefined ? {} : { path: recognised.path }),
    place: placeOf(call.site.source, call.site),
    places: furtherPlaces(calls),
    settings: settingsOf(draft, call, making),
    conditions: conditionsOf(call.scope),
    ...(loop ? { loop: loopIdOf(loop.id) } : {}),
    phase,
    parts: readParts(call, recognised, recorder, options),
    ...(role === 'model' ? { model: readModel(call, recognised.entry.signature, recorder) } : {}),
    ...(file ? { file } : {}),
  };
}

/** Of the same thing in other places of the text. */
function furtherPlaces([first, ...others]: readonly RecordedCall[]): Element['places'] {
  const seen = new Set([first && keyOf(first)]);
  return others.flatMap((call) => {
    const key = keyOf(call);
    if (seen.has(key)) return [];
    seen.add(key);
    return [placeOf(call.site.source, call.site)];
  });
}

function keyOf({ site }: RecordedCall): string {
  return `${site.source.path}:${site.start}`;
}

function settingsOf(draft: Draft, call: RecordedCall, making: Making): readonly Setting[] {
  const { recognised, role } = draft;
  const isMessage =
    role === 'logging' && !/init|Writer|Logger|Monitor|Processor|start_run|report_to/.test(recognised.title);
  if (isMessage) return [];
  if (WITHOUT_SETTINGS.has(role) && role !== 'logging' && (role !== 'metric' || isKind(call.callee, 'function')))
    return [];
  const { sources, options, recorder } = making;
  const hidden = new Set(
    readArguments(call, recognised.entry.signature)
      .filter(({ value, written }) => !isComputed(written) && isBox(value, sources))
      .map(({ name }) => name),
  );
  const read = readSettings(call, recognised.entry, options).filter(({ name }) => !hidden.has(name));
  const settings =
    role === 'scheduler' && call.path.endsWith('=') ? read.map((setting) => asChanging(setting, call)) : read;
  if (role === 'parallel') return [...settings, ...parallelSettings(draft, making.drafts, making.program, sources)];
  const size = role === 'dataset' ? sizeOf(call, recorder) : undefined;
  if (size === undefined || settings.some(({ name }) => name === 'size')) return settings;
  return [
    ...settings,
    { name: 'size', value: { kind: 'known', value: size, text: String(size) }, origin: { kind: 'written' } },
  ];
}

/** A learning rate that is set by hand is another in each round. */
function asChanging(setting: Setting, { arguments: [written] }: RecordedCall): Setting {
  const text = written ? sourceTextOf(written.site) : '?';
  return { ...setting, value: { kind: 'unknown', text, reason: 'it changes as the training goes on' } };
}

/** `len(loader)` and `scaler is not None` are no loader and no scaler. */
function isComputed(written: WatchedArgument | undefined): boolean {
  if (!written) return false;
  const { source, start, end } = written.site;
  const text = source.text.slice(start, end);
  const outside = text.replaceAll(/\([^()]*\)|\[[^\][]*\]/g, '');
  return /^(?:len|int|float|bool|str|max|min)\b/.test(text) || /\b(?:is|not|in|and|or)\b|[<>=+*/%]/.test(outside);
}

/** A box itself, objects of the program that hold one, lists of them, and modules and tensors. */
function isBox(value: Value, { draftOf, sourcesOf }: Sources): boolean {
  const draft = draftOf(value);
  if (draft) return BOXES.has(draft.role);
  if (isKind(value, 'instance'))
    return isModule(value) || isTensor(value) || sourcesOf(value).some(({ role }) => BOXES.has(role));
  if (isKind(value, 'list') || isKind(value, 'tuple')) {
    return value.items.length > 0 && value.items.every((item) => isBox(item, { draftOf, sourcesOf } as Sources));
  }
  return false;
}

/** Of datasets that are made of tensors, and of those of the program whose `__len__` is known. */
function sizeOf(call: RecordedCall, recorder: Recorder): number | undefined {
  const [first] = call.values;
  if (call.name === 'TensorDataset' && isKind(first, 'instance') && isTensor(first)) {
    const { shape } = first.state;
    const length = Array.isArray(shape) ? shape[0] : undefined;
    return typeof length === 'number' ? length : undefined;
  }
  return call.result === undefined ? undefined : recorder.lengthOf(call.result);
}
