import type { Distribution } from '../report/log-report.js';
import { roundTo15 } from './log-units.js';

/** Values whose distribution is asked for; class because it grows. */
export class Samples {
  #values = new Float64Array(256);
  #length = 0;
  #sum = 0;
  #count = 0;
  /** Every so many values one is kept; the sum and the count have all. */
  #stride = 1;

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#sum += value;
    this.#count += 1;
    if ((this.#count - 1) % this.#stride !== 0) return;
    if (this.#length === MOST_VALUES) this.#halve();
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  distribution(): Distribution | undefined {
    if (this.#length === 0) return undefined;
    const sorted = this.#values.slice(0, this.#length).sort();
    return {
      count: this.#count,
      mean: roundTo15(this.#sum / this.#count),
      median: quantile(sorted, 0.5),
      p10: quantile(sorted, 0.1),
      p90: quantile(sorted, 0.9),
    };
  }

  #grow(): void {
    const wider = new Float64Array(this.#values.length * 2);
    wider.set(this.#values);
    this.#values = wider;
  }

  #halve(): void {
    this.#length /= 2;
    for (let at = 0; at < this.#length; at += 1) this.#values[at] = this.#values[at * 2] ?? 0;
    this.#stride *= 2;
  }
}

/** 8 MB; even, so that it can be halved. */
const MOST_VALUES = 2 ** 20;

/** Between the two nearest values by where it lies, as numpy does by default. */
function quantile(sorted: Float64Array, part: number): number {
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return roundTo15(low + (high - low) * (at - Math.floor(at)));
}
