import type { LogRecord, LogTiming, LogValue } from './log-record.js';
import { bytesIn, secondsIn } from './log-units.js';

/** What a column or a key means by its name alone; `value` is a curve. */
type Role =
  | { readonly kind: 'step' | 'epoch' | 'value' | 'samples' | 'tokens' | 'mfu' }
  | { readonly kind: 'step-time' | 'data-time' | 'elapsed'; readonly unit: string }
  | { readonly kind: 'memory'; readonly unit: string };

const STEP = /^(_step|step|steps|global_step|trainer\/global_step|iter|iters|iteration|iterations|it|num_updates)$/i;
const EPOCH = /^(epoch|epochs)$/i;
const TIME =
  /^(?:train\/)?(data|data_load|data_loading|dataloader|step|iter|iteration|batch|train_step|elapsed|total)?[_ ]?(?:time|seconds|duration)?(?:[_ ]?(?:\(|\[)?(s|sec|secs|seconds|ms|msec|milliseconds|us|microseconds)(?:\)|\])?)$/i;
const MEMORY =
  /^(?:(?:max|peak|gpu|cuda)_?)?(?:gpu_?|cuda_?)?(?:max_)?mem(?:ory)?(?:_(?:max|peak|allocated|reserved|used))*_(mb|mib|gb|gib|bytes)$/i;

/**
 * A time counts as one only where the name says its unit (`step_time_ms`, `data_time (s)`, `elapsed_s`); a plain `time`
 * may be anything and stays a curve.
 */
export function roleOf(name: string): Role {
  if (name.length > 60) return { kind: 'value' };
  if (STEP.test(name)) return { kind: 'step' };
  if (EPOCH.test(name)) return { kind: 'epoch' };
  if (/^_runtime$/.test(name)) return { kind: 'elapsed', unit: 's' };
  if (/^(?:train[_/])?samples_per_sec(?:ond)?$/i.test(name)) return { kind: 'samples' };
  if (/^(?:train[_/])?tokens_per_sec(?:ond)?$/i.test(name)) return { kind: 'tokens' };
  if (/^mfu(?:_percent|_pct)$/i.test(name)) return { kind: 'mfu' };
  const memory = MEMORY.exec(name);
  if (memory) return { kind: 'memory', unit: memory[1] ?? '' };
  return timeRole(name);
}

function timeRole(name: string): Role {
  const match = TIME.exec(name);
  const [, about = '', unit = ''] = match ?? [];
  if (!match || unit === '' || name.length <= unit.length) return { kind: 'value' };
  if (/^data/i.test(about)) return { kind: 'data-time', unit };
  if (/^(elapsed|total)$/i.test(about)) return { kind: 'elapsed', unit };
  return /^(step|iter|iteration|batch|train_step)$/i.test(about) ? { kind: 'step-time', unit } : { kind: 'value' };
}

/** Made of an evaluation by its name: `val_loss`, `eval/acc`, `metrics/mAP50`. */
export function isOfEvaluation(name: string): boolean {
  return /^(?:val|valid|validation|eval|test|dev|metrics)(?:$|[_/ .:-])/i.test(name);
}

export interface Row {
  readonly record: LogRecord;
  readonly memoryBytes: number | undefined;
  /** The row says where it stands: at a step or in an epoch. */
  readonly hasPlace: boolean;
}

/** What the cells of a row that are no curves say. */
interface RowFacts {
  step?: number;
  epoch?: number;
  seconds?: number | undefined;
  stepSeconds?: number | undefined;
  dataSeconds?: number | undefined;
  memoryBytes?: number;
  throughput?: { readonly value: number; readonly unit: string };
  mfuPercent?: number;
}

/** One row of a table or one object: what each number means is told by its name. */
export function readRow(
  cells: Iterable<readonly [name: string, value: number]>,
  roles: (name: string) => Role = roleOf,
): Row {
  const facts: RowFacts = {};
  const values: LogValue[] = [];
  for (const [name, value] of cells) {
    const role = roles(name);
    noteFact(facts, role, value);
    if (!['step', 'epoch', 'elapsed'].includes(role.kind)) values.push({ name, value, unit: unitOf(role) });
  }
  const { step, epoch, seconds, stepSeconds, dataSeconds, memoryBytes, throughput, mfuPercent } = facts;
  const phase = values.length > 0 && values.every(({ name }) => isOfEvaluation(name)) ? 'eval' : 'train';
  const timing: LogTiming | undefined =
    stepSeconds === undefined ? undefined : { stepSeconds, dataSeconds, of: 'step' };
  const record = { phase, step, epoch, seconds, values, timing, throughput, mfuPercent } as const;
  return { record, memoryBytes, hasPlace: step !== undefined || epoch !== undefined };
}

function noteFact(facts: RowFacts, role: Role, value: number): void {
  switch (role.kind) {
    case 'step':
      facts.step ??= value;
      break;
    case 'epoch':
      facts.epoch = value;
      break;
    case 'elapsed':
      facts.seconds = secondsIn(value, role.unit);
      break;
    case 'step-time':
      facts.stepSeconds = secondsIn(value, role.unit);
      break;
    case 'data-time':
      facts.dataSeconds = secondsIn(value, role.unit);
      break;
    case 'memory':
      facts.memoryBytes = Math.max(facts.memoryBytes ?? 0, bytesIn(value, role.unit) ?? 0);
      break;
    case 'samples':
    case 'tokens':
      facts.throughput ??= { value, unit: `${role.kind}/s` };
      break;
    case 'mfu':
      facts.mfuPercent = value;
      break;
    case 'value':
      break;
    default:
      role satisfies never;
  }
}

function unitOf(role: Role): string | undefined {
  return 'unit' in role ? role.unit : undefined;
}
