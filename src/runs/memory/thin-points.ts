/** Nanoseconds, bytes. */
export type MemoryPoint = readonly [number, number];

const MOST_POINTS = 500;

/**
 * At most 500 points of a curve in the order of time, so that no peak and no valley is lost: of equal parts of the time
 * the least and the most, and the first and last of all.
 */
export function thinPoints(times: Float64Array, bytes: Float64Array): readonly MemoryPoint[] {
  const kept = times.length <= MOST_POINTS ? times.keys() : [...choosePoints(times, bytes)].sort((a, b) => a - b);
  return Array.from(kept, (at): MemoryPoint => [times[at] as number, bytes[at] as number]);
}

function choosePoints(times: Float64Array, bytes: Float64Array): ReadonlySet<number> {
  const first = times[0] ?? 0;
  const last = times.at(-1) ?? 0;
  const parts = (MOST_POINTS - 2) / 2;
  const kept = new Set<number>([0, times.length - 1]);
  let from = 0;
  for (let part = 1; part <= parts; part++) {
    const end = part === parts ? Number.POSITIVE_INFINITY : first + ((last - first) * part) / parts;
    let least = from;
    let most = from;
    let at = from;
    for (; at < times.length && (times[at] as number) < end; at++) {
      if ((bytes[at] as number) < (bytes[least] as number)) least = at;
      if ((bytes[at] as number) > (bytes[most] as number)) most = at;
    }
    if (at > from) kept.add(least).add(most);
    from = at;
  }
  return kept;
}
