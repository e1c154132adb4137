/** Marks of an axis: multiples of 1, 2, 2.5 or 5 times a power of ten, at most about `most` of them, within the range. */
export function chooseTicks(low: number, high: number, most: number): readonly number[] {
  const range = high - low;
  // Marks of a range that is hardly one could not be told apart.
  if (!(range > Math.max(1e-12 * Math.abs(low), 1e-12 * Math.abs(high), 1e-290)) || !Number.isFinite(range))
    return [low];
  const rough = range / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Counted in whole steps: adding steps up would add their rounding up.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
}

/** From values to pixels; the ends of a range without an extent are the middle. */
export function linearScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  if (!(high > low)) return () => (start + end) / 2;
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}
