import type { Machine } from '../../python/machine.js';
import { isKind } from '../../python/values/make.js';
import type { External, Instance, Keywords, Unknown, Value } from '../../python/values/value.js';
import { isModule } from './module-state.js';

/** Libraries that are given models to look at them, or to run them. */
const LOOKING =
  /^(?:logging|loguru|absl|warnings|wandb|mlflow|tensorboard|tensorboardX|torch\.utils\.(?:tensorboard|checkpoint|flop_counter|data)|torch\.(?:jit|fx|onnx|export|distributed|profiler|autograd|cuda|optim|amp|nn\.parallel|nn\.DataParallel)|torchinfo|torchsummary|torchviz|torchview|thop|ptflops|fvcore\.nn|calflops|deepspeed\.checkpointing|typing|abc|inspect|gc|weakref|pprint|rich|tqdm|numpy|matplotlib|einops)\b/;

/** What a function does that has such a name: it looks, or sets the values of weights. */
const LOOKS =
  /(?:^|_)(?:is|has|count|num|len|log|logger|print|pprint|save|dump|plot|draw|show|summary|summarize|describe|profile|visualize|warn|warning|info|debug|check|assert|validate|verify|init|initialize|reset|checkpoint|rank|seed|hash|repr|str|xavier|kaiming|normal|constant|uniform|trunc)(?:_|$)/;

/**
 * A module that is given to a function whose source is not here may be another afterwards: layers may have been added. Its counts may
 * be more or less from there on, unless the name says that it is only looked at.
 */
export function doubtGiven(
  machine: Machine,
  callee: Unknown | External,
  values: readonly Value[],
  keywords: Keywords,
): void {
  const path = isKind(callee, 'external') ? callee.path : (/^([\w.]+)\(\)/.exec(callee.reason)?.[1] ?? '');
  if (LOOKING.test(path) || LOOKS.test(path.split('.').at(-1) ?? '')) return;
  const name = isKind(callee, 'external') ? `${path}()` : `something that is not known (${callee.reason})`;
  for (const value of [...values, ...(keywords?.values() ?? [])]) doubtValue(machine, value, name, 0);
}

/** Lists of lists of layers are deep enough. */
const DEEPEST = 3;

function doubtValue(machine: Machine, value: Value, name: string, depth: number): void {
  if (isModule(value)) doubtModule(machine, value, name);
  else if (depth < DEEPEST && (isKind(value, 'list') || isKind(value, 'tuple'))) {
    for (const item of value.items) doubtValue(machine, item, name, depth + 1);
    if (isKind(value, 'list') && value.items.some(isModule)) {
      machine.touch(value);
      value.rest ??= machine.unknown(`it was given to ${name}, which may have changed it`);
    }
  } else if (depth < DEEPEST && isKind(value, 'dict')) {
    for (const [, item] of value.entries.values()) doubtValue(machine, item, name, depth + 1);
  }
}

/** Begins the reason of each module that was given away. */
export const GIVEN_TO = 'it was given to ';

function doubtModule(machine: Machine, module: Instance, name: string): void {
  const reason = `${GIVEN_TO}${name}, which may have changed it`;
  if (module.partial?.some((problem) => problem.reason === reason)) return;
  machine.touch(module);
  module.partial = [...(module.partial ?? []), { kind: 'undecided', reason, site: machine.site() }];
}
