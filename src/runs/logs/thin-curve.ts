import type { CurvePoint } from '../report/log-report.js';

/** Points of a curve at most; the first and the last are always among them. */
export const MOST_POINTS = 2000;

interface Kept {
  readonly point: CurvePoint;
  /** The how many-th of the curve. */
  readonly at: number;
}

/** Stands for some points one after the other, and keeps the lowest, the highest and one that is no number. */
interface Bucket {
  count: number;
  low: Kept | undefined;
  high: Kept | undefined;
  broken: Kept | undefined;
}

/** A curve that is kept small while it grows; class because it does. */
export class ThinCurve {
  #buckets: Bucket[] = [];
  #width = 1;
  #first: Kept | undefined;
  #last: Kept | undefined;
  #total = 0;

  constructor(
    readonly name: string,
    readonly unit: string | undefined,
  ) {}

  /** Points that the log has, those left out included. */
  get total(): number {
    return this.#total;
  }

  /** A point at the same step as the last one replaces it: later wins. */
  add(point: CurvePoint): void {
    if (this.#last && point.step !== undefined && this.#last.point.step === point.step) this.#dropLast();
    const kept = { point, at: this.#total };
    this.#first ??= kept;
    this.#last = kept;
    this.#total += 1;
    const bucket = this.#openBucket();
    bucket.count += 1;
    include(bucket, kept);
    while (this.#buckets.length > (this.#width === 1 ? MOST_POINTS : MOST_WIDE_BUCKETS)) this.#widen();
  }

  /** Forgets what stands at or after a step (an epoch, for curves that have no steps): the run was resumed before it. */
  cutFrom(place: number, of: 'step' | 'epoch'): void {
    const isBefore = (kept: Kept | undefined): boolean => (kept?.point[of] ?? Infinity) < place;
    if (this.#last?.point[of] === undefined || isBefore(this.#last)) return;
    for (let bucket = this.#buckets.at(-1); bucket; bucket = this.#buckets.at(-1)) {
      const stays = keptOf(bucket).filter(isBefore);
      this.#last = stays.at(-1);
      if (stays.length > 0) {
        this.#buckets[this.#buckets.length - 1] = bucketOf(bucket.count, stays);
        break;
      }
      this.#buckets.pop();
      this.#total -= bucket.count;
    }
    if (!isBefore(this.#first)) this.#first = this.#last;
  }

  points(): CurvePoint[] {
    const kept = this.#buckets.flatMap(keptOf);
    if (this.#first && kept[0] !== this.#first) kept.unshift(this.#first);
    if (this.#last && kept.at(-1) !== this.#last) kept.push(this.#last);
    return kept.map(({ point }) => point);
  }

  #openBucket(): Bucket {
    const open = this.#buckets.at(-1);
    if (open && open.count < this.#width) return open;
    const fresh: Bucket = { count: 0, low: undefined, high: undefined, broken: undefined };
    this.#buckets.push(fresh);
    return fresh;
  }

  #dropLast(): void {
    const last = this.#last;
    const bucket = this.#buckets.pop();
    this.#total -= 1;
    if (this.#first === last) this.#first = undefined;
    if (!bucket || bucket.count <= 1) return;
    const rest = keptOf(bucket).filter((kept) => kept !== last);
    this.#buckets.push(bucketOf(bucket.count - 1, rest));
  }

  #widen(): void {
    const wide: Bucket[] = [];
    for (let at = 0; at < this.#buckets.length; at += 2) {
      const pair = this.#buckets.slice(at, at + 2);
      wide.push(
        bucketOf(
          pair.reduce((sum, { count }) => sum + count, 0),
          pair.flatMap(keptOf),
        ),
      );
    }
    this.#buckets = wide;
    this.#width *= 2;
  }
}

/** So many that three points of each, the first and the last are no more than allowed. */
const MOST_WIDE_BUCKETS = Math.floor((MOST_POINTS - 2) / 3);

function include(bucket: Bucket, kept: Kept): void {
  const { value } = kept.point;
  if (!Number.isFinite(value)) bucket.broken ??= kept;
  else {
    if (!bucket.low || value < bucket.low.point.value) bucket.low = kept;
    if (!bucket.high || value > bucket.high.point.value) bucket.high = kept;
  }
}

/** In the order of the log, each once. */
function keptOf({ low, high, broken }: Bucket): Kept[] {
  const all = [low, high === low ? undefined : high, broken].filter((kept) => kept !== undefined);
  return all.sort((a, b) => a.at - b.at);
}

function bucketOf(count: number, kept: readonly Kept[]): Bucket {
  const bucket: Bucket = { count, low: undefined, high: undefined, broken: undefined };
  for (const each of kept) include(bucket, each);
  return bucket;
}
