import { isKind } from '../../python/values/make.js';
import type { Class, Instance, PythonFunction, Value } from '../../python/values/value.js';
import type { WatchedCall } from '../../python/watcher.js';
import { frameworkOf, isFrameworkFunction, isOfFramework } from './outside.js';
import type { RecordedCall } from './program.js';
import { pathOfValue, traceOf } from './trace.js';

interface Described extends Pick<RecordedCall, 'name' | 'receiver'> {
  /** Only needed for a call that was not met before. */
  readonly path: () => string;
}

/** Functions of torch and of Python, known natively, that matter to training. */
const FUNCTIONS =
  /loss|cross_entropy|^(?:save|load|manual_seed|seed|compile|print|open|script|trace|export|clip_grad_norm_|clip_grad_value_|set_float32_matmul_precision|use_deterministic_algorithms|kl_div|autocast|no_grad|inference_mode|set_grad_enabled|enable_grad|checkpoint|freeze)$/;
/** Methods, of whatever object. */
const METHODS: ReadonlySet<string> = new Set(
  (
    'step zero_grad backward to cuda cpu item numpy tolist detach train eval state_dict load_state_dict half bfloat16 ' +
    'requires_grad_ compile parameters named_parameters update_parameters apply log log_dict write save fit test validate ' +
    'parse_args parse_known_args set_epoch no_sync accumulate clip_grad_norm_ add_scalar pin_memory non_blocking share_memory writerow info convert_sync_batchnorm export'
  ).split(' '),
);

export function isModule(value: Instance): boolean {
  return value.attributes.has('_modules');
}

/** What a call is called; undefined for those that nobody asks for. `isInModel`: it stands in the `forward` of a module. */
export function describeCall({ callee }: WatchedCall, isInModel: boolean): Described | undefined {
  if (typeof callee !== 'object' || callee === null) return undefined;
  switch (callee.kind) {
    case 'external':
      return { name: lastStep(callee.path), path: () => callee.path, receiver: undefined };
    case 'unknown':
      return describeUnknown(callee);
    case 'native':
      return FUNCTIONS.test(callee.name)
        ? { name: callee.name, path: () => callee.name, receiver: undefined }
        : undefined;
    case 'class':
      return describeClass(callee, isInModel);
    case 'function':
      return describeFrameworkFunction(callee) ?? describeOwnFunction(callee, isInModel);
    case 'bound':
      return describeMethod(callee.self, callee.callee);
    case 'instance':
      return describeInstance(callee, isInModel);
    default:
      return undefined;
  }
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function describeUnknown(callee: Value): Described | undefined {
  const trace = traceOf(callee);
  if (trace?.kind === 'attribute') {
    const { of, name } = trace;
    return { name, path: () => `${pathOfValue(of)}.${name}`, receiver: of };
  }
  if (trace) return { name: '', path: () => pathOfValue(callee), receiver: callee };
  return isKind(callee, 'unknown') && callee.reason.startsWith('random.seed ')
    ? { name: 'seed', path: () => 'random.seed', receiver: undefined }
    : undefined;
}

/** Classes of the program that stand on a library, and those of torch that are losses or contexts. */
function describeClass(cls: Extract<Value, { kind: 'class' }>, isInModel: boolean): Described | undefined {
  const described = { name: cls.name, path: () => pathOfValue(cls), receiver: undefined };
  if (cls.isNative)
    return cls.name.endsWith('Loss') || FUNCTIONS.test(cls.name) || (!isInModel && isLayer(cls))
      ? described
      : undefined;
  const isFromLibrary = cls.mro.some(
    (base) => base.unknownBase || (base.isNative && base.name !== 'object') || isOfFramework(base),
  );
  return (isFromLibrary || OWN_CLASSES.test(cls.name)) && !isInModel ? described : undefined;
}

/** Classes of the program that stand on nothing, named after what they are to the training. */
const OWN_CLASSES =
  /EMA$|^EMA|Ema$|ExponentialMoving|Dataset|Loader$|Prefetcher$|Sampler$|Collat|Scheduler$|LR$|Optimizer$|Loss$|Criterion$/;

/** Kept only when it is made outside of any other: see `createRecorder`. */
export function isLayer({ isNative, mro }: Class): boolean {
  return isNative && mro.some(({ name }) => name === 'Module');
}

/** `timm.create_optimizer_v2` */
function describeFrameworkFunction({ name, site }: Extract<Value, { kind: 'function' }>): Described | undefined {
  const framework = frameworkOf(site);
  return framework === undefined || name.startsWith('_')
    ? undefined
    : { name, path: () => `${framework}.${name}`, receiver: undefined };
}

/** Functions of the program that are named after what they do to the training. */
const OWN_FUNCTIONS =
  /batch|loss|criterion|accura|metric|(?:^|_)(?:lr|ema|iou|dice|f1|bleu|rouge|score|topk)(?:_|$)|learning_rate|seed/i;

function describeOwnFunction(
  { name, module, qualifiedName }: PythonFunction,
  isInModel: boolean,
): Described | undefined {
  if (isInModel || !OWN_FUNCTIONS.test(name)) return undefined;
  return { name, path: () => `${module.name}.${qualifiedName}`, receiver: undefined };
}

function describeMethod(self: Value, method: Value): Described | undefined {
  const name = isKind(method, 'function') || isKind(method, 'native') ? method.name : '';
  if (isKind(method, 'function') && frameworkOf(method.site) !== undefined) {
    // What it does is seen inside of it: as `Trainer.fit` it is no verb itself.
    const owner = isKind(self, 'instance') ? self.cls.name : '';
    return name.startsWith('_')
      ? undefined
      : { name: `${owner}.${name}`, path: () => `${pathOfValue(self)}.${name}`, receiver: self };
  }
  const isOfAverage = name === 'update' && isKind(self, 'instance') && /EMA|Ema$|ExponentialMoving/.test(self.cls.name);
  if (!isOfAverage && !METHODS.has(name) && !(isKind(method, 'function') && OWN_FUNCTIONS.test(name))) return undefined;
  return { name, path: () => `${pathOfValue(self)}.${name}`, receiver: self };
}

/** `NativeScaler()(loss, optimizer)`: what it does is seen inside of it. */
function describeFrameworkObject(instance: Instance): Described | undefined {
  return isFrameworkFunction(instance)
    ? { name: `${instance.cls.name}.__call__`, path: () => `${pathOfValue(instance)}.__call__`, receiver: instance }
    : undefined;
}

function describeInstance(instance: Instance, isInModel: boolean): Described | undefined {
  if (!isModule(instance)) return describeFrameworkObject(instance);
  const isLoss = instance.cls.name.endsWith('Loss');
  return isInModel && !isLoss ? undefined : { name: '', path: () => pathOfValue(instance), receiver: instance };
}
