/** A point of a curve; a y that is no number breaks it. */
export type Point = readonly [x: number, y: number];

/** Of larger ones not even the range between two is a number. */
const LARGEST = 1e300;

/** A number that has a place on an axis. */
export function isDrawable(value: number): boolean {
  return Math.abs(value) < LARGEST;
}

/** At most about `4 × buckets` points, in their order, with every peak and every gap that there is. */
export function thinPoints(points: readonly Point[], buckets: number): readonly Point[] {
  if (points.length <= 4 * buckets) return points;
  const size = Math.ceil(points.length / buckets);
  const kept: Point[] = [];
  for (let at = 0; at < points.length; at += size) kept.push(...keepPeaks(points.slice(at, at + size)));
  return kept;
}

function keepPeaks(points: readonly Point[]): readonly Point[] {
  let low = 0;
  let high = 0;
  let gap = -1;
  for (const [at, [, y]] of points.entries()) {
    if (!isDrawable(y)) gap = at;
    else {
      if (!(y >= (points[low]?.[1] ?? 0))) low = at;
      if (!(y <= (points[high]?.[1] ?? 0))) high = at;
    }
  }
  const chosen = new Set([0, low, high, points.length - 1, ...(gap < 0 ? [] : [gap])]);
  return points.filter((_, at) => chosen.has(at));
}

/** Lines from point to point, broken where a value is no number; a point alone is a dot. */
export function curvePath(
  points: readonly Point[],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const parts: string[] = [];
  for (const run of unbroken(points)) {
    const [first, ...others] = run.map(([px, py]) => `${round(x(px))} ${round(y(py))}`);
    parts.push(others.length === 0 ? `M${first}h.01` : `M${first}L${others.join('L')}`);
  }
  return parts.join('');
}

/** The ground under a curve. */
export function areaPath(
  points: readonly Point[],
  x: (value: number) => number,
  y: (value: number) => number,
  base: number,
): string {
  return unbroken(points)
    .filter((run) => run.length > 1)
    .map((run) => {
      const line = run.map(([px, py]) => `${round(x(px))} ${round(y(py))}`).join('L');
      return `M${round(x(run[0]?.[0] ?? 0))} ${round(base)}L${line}L${round(x(run.at(-1)?.[0] ?? 0))} ${round(base)}Z`;
    })
    .join('');
}

function unbroken(points: readonly Point[]): readonly (readonly Point[])[] {
  const runs: Point[][] = [];
  let run: Point[] = [];
  for (const point of points) {
    if (isDrawable(point[0]) && isDrawable(point[1])) run.push(point);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return run.length > 0 ? [...runs, run] : runs;
}

function round(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(rounded === 0 ? 0 : rounded);
}
