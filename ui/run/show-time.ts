const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** `177592170` → `177.6 ms`. */
export function showTime(ns: number): string {
  if (ns === 0) return '0';
  const [factor, unit] = UNITS.find(([least]) => Math.abs(ns) >= least * 0.99995) ?? [1, 'ns'];
  const value = ns / factor;
  return `${unit === 'ns' ? Math.round(value) : value.toFixed(Math.abs(value) >= 9.995 ? 1 : 2)} ${unit}`;
}

/** A moment, told as exactly as marks of this distance need it: `1.0242 s`, `350 µs`. */
export function showMoment(ns: number, distanceNs: number): string {
  if (ns === 0) return '0';
  const [factor, unit] = UNITS.find(([least]) => Math.abs(ns) >= least) ?? [1, 'ns'];
  const digits = Math.max(0, Math.ceil(Math.log10(factor / distanceNs)));
  return `${(ns / factor).toFixed(Math.min(9, digits))} ${unit}`;
}

/** Round moments within a part of time, no more than there is room for. */
export function chooseMarks(
  fromNs: number,
  toNs: number,
  most: number,
): { readonly at: readonly number[]; readonly distance: number } {
  const least = (toNs - fromNs) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const distance = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= least) ?? 10 * power;
  const at: number[] = [];
  for (let one = Math.ceil(fromNs / distance) * distance; one <= toNs; one += distance) at.push(one);
  return { at, distance };
}

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function showSize(bytes: number): string {
  const power = Math.min(SIZES.length - 1, Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${SIZES[power] ?? 'B'}`;
}
