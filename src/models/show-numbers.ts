import { type Bound, boundOf, type Count, type Dimension, type TensorShape } from './model.js';

const STEPS: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'K'],
];

/** `25557032` → `25.56 M`: three to four digits that count, as papers print them. */
export function shortNumber(value: number): string {
  for (const [size, unit] of STEPS) {
    if (value < size) continue;
    const scaled = value / size;
    return `${scaled.toFixed(scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2)} ${unit}`;
  }
  return String(value);
}

/** `25,557,032` */
export function longNumber(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** What stands before a number: `≥` for a lower bound, `~` where the true one may be more or less. */
const SIGNS: Readonly<Record<Bound, string>> = { exact: '', 'at-least': '≥ ', none: '~ ' };

export function signOf(bound: Bound): string {
  return SIGNS[bound];
}

/** With `≥` or `~` where a part is not known; `?` where nothing is. */
export function showCount(count: Count, show: (value: number) => string = longNumber): string {
  const bound = boundOf(count);
  return count.value === 0 && bound !== 'exact' ? '?' : `${signOf(bound)}${show(count.value)}`;
}

/** `1×64×56×56`; `scalar` for a tensor without axes, `?` when nothing is known of it. */
export function showShape(shape: readonly Dimension[] | undefined): string {
  if (shape === undefined) return '?';
  return shape.length === 0 ? 'scalar' : shape.join('×');
}

/** The first three of several. */
export function showShapes(tensors: readonly TensorShape[]): string {
  const shown = tensors.slice(0, 3).map(({ shape }) => showShape(shape));
  return `${shown.join(', ')}${tensors.length > 3 ? ' …' : ''}`;
}

/** Share of a whole in percent: `92 %`; empty when it is less than half of one. */
export function showShare(part: number, whole: number): string {
  const percent = whole > 0 ? Math.round((100 * part) / whole) : 0;
  return percent < 1 ? '' : `${percent} %`;
}
