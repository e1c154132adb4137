import { formatBytes } from './units.js';

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** `177592170` → `177.6 ms`: three to four digits that count. Negative and broken numbers are shown, not hidden. */
export function showDuration(ns: number): string {
  if (!Number.isFinite(ns)) return '?';
  if (ns === 0) return '0';
  const size = Math.abs(ns);
  // What would round up to 1000 of a unit is 1 of the next.
  const [factor, unit] = UNITS.find(([candidate]) => size >= candidate * 0.99995) ?? [1, 'ns'];
  return `${decimals(ns / factor, unit === 'ns')} ${unit}`;
}

/** As marks of an axis say it: `150 ms`, `2.5 s`, `0`. */
export function showTick(ns: number): string {
  return showDuration(ns).replace(/\.0+(?= )|(\.\d*[1-9])0+(?= )/, '$1');
}

/** `0.33369` → `33.4 %`. */
export function showPercent(share: number): string {
  if (!Number.isFinite(share)) return '?';
  const percent = 100 * share;
  if (percent > 0 && percent < 0.05) return '< 0.1 %';
  return `${percent >= 99.95 || percent === 0 ? percent.toFixed(0) : percent.toFixed(1)} %`;
}

/** As `formatBytes`, also of changes below 0 and of numbers that are no whole bytes. */
export function showBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return '?';
  return `${bytes < 0 ? '-' : ''}${formatBytes(Math.round(Math.abs(bytes)))}`;
}

/** A value of a curve: `3.2266`, `3.00e-6`, `1,365`. */
export function showValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(2);
  if (Number.isInteger(value) || size >= 1e4) return groupDigits(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** `25557032` → `25,557,032` */
export function groupDigits(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
}

function decimals(value: number, isWhole: boolean): string {
  if (isWhole) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 9.995 ? 1 : 2);
}
