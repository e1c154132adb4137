import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { KernelClass } from '../../../src/runs/report/rank-report.js';
import { realTimes } from './small-trace.js';

/** Made by other code: interval unions with decimals, over whole traces. */
interface Reference {
  readonly gpu_events: Readonly<Record<string, number>>;
  readonly span_ns?: number;
  readonly busy_ns: number;
  readonly idle_ns: number;
  readonly compute_union_ns: number;
  readonly comm_union_ns: number;
  readonly exposed_comm_ns: number;
  readonly memcpy_union_ns: number;
  readonly exposed_memcpy_ns: number;
  readonly sum_kernel_ns: number;
  readonly steps: readonly (readonly [name: string, start: number, duration: number])[];
}

const text = readFileSync('../shared/traces/exact-reference.json', 'utf8');
// Starts have up to 19 digits, which floats have not: they are compared as texts.
const exact = JSON.parse(text.replaceAll(/\b\d{16,}\b/gu, '"$&"')) as Record<string, Reference>;

describe.each(Object.entries(exact))('%s', (name, reference) => {
  it('is measured to the nanosecond', () => {
    const { gpu } = realTimes(name);
    if (reference.span_ns === undefined) {
      expect(gpu).toBeUndefined();
      return;
    }
    expect(gpu).toMatchObject({
      spanNs: reference.span_ns,
      busyNs: reference.busy_ns,
      idleNs: reference.idle_ns,
      computeNs: reference.compute_union_ns,
      communicationNs: reference.comm_union_ns,
      exposedCommunicationNs: reference.exposed_comm_ns,
      memcpyNs: reference.memcpy_union_ns,
      exposedMemcpyNs: reference.exposed_memcpy_ns,
    });
    const causes = Object.values(gpu?.idleByCause ?? {});
    expect(causes.every((ns) => ns >= 0)).toBe(true);
    expect(causes.reduce((sum, ns) => sum + ns, 0)).toBe(reference.idle_ns);
  });

  it('has its steps', () => {
    const steps = realTimes(name).steps.map((step) => [step.name, String(step.startNs), step.durationNs]);
    const expected = reference.steps.map(([step, start, duration]) => [step, String(start), Number(duration)]);
    expect(steps).toEqual(expected.sort((a, b) => (BigInt(a[1] as string) < BigInt(b[1] as string) ? -1 : 1)));
  });

  it('has its kernels', () => {
    const { kernels } = realTimes(name);
    const count = (one: KernelClass): number =>
      kernels.filter((row) => row.class === one).reduce((sum, row) => sum + row.calls, 0);
    const { comp = 0, comm = 0, memcpy = 0, memset = 0 } = reference.gpu_events;
    expect([count('compute'), count('communication'), count('memcpy'), count('memset')]).toEqual([
      comp,
      comm,
      memcpy,
      memset,
    ]);
    const isKernel = (row: { class: KernelClass }): boolean => row.class === 'compute' || row.class === 'communication';
    const total = kernels.filter(isKernel).reduce((sum, row) => sum + row.totalNs, 0);
    expect(total).toBe(reference.sum_kernel_ns ?? 0);
  });
});
