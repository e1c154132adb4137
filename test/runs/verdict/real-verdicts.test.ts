import { describe, expect, test } from 'vitest';
import { reportRank } from '../../../src/runs/report-rank.js';
import { reportRun } from '../../../src/runs/report-run.js';
import { scan } from '../../syntax/trace/scan.js';
import { reportOf } from '../real-runs.js';

const NW0 = 'kineto-resnet50-v100-num_workers_0.pt.trace.json.gz';
const NW4 = 'kineto-resnet50-v100-num_workers_4.pt.trace.json.gz';

describe('a training before and after it got workers for its DataLoader', () => {
  const before = reportOf(NW0);
  const after = reportOf(NW4);

  test('is input-bound before, and not after', () => {
    expect(before.verdict).toMatchObject({ kind: 'input-bound', confidence: 'high' });
    expect(after.verdict.kind).toBe('host-bound');
  });

  test('the advice names the DataLoader first, and bounds what was really gained', () => {
    const [first] = before.advice;
    expect(first).toMatchObject({ code: 'SLW-01', about: 'loader', gainAtMostPercent: 33.37 });
    expect(first?.message).toContain('59.3 ms of 177.6 ms a step (33.4 %)');
    expect(first?.hint).toContain('num_workers');
    const mean = (name: 'before' | 'after') =>
      (name === 'before' ? before : after).ranks[0]?.stepAnatomy.totalNs as number;
    const gained = 100 * (1 - mean('after') / mean('before'));
    expect(gained).toBeCloseTo(20.57, 1);
    expect(first?.gainAtMostPercent).toBeGreaterThanOrEqual(gained);
  });

  test('is not advised again afterwards', () => expect(after.advice.map(({ code }) => code)).not.toContain('SLW-01'));

  test('float32 without tensor cores is told in both', () =>
    expect([before, after].map(({ advice }) => advice.some(({ code }) => code === 'SLW-06'))).toEqual([true, true]));
});

test.each([
  ['hta-v100-ns-resolution-resnet-ddp-rank0.json.gz', 'compute-bound', 'high'],
  ['hta-a100-nccl-args-2rank-rank0.json.gz', 'host-bound', 'high'],
  ['hta-a100-8rank-control-rank3.json.gz', 'communication-bound', 'medium'],
  ['hta-mi250-rocm62.json.gz', 'host-bound', 'medium'],
  ['hta-cpu-only-gloo-rank34.pt.trace.json.gz', 'unclear', 'low'],
])('%s is %s', (name, kind, confidence) => expect(reportOf(name).verdict).toMatchObject({ kind, confidence }));

test('advice says its numbers, its threshold and how to check it', () => {
  for (const name of [NW0, NW4, 'hta-a100-nccl-args-2rank-rank0.json.gz', 'hta-a100-8rank-control-rank3.json.gz'])
    for (const { message, hint, check, gainAtMostPercent } of reportOf(name).advice) {
      expect(message).toMatch(/\d.*threshold is \d/);
      expect(hint).not.toBe('');
      expect(check).toMatch(/again/);
      if (gainAtMostPercent !== undefined) expect(gainAtMostPercent).toBeLessThanOrEqual(100);
    }
});

test('work on the device without any duration is no sign of a slow host', () => {
  const kernels = Array.from(
    { length: 50 },
    (_, at) => `{"ph":"X","cat":"kernel","name":"k","ts":${at * 100},"dur":0}`,
  );
  const { report, health } = reportRank('zero.json', scan(`[${kernels.join(',')}]`));
  const run = reportRun({ files: [], ranks: [report], across: undefined, logs: [], memory: [], health });
  expect(run.verdict).toMatchObject({ kind: 'unclear', confidence: 'low' });
});
