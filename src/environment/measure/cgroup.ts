/** A limit of the kernel; undefined when it could not be read. */
export type Limit<T> = T | 'unlimited' | undefined;

/** Time that the processes may use in each period; both in microseconds. Four cores are four periods. */
export interface CpuShare {
  readonly quotaUs: number;
  readonly periodUs: number;
}

/** Version 1 has no word for "unlimited": it shows the largest multiple of a page below 2^63. */
const UNLIMITED_FROM_BYTES = 2 ** 60;

/** `memory.max` of version 2 or `memory.limit_in_bytes` of version 1; of several, one above the other, the lowest holds. */
export function readMemoryLimit(values: readonly string[]): Limit<number> {
  return lowest(values.map((text) => readNumber(text, UNLIMITED_FROM_BYTES)));
}

/** `pids.max`, the same in both versions. */
export function readPidsLimit(values: readonly string[]): Limit<number> {
  return lowest(values.map((text) => readNumber(text, Number.POSITIVE_INFINITY)));
}

/** `150000 100000`: `cpu.max` of version 2, or quota and period of version 1, where -1 is no limit. */
export function readCpuLimit(values: readonly string[]): Limit<CpuShare> {
  let best: Limit<CpuShare>;
  for (const text of values) {
    const share = readShare(text);
    if (share === undefined) continue;
    if (best === undefined || best === 'unlimited') best = share;
    else if (share !== 'unlimited' && share.quotaUs / share.periodUs < best.quotaUs / best.periodUs) best = share;
  }
  return best;
}

function readShare(text: string): Limit<CpuShare> {
  const match = /^(max|-?\d+)\s+(\d+)$/.exec(text.trim());
  if (!match) return undefined;
  const quotaUs = Number(match[1]);
  const periodUs = Number(match[2]);
  if (match[1] === 'max' || quotaUs < 0) return 'unlimited';
  return periodUs > 0 ? { quotaUs, periodUs } : undefined;
}

function readNumber(text: string, unlimitedFrom: number): Limit<number> {
  const trimmed = text.trim();
  if (trimmed === 'max') return 'unlimited';
  if (!/^\d+$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value >= unlimitedFrom ? 'unlimited' : value;
}

function lowest(limits: readonly Limit<number>[]): Limit<number> {
  const numbers = limits.filter((limit): limit is number => typeof limit === 'number');
  if (numbers.length > 0) return Math.min(...numbers);
  return limits.includes('unlimited') ? 'unlimited' : undefined;
}
