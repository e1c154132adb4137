import { isKind } from '../../python/values/make.js';
import type { Class, Instance, Value } from '../../python/values/value.js';
import type { Role } from '../pipeline.js';
import { isModule } from '../record/describe-call.js';
import type { RecordedCall } from '../record/program.js';
import { alternativesOf, pathOfValue, traceOf } from '../record/trace.js';
import { type LibraryEntry, lookUpLibrary } from './library.js';
import { readParameterNames } from './parameter-names.js';

/** What a call is to the training. */
export interface Recognised {
  readonly role: Role;
  readonly title: string;
  readonly path?: string;
  readonly entry: LibraryEntry;
}

/** `AutoModel` for `transformers.AutoModel.from_pretrained`. */
export function titleOf(path: string): string {
  const [last = '', before = last] = path.split('.').reverse();
  return /^from_(?:pretrained|config)$/.test(last) ? before : last;
}

function isLossName(name: string): boolean {
  return /loss$|^(?:binary_)?cross_entropy|^kl_div$|^(?:sigmoid|softmax)_cross_entropy/i.test(name);
}

/** What making an object of a class is to the training. */
export function recogniseClass(call: RecordedCall, cls: Class): Recognised | undefined {
  const path = `${cls.module}.${cls.name}`;
  if (cls.isNative) return recogniseLayer(call, cls);
  const role = roleOfClass(cls, call.result);
  return (
    role && {
      role,
      title: cls.name,
      path,
      entry: { role, signature: readParameterNames(cls.attributes.get('__init__'), 1) },
    }
  );
}

/** A layer of torch that is made outside of any other is a loss, transforms in a row, or a model. */
function recogniseLayer(call: RecordedCall, cls: Class): Recognised | undefined {
  const path = `torch.nn.${cls.name}`;
  if (cls.name.endsWith('Loss'))
    return { role: 'loss', title: cls.name, path, entry: { role: 'loss', signature: LOSSES[cls.name] ?? '' } };
  if (!isKind(call.result, 'instance') || !isModule(call.result)) return undefined;
  const isTransforms = call.values.some((value) => /^\w+\.(?:\w+\.)*transforms\b/.test(pathOfValue(value)));
  const role = isTransforms ? 'transforms' : 'model';
  return { role, title: cls.name, path, entry: { role, signature: '' } };
}

/** As of torch 2.13.0, looked up 2026-11-23 by `inspect.signature`. */
const LOSSES: Readonly<Record<string, string>> = {
  CrossEntropyLoss: '| weight size_average ignore_index reduce reduction label_smoothing',
  NLLLoss: '| weight size_average ignore_index reduce reduction',
  BCELoss: '| weight size_average reduce reduction',
  BCEWithLogitsLoss: '| weight size_average reduce reduction pos_weight',
  MSELoss: '| size_average reduce reduction',
  L1Loss: '| size_average reduce reduction',
  SmoothL1Loss: '| size_average reduce reduction beta',
  HuberLoss: '| reduction delta',
  KLDivLoss: '| size_average reduce reduction log_target',
  CTCLoss: '| blank reduction zero_infinity',
  TripletMarginLoss: '| margin p eps swap size_average reduce reduction',
};

/** Bases of classes of the program, by the names of libraries. */
const BASES: readonly (readonly [RegExp, Role])[] = [
  [/(?:^|\.)(?:\w*Dataset|VisionDataset|ImageFolder|DatasetFolder|LightningDataModule)\b/, 'dataset'],
  [/(?:^|\.)\w*Sampler\b/, 'sampler'],
  [/(?:^|\.)\w*DataLoader\b/, 'loader'],
  [/^torch\.optim\.lr_scheduler\.|(?:^|\.)_?LRScheduler\b/, 'scheduler'],
  [/^torch\.optim\./, 'optimizer'],
  [/^torchmetrics\./, 'metric'],
];

/** Classes of the program without such a base, by their own names. */
const NAMES: readonly (readonly [RegExp, Role])[] = [
  [/(?:^|[a-z])(?:EMA|Ema|ExponentialMovingAverage)(?:$|[A-Z])|^(?:EMA|ModelEma)\w*$/, 'ema'],
  [/(?:Dataset|Dataset\w{0,4})$/, 'dataset'],
  [/(?:DataLoader|BatchLoader|Loader|Prefetcher)$/, 'loader'],
  [/Sampler$/, 'sampler'],
  [/Collat(?:or|e)\w*$/, 'collate'],
  [/(?:LR|Scheduler|Schedule)$/, 'scheduler'],
  [/(?:Loss|Criterion)$/, 'loss'],
];

/** A class of the program that stands on one of a library is what that is. */
function roleOfClass(cls: Class, made: Value | undefined): Role | undefined {
  if (isKind(made, 'instance') && isModule(made)) {
    if (isLossName(cls.name) || cls.name.endsWith('Criterion')) return 'loss';
    return NAMES[0]?.[0].test(cls.name) ? 'ema' : 'model';
  }
  const reasons = cls.mro.flatMap(({ unknownBase }) =>
    unknownBase ? [unknownBase.reason, pathOfValue(unknownBase)] : [],
  );
  return (
    BASES.find(([pattern]) => reasons.some((reason) => pattern.test(reason)))?.[1] ??
    NAMES.find(([pattern]) => pattern.test(cls.name))?.[1]
  );
}

/** What the call that gave a value is. */
export function madeBy(value: Value): Recognised | undefined {
  for (const item of alternativesOf(value)) {
    const trace = traceOf(item);
    if (isKind(item, 'instance') && !isModule(item)) {
      const role = roleOfClass(item.cls, item);
      if (role) return { role, title: item.cls.name, entry: { role, signature: '' } };
    }
    if (trace?.kind !== 'call') continue;
    const made = lookUpLibrary(trace.call.path);
    if (made) return { role: made.role, title: titleOf(made.path), path: made.path, entry: made };
    const own = isKind(trace.call.callee, 'class') ? recogniseClass(trace.call, trace.call.callee) : undefined;
    if (own) return own;
  }
  return undefined;
}

export function moduleOf(value: Value): Instance | undefined {
  for (const item of alternativesOf(value)) if (isKind(item, 'instance') && isModule(item)) return item;
  return undefined;
}
