import { isKind } from '../../python/values/make.js';
import type { Instance, Value } from '../../python/values/value.js';
import type { Role } from '../pipeline.js';
import { isModule } from '../record/describe-call.js';
import type { RecordedCall } from '../record/program.js';
import { alternativesOf, pathOfValue, traceOf } from '../record/trace.js';
import { type LibraryEntry, lookUpLibrary } from './library.js';

/** What a call is to the training. */
export interface Recognised {
  readonly role: Role;
  readonly title: string;
  readonly path?: string;
  readonly entry: LibraryEntry;
}

const PLAIN: LibraryEntry = { role: 'model', signature: '' };

/** Undefined: it is nothing that a picture of the training shows. */
export function recogniseCall(call: RecordedCall): Recognised | undefined {
  const library = lookUpLibrary(call.path);
  if (library) return { role: library.role, title: titleOf(library.path), path: library.path, entry: library };
  if (isKind(call.callee, 'class')) return recogniseClass(call, call.callee);
  if (isLossName(call.name) && isKind(call.callee, 'native')) {
    return { role: 'loss', title: call.name, path: `torch.nn.functional.${call.name}`, entry: LOSS };
  }
  return recogniseMethod(call);
}

const LOSS: LibraryEntry = {
  role: 'loss',
  signature: 'input target | weight size_average ignore_index reduce reduction label_smoothing',
};

function titleOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function isLossName(name: string): boolean {
  return /loss$|^(?:binary_)?cross_entropy|^kl_div$/i.test(name);
}

function recogniseClass(call: RecordedCall, cls: Extract<Value, { kind: 'class' }>): Recognised | undefined {
  const path = `${cls.module}.${cls.name}`;
  if (cls.isNative) {
    return cls.name.endsWith('Loss')
      ? { role: 'loss', title: cls.name, path: `torch.nn.${cls.name}`, entry: { role: 'loss', signature: '' } }
      : undefined;
  }
  const role = roleOfClass(cls, call.result);
  return role && { role, title: cls.name, path, entry: { role, signature: '' } };
}

const BASES: readonly (readonly [RegExp, Role])[] = [
  [/(?:^|\.)(?:\w*Dataset|VisionDataset|ImageFolder|LightningDataModule)\b/, 'dataset'],
  [/(?:^|\.)\w*Sampler\b/, 'sampler'],
  [/^torch\.optim\.lr_scheduler\./, 'scheduler'],
  [/^torch\.optim\./, 'optimizer'],
];

/** A class of the program that stands on one of a library is what that is. */
function roleOfClass(cls: Extract<Value, { kind: 'class' }>, made: Value | undefined): Role | undefined {
  if (isKind(made, 'instance') && isModule(made))
    return isLossName(cls.name) || cls.name.endsWith('Criterion') ? 'loss' : 'model';
  const reasons = cls.mro.flatMap(({ unknownBase }) =>
    unknownBase ? [unknownBase.reason, pathOfValue(unknownBase)] : [],
  );
  return BASES.find(([pattern]) => reasons.some((reason) => pattern.test(reason)))?.[1];
}

/** Methods whose name alone says what they do, and those that hang on what they are called on. */
function recogniseMethod(call: RecordedCall): Recognised | undefined {
  const { name, receiver } = call;
  if (receiver === undefined || call.within.length > 0) return undefined;
  const role = METHOD_ROLES[name]?.(receiver, call);
  return role && { role, title: name, entry: { ...PLAIN, role, signature: SIGNATURES[name] ?? '' } };
}

const SIGNATURES: Readonly<Record<string, string>> = {
  to: '| device dtype non_blocking',
  cuda: '| device non_blocking',
  zero_grad: '| set_to_none',
  clip_grad_norm_: '| max_norm norm_type',
};

type RoleOf = (receiver: Value, call: RecordedCall) => Role | undefined;

const METHOD_ROLES: Readonly<Record<string, RoleOf>> = {
  backward: () => 'backward',
  zero_grad: () => 'zero-grad',
  step: (receiver, call) => {
    const made = madeBy(receiver);
    if (made?.role === 'scheduler') return 'scheduler-step';
    if (made?.role === 'optimizer' || made?.role === 'scaler') return 'optimizer-step';
    return call.values.some((value) => madeBy(value)?.role === 'optimizer') ? 'optimizer-step' : undefined;
  },
  to: (receiver) => (moduleOf(receiver) ? 'device' : 'transfer'),
  cuda: (receiver) => (moduleOf(receiver) ? 'device' : 'transfer'),
  clip_grad_norm_: () => 'clip',
  update_parameters: () => 'ema',
  requires_grad_: () => 'freeze',
  add_scalar: () => 'logging',
};

/** What the call that gave a value is. */
export function madeBy(value: Value): Recognised | undefined {
  for (const item of alternativesOf(value)) {
    const trace = traceOf(item);
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
