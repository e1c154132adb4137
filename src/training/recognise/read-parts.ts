import { placeOf } from '../../base/text.js';
import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import { conditionsOf } from '../arrange/conditions.js';
import type { Condition, Option, Part, Setting } from '../pipeline.js';
import type { RecordedCall } from '../record/program.js';
import type { Recorder } from '../record/recorder.js';
import { alternativesOf, traceOf } from '../record/trace.js';
import { lookUpLibrary } from './library.js';
import { readArguments, readSettings } from './read-settings.js';
import type { Recognised } from './recognise-class.js';
import { showValue } from './show-value.js';

interface Reading {
  readonly owner: RecordedCall;
  readonly recorder: Recorder;
  readonly options: ReadonlyMap<string, Option>;
}

/** Calls that are a part of this one: the transforms that it is given, also those within others. */
export function callsOfParts(call: RecordedCall, recorder: Recorder): readonly RecordedCall[] {
  const found = new Set<RecordedCall>();
  const visit = (value: Value, depth: number): void => {
    if (depth > 4) return;
    for (const item of alternativesOf(value)) {
      if (isKind(item, 'list') || isKind(item, 'tuple')) for (const part of item.items) visit(part, depth + 1);
      const trace = traceOf(item);
      const made = trace?.kind === 'call' ? trace.call : recorder.originOf(item);
      if (!made || found.has(made) || made === call) continue;
      found.add(made);
      for (const part of [...made.values, ...(made.keywords?.values() ?? [])]) visit(part, depth + 1);
    }
  };
  for (const value of [...call.values, ...(call.keywords?.values() ?? [])]) visit(value, 0);
  return [...found];
}

/** What an element is made of, in order: transforms, groups of parameters. */
export function readParts(
  owner: RecordedCall,
  { role, entry }: Recognised,
  recorder: Recorder,
  options: ReadonlyMap<string, Option>,
): readonly Part[] {
  const reading: Reading = { owner, recorder, options };
  if (role === 'optimizer') return readGroups(reading, entry.signature);
  if (role !== 'transforms') return [];
  const [first, ...others] = readArguments(owner, entry.signature).map(({ value }) => value);
  const isList = isKind(first, 'list') || isKind(first, 'tuple');
  if (!isList && owner.name !== 'Sequential') return [];
  const items = isList ? first.items : [first, ...others];
  return items.flatMap((item) => (item === undefined ? [] : partsOfItem(reading, item)));
}

/** One of several when it is not known which. */
function partsOfItem(reading: Reading, item: Value): readonly Part[] {
  return alternativesOf(item).flatMap((value): readonly Part[] => {
    const trace = traceOf(value);
    const made = trace?.kind === 'call' ? trace.call : reading.recorder.originOf(value);
    if (made) return [partOfCall(reading, made)];
    if (isKind(value, 'function'))
      return [
        {
          title: value.name === '<lambda>' ? 'lambda' : value.name,
          place: placeOf(value.site.source, value.site),
          settings: [],
          conditions: [],
        },
      ];
    if (isKind(value, 'instance'))
      return [
        {
          title: value.cls.name,
          ...(value.site ? { place: placeOf(value.site.source, value.site) } : {}),
          settings: [],
          conditions: [],
        },
      ];
    return [];
  });
}

function partOfCall({ owner, options }: Reading, made: RecordedCall): Part {
  const library = lookUpLibrary(made.path);
  const entry = { role: 'transforms', signature: TRANSFORMS[made.name] ?? library?.signature ?? '' } as const;
  return {
    title: made.name,
    path: made.path,
    place: placeOf(made.site.source, made.site),
    settings: readSettings(made, entry, options),
    conditions: conditionsBeyond(made, owner),
  };
}

/** Conditions of the one that the other does not hang on. */
function conditionsBeyond(made: RecordedCall, owner: RecordedCall): readonly Condition[] {
  const known = new Set(conditionsOf(owner.scope).map(({ text }) => text));
  return conditionsOf(made.scope).filter(({ text }) => !known.has(text));
}

/** First parameters of the transforms that are given by position: as of torchvision 0.29.1, looked up 2026-11-23 by `inspect.signature`. */
const TRANSFORMS: Readonly<Record<string, string>> = {
  Resize: '| size interpolation max_size antialias',
  CenterCrop: '| size',
  RandomCrop: '| size padding pad_if_needed fill padding_mode',
  RandomResizedCrop: '| size scale ratio interpolation antialias',
  RandomHorizontalFlip: '| p',
  RandomVerticalFlip: '| p',
  RandomRotation: '| degrees interpolation expand center fill',
  RandomErasing: '| p scale ratio value inplace',
  RandomGrayscale: '| p',
  ColorJitter: '| brightness contrast saturation hue',
  Normalize: '| mean std inplace',
  Pad: '| padding fill padding_mode',
  GaussianBlur: '| kernel_size sigma',
  RandAugment: '| num_ops magnitude num_magnitude_bins',
  AutoAugment: '| policy',
  ToDtype: '| dtype scale',
  ConvertImageDtype: '| dtype',
  Grayscale: '| num_output_channels',
  RandomAffine: '| degrees translate scale shear',
  RandomApply: 'transforms | p',
  Lambda: '| lambd',
};

/** Groups of parameters with settings of their own. */
function readGroups({ owner, recorder, options }: Reading, signature: string): readonly Part[] {
  const [params] = readArguments(owner, signature);
  const groups = params && groupsOf(params.value);
  if (!groups) return [];
  void recorder;
  void options;
  return groups.map((group, at): Part => {
    const settings = [...group.entries.values()].flatMap(([key, value]): Setting[] => {
      if (typeof key !== 'string') return [];
      if (key !== 'params') return [{ name: key, value: showValue(value, undefined), origin: { kind: 'written' } }];
      const shown = showParameters(value);
      return shown ? [shown] : [];
    });
    return { title: `group ${at + 1}`, settings, conditions: [] };
  });
}

function groupsOf(value: Value): readonly Extract<Value, { kind: 'dict' }>[] | undefined {
  for (const item of alternativesOf(value)) {
    if ((isKind(item, 'list') || isKind(item, 'tuple')) && item.items.length > 0) {
      const groups = item.items.flatMap((part) => (isKind(part, 'dict') ? [part] : []));
      if (groups.length === item.items.length) return groups;
    }
  }
  return undefined;
}

function showParameters(value: Value): Setting | undefined {
  const trace = traceOf(value);
  if (trace?.kind === 'call') {
    const { site } = trace.call;
    return {
      name: 'params',
      value: { ...showValue(value, site) },
      place: placeOf(site.source, site),
      origin: { kind: 'written' },
    };
  }
  if (!isKind(value, 'list') || value.rest) return undefined;
  const text = `${value.items.length} tensor${value.items.length === 1 ? '' : 's'}`;
  return { name: 'params', value: { kind: 'known', value: text, text }, origin: { kind: 'written' } };
}
