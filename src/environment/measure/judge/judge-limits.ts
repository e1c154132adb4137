import { formatBytes } from '../../../base/units.js';
import type { CpuShare, Limit } from '../cgroup.js';
import { type Check, makeCheck } from '../check.js';
import type { InsideFacts } from '../inside-facts.js';

/** The kernel keeps sizes in pages: 4 KiB on x86_64, up to 64 KiB on ARM. */
const LARGEST_PAGE_BYTES = 2 ** 16;

/** What the plan asks for. */
export interface WishedLimits {
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly pids: number;
  readonly sharedMemoryBytes: number;
}

/** Limits as the kernel has them, by numbers: an engine that takes a wish and forgets it, or is ten times off, shows here. */
export function judgeLimits(wished: WishedLimits, inside: InsideFacts): readonly Check[] {
  const { memoryBytes, cpu, pids, sharedMemoryBytes, cgroupVersion } = inside;
  const group = cgroupVersion === undefined ? 'no cgroup to be read' : `no such file in cgroup v${cgroupVersion}`;
  return [
    makeCheck('memory', {
      expected: wished.memoryBytes === undefined ? 'no limit' : formatBytes(wished.memoryBytes),
      measured: describeLimit(memoryBytes, formatExact, group),
      ok: compareLimit(memoryBytes, wished.memoryBytes, isPageBelow),
    }),
    makeCheck('cpu', {
      expected: wished.cpus === undefined ? 'no limit' : `${wished.cpus} CPUs`,
      measured: describeLimit(cpu, describeShare, group),
      ok: compareLimit(cpu, wished.cpus, isShare),
    }),
    makeCheck('pids', {
      expected: String(wished.pids),
      measured: describeLimit(pids, String, group),
      ok: compareLimit(pids, wished.pids, (measured, expected) => measured === expected),
    }),
    makeCheck('shared-memory', {
      expected: formatBytes(wished.sharedMemoryBytes),
      measured: sharedMemoryBytes === undefined ? 'there is no /dev/shm' : formatExact(sharedMemoryBytes),
      ok: sharedMemoryBytes === undefined ? false : isPageAbove(sharedMemoryBytes, wished.sharedMemoryBytes),
    }),
  ];
}

function describeLimit<T>(limit: Limit<T>, describe: (value: T) => string, missing: string): string {
  return limit === undefined ? missing : limit === 'unlimited' ? 'no limit' : describe(limit);
}

/** Where nothing is wished, a limit of the machine is none of ours: whatever is there is told and not judged. */
function compareLimit<T>(
  limit: Limit<T>,
  wished: number | undefined,
  isSame: (measured: T, wished: number) => boolean,
): boolean | null {
  if (limit === undefined) return null;
  if (wished === undefined) return limit === 'unlimited' ? true : null;
  return limit === 'unlimited' ? false : isSame(limit, wished);
}

/** 150,000 µs in each 100,000 µs are 1.5 cores; engines cut fractions of a microsecond off. */
function isShare({ quotaUs, periodUs }: CpuShare, cpus: number): boolean {
  return Math.abs(quotaUs - cpus * periodUs) <= 1;
}

function describeShare({ quotaUs, periodUs }: CpuShare): string {
  const cpus = quotaUs / periodUs;
  return `${Number(cpus.toFixed(4))} CPUs (${quotaUs} of ${periodUs} µs)`;
}

function isPageBelow(measured: number, wished: number): boolean {
  return measured <= wished && wished - measured < LARGEST_PAGE_BYTES;
}

function isPageAbove(measured: number, wished: number): boolean {
  return measured >= wished && measured - wished < LARGEST_PAGE_BYTES;
}

/** A rounded number would hide the difference that is looked for. */
function formatExact(bytes: number): string {
  const text = formatBytes(bytes);
  return text.includes('.') ? `${text} (${bytes} bytes)` : text;
}
