import { isKind } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Role } from '../pipeline.js';
import type { RecordedCall } from '../record/program.js';
import { alternativesOf, pathOfValue, traceOf } from '../record/trace.js';
import { madeBy, moduleOf, type Recognised } from './recognise-class.js';

/** Methods whose name alone says what they do, and those that hang on what they are called on. */
export function recogniseMethod(call: RecordedCall): Recognised | undefined {
  const { name, receiver, within } = call;
  if (receiver === undefined || within.length > 0 || !Object.hasOwn(ROLES, name)) return undefined;
  const role = ROLES[name]?.(receiver, call);
  if (!role) return undefined;
  const isOfLogger = role === 'logging' && name === 'log';
  return {
    role,
    title: isOfLogger ? `${pathOfValue(receiver)}.log` : name,
    entry: { role, signature: SIGNATURES[name] ?? '' },
  };
}

const SIGNATURES: Readonly<Record<string, string>> = {
  to: '| device dtype non_blocking',
  cuda: '| device non_blocking',
  zero_grad: '| set_to_none',
  clip_grad_norm_: '| max_norm norm_type',
  step: 'optimizer |',
  backward: 'loss |',
  manual_seed: '| seed',
  save: 'f |',
  update_parameters: 'model |',
  convert_sync_batchnorm: 'module | process_group',
  requires_grad_: '| requires_grad',
  save_pretrained: '| save_directory',
};

type RoleOf = (receiver: Value, call: RecordedCall) => Role | undefined;

const WRITERS = /SummaryWriter|wandb|mlflow|neptune|comet|aim\./;

const logs: RoleOf = (receiver) => (WRITERS.test(pathOfValue(receiver)) ? 'logging' : undefined);
const logsAnywhere: RoleOf = () => 'logging';
const ofModel: (role: Role) => RoleOf = (role) => (receiver) => (isModel(receiver) ? role : undefined);

const ROLES: Readonly<Record<string, RoleOf>> = {
  backward: () => 'backward',
  zero_grad: () => 'zero-grad',
  step: (receiver, call) => {
    const role = madeBy(receiver)?.role;
    if (role === 'scheduler') return 'scheduler-step';
    if (role === 'optimizer' || role === 'scaler') return 'optimizer-step';
    if (role === 'profiler') return undefined;
    const isGivenOptimizer = call.values.some((value) => madeBy(value)?.role === 'optimizer');
    if (isGivenOptimizer || /optim/i.test(textOf(call))) return 'optimizer-step';
    return /sched/i.test(textOf(call)) ? 'scheduler-step' : undefined;
  },
  to: (receiver, call) => (isModel(receiver) ? 'device' : isLoss(receiver) || isCast(call) ? undefined : 'transfer'),
  cuda: (receiver) => (isModel(receiver) ? 'device' : isLoss(receiver) ? undefined : 'transfer'),
  half: ofModel('precision'),
  bfloat16: ofModel('precision'),
  compile: ofModel('compile'),
  clip_grad_norm_: () => 'clip',
  clip_grad_value_: () => 'clip',
  update_parameters: () => 'ema',
  update: (receiver) =>
    madeBy(receiver)?.role === 'ema' ||
    (isKind(receiver, 'instance') && /EMA|Ema$|ExponentialMoving/.test(receiver.cls.name))
      ? 'ema'
      : undefined,
  requires_grad_: (_receiver, { values }) => (values[0] === true || values.length === 0 ? undefined : 'freeze'),
  manual_seed: () => 'seed',
  convert_sync_batchnorm: () => 'parallel',
  add_scalar: logsAnywhere,
  add_scalars: logsAnywhere,
  add_image: logs,
  log_metric: logs,
  log_metrics: logsAnywhere,
  log: logs,
  info: (receiver) => (/logg/i.test(pathOfValue(receiver)) ? 'logging' : undefined),
  writerow: logsAnywhere,
  save: (receiver) => (/jit\.(?:script|trace)/.test(pathOfValue(receiver)) ? 'export' : undefined),
  save_pretrained: () => 'save',
};

/** `optimizer.step()` as it is written, up to the bracket. */
function textOf({ site }: RecordedCall): string {
  return site.source.text.slice(site.start, site.end).split('(')[0] ?? '';
}

/** What is called like a model, or made as one. */
function isModel(receiver: Value): boolean {
  const module = moduleOf(receiver);
  if (module) return !/Loss$|Criterion$/.test(module.cls.name);
  return alternativesOf(receiver).some((item) => {
    const role = madeBy(item)?.role;
    const trace = traceOf(item);
    const isMoved =
      trace?.kind === 'call' &&
      /^(?:to|cuda|cpu|half|float|train|eval)$/.test(trace.call.name) &&
      trace.call.receiver !== undefined;
    return (
      role === 'model' || role === 'parallel' || role === 'compile' || (isMoved && isModel(trace.call.receiver ?? null))
    );
  });
}

function isLoss(receiver: Value): boolean {
  return alternativesOf(receiver).some(
    (item) => (isKind(item, 'instance') && /Loss$|Criterion$/.test(item.cls.name)) || madeBy(item)?.role === 'loss',
  );
}

/** `x.to(torch.float32)` */
function isCast({ values, keywords }: RecordedCall): boolean {
  const [first, ...others] = values;
  const isType =
    /^torch\.(?:float|int|long|bool|half|double|bfloat|uint)/.test(pathOfValue(first)) ||
    (isKind(first, 'instance') && first.cls.name === 'dtype');
  return (
    others.length === 0 &&
    (isType || (first === undefined && keywords?.has('dtype') === true && !keywords.has('device')))
  );
}
