import type { Curve, CurvePoint } from '../report/log-report.js';

/** A curve keeps at most so many points; a picture shows fewer. */
export const MOST_POINTS = 4000;
/** A file keeps at most so many curves. */
export const MOST_CURVES = 500;

/** The points of one curve while it is read: columns, thinned when they grow too long. NaN in `step` and `seconds`: not said. */
export interface CurveColumns {
  readonly count: number;
  readonly step: Float64Array;
  readonly seconds: Float64Array;
  readonly value: Float64Array;
  readonly isThinned: boolean;
  add(step: number, seconds: number, value: number): void;
  /** Forgets the points from a step on, at the end of the curve; how many they were. */
  rewind(step: number): number;
}

export function createCurveColumns(): CurveColumns {
  let count = 0;
  let isThinned = false;
  let step = new Float64Array(64);
  let seconds = new Float64Array(64);
  let value = new Float64Array(64);
  const grow = (): void => {
    step = widen(step);
    seconds = widen(seconds);
    value = widen(value);
  };
  const thin = (): void => {
    const kept = keptOfGroups(value, count);
    for (const [to, from] of kept.entries()) {
      step[to] = step[from] as number;
      seconds[to] = seconds[from] as number;
      value[to] = value[from] as number;
    }
    count = kept.length;
    isThinned = true;
  };
  return {
    get count() {
      return count;
    },
    get step() {
      return step;
    },
    get seconds() {
      return seconds;
    },
    get value() {
      return value;
    },
    get isThinned() {
      return isThinned;
    },
    add: (atStep, atSeconds, atValue) => {
      if (count === 2 * MOST_POINTS) thin();
      if (count === value.length) grow();
      step[count] = atStep;
      seconds[count] = atSeconds;
      value[count] = atValue;
      count += 1;
    },
    rewind: (from) => {
      const before = count;
      while (count > 0 && (step[count - 1] as number) >= from) count -= 1;
      return before - count;
    },
  };
}

/** Of each four neighbours the lowest, the highest, and one that is no number: half of them or a little more. */
function keptOfGroups(value: Float64Array, count: number): number[] {
  const kept: number[] = [];
  for (let start = 0; start < count; start += 4) {
    const group = [start, start + 1, start + 2, start + 3].filter((index) => index < count);
    const finite = group.filter((index) => Number.isFinite(value[index]));
    const broken = group.find((index) => !Number.isFinite(value[index]));
    const at = (index: number): number => value[index] as number;
    const low = finite.reduce((best, index) => (at(index) < at(best) ? index : best), finite[0] ?? -1);
    const high = finite.reduce((best, index) => (at(index) >= at(best) ? index : best), finite[0] ?? -1);
    kept.push(...group.filter((index) => index === low || index === high || index === broken));
  }
  return kept;
}

function widen(column: Float64Array): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(column.length * 2);
  wider.set(column);
  return wider;
}

/** The curve as the report has it; thinned once more where it is still longer than a picture needs. */
export function toCurve(name: string, unit: string | undefined, columns: CurveColumns): Curve {
  const { count, step, seconds, value } = columns;
  const points: CurvePoint[] = [];
  const kept = count > MOST_POINTS ? keptOfGroups(value, count) : undefined;
  const length = kept?.length ?? count;
  for (let at = 0; at < length; at += 1) {
    const index = kept?.[at] ?? at;
    points.push({ step: known(step[index]), seconds: known(seconds[index]), value: value[index] as number });
  }
  return { name, ...(unit === undefined ? {} : { unit }), points };
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
