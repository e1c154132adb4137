import type { LogReport } from '../../report/log-report.js';
import type { CurveColumns } from '../curve-columns.js';
import { describeValues } from '../describe-values.js';
import { findTagRole, isEpochTag, type TagRole } from './known-tags.js';

/** A curve of which steps are so far apart is written every so many iterations: nobody logs every tenth epoch only. */
const FEWEST_STEPS_APART = 10;

export type CurveSummary = Pick<
  LogReport,
  'stepSeconds' | 'dataPercent' | 'throughput' | 'mfuPercent' | 'peakMemoryBytes' | 'capacityBytes'
>;

/** What the curves of an event file say together, by tags that frameworks write, and by the times of writing. */
export function summariseCurves(curves: ReadonlyMap<string, CurveColumns>): CurveSummary {
  const roles = new Map<TagRole, readonly number[]>();
  for (const [tag, columns] of curves) {
    const role = findTagRole(tag);
    if (role && columns.count > 0) roles.set(role, finiteValues(columns));
  }
  const seconds = roles.get('step-seconds');
  return {
    stepSeconds: seconds ? describeValues(seconds) : stepSecondsOf(curves),
    dataPercent: dataPercentOf(roles),
    throughput: throughputOf(roles),
    mfuPercent: median(roles.get('mfu-percent')),
    ...memoryOf(roles),
  };
}

function finiteValues({ count, value }: CurveColumns): number[] {
  return Array.from(value.subarray(0, count)).filter(Number.isFinite);
}

function median(values: readonly number[] | undefined): number | undefined {
  return values && describeValues(values)?.median;
}

/** The first value is left out: it holds the start of the workers. */
function dataPercentOf(roles: ReadonlyMap<TagRole, readonly number[]>): number | undefined {
  const percent = roles.get('data-percent')?.slice(1);
  if (percent && percent.length > 0) return describeValues(percent)?.mean;
  const data = roles.get('data-seconds')?.slice(1) ?? [];
  const step = roles.get('step-seconds')?.slice(1) ?? [];
  const total = step.reduce((sum, value) => sum + value, 0);
  if (data.length === 0 || data.length !== step.length || total <= 0) return undefined;
  return (100 * data.reduce((sum, value) => sum + value, 0)) / total;
}

function throughputOf(roles: ReadonlyMap<TagRole, readonly number[]>): LogReport['throughput'] {
  const tokens = median(roles.get('tokens-per-second'));
  if (tokens !== undefined) return { value: tokens, unit: 'tokens/s' };
  const samples = median(roles.get('samples-per-second'));
  return samples === undefined ? undefined : { value: samples, unit: 'samples/s' };
}

function memoryOf(
  roles: ReadonlyMap<TagRole, readonly number[]>,
): Pick<LogReport, 'peakMemoryBytes' | 'capacityBytes'> {
  const gib = roles.get('peak-gib') ?? [];
  const percent = roles.get('peak-percent') ?? [];
  const peakGib = Math.max(-1, ...gib);
  const peakPercent = Math.max(-1, ...percent);
  if (peakGib >= 0) {
    const capacity = peakGib > 0 && peakPercent > 0 ? Math.round((peakGib * 100 * 2 ** 30) / peakPercent) : undefined;
    return { peakMemoryBytes: Math.round(peakGib * 2 ** 30), capacityBytes: capacity };
  }
  const bytes = Math.max(-1, ...(roles.get('peak-bytes') ?? []));
  return { peakMemoryBytes: bytes >= 0 ? bytes : undefined, capacityBytes: undefined };
}

/**
 * Seconds from one step to the next, by when values of the longest curve were written: with evaluations, checkpoints and
 * whatever else lies between. Undefined unless it is sure that steps are iterations and not epochs: a curve says the epoch
 * and differs from the step, or steps are ten and more apart.
 */
function stepSecondsOf(curves: ReadonlyMap<string, CurveColumns>): LogReport['stepSeconds'] {
  const longest = [...curves.values()].reduce<CurveColumns | undefined>(
    (best, columns) => (columns.count > (best?.count ?? 1) ? columns : best),
    undefined,
  );
  if (!longest) return undefined;
  const { seconds, apart } = intervalsOf(longest);
  const isSure = (describeValues(apart)?.median ?? 0) >= FEWEST_STEPS_APART || [...curves].some(countsFinerThanEpochs);
  return isSure ? describeValues(seconds) : undefined;
}

function countsFinerThanEpochs([tag, { count, step, value }]: readonly [string, CurveColumns]): boolean {
  if (!isEpochTag(tag)) return false;
  for (let at = 0; at < count; at += 1) if ((step[at] as number) > Math.ceil(value[at] as number) + 1) return true;
  return false;
}

function intervalsOf({ count, step, seconds }: CurveColumns): { readonly seconds: number[]; readonly apart: number[] } {
  const intervals: number[] = [];
  const apart: number[] = [];
  for (let at = 1; at < count; at += 1) {
    const steps = (step[at] as number) - (step[at - 1] as number);
    const time = (seconds[at] as number) - (seconds[at - 1] as number);
    if (!(steps > 0) || !(time >= 0)) continue;
    intervals.push(time / steps);
    apart.push(steps);
  }
  return { seconds: intervals, apart };
}
