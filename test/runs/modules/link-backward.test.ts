import { describe, expect, test } from 'vitest';
import { linkBackward } from '../../../src/runs/modules/link-backward.js';
import { backwardOp, forwardOp, timelineOf } from './hand-trace.js';
import { realTimeline } from './real-timeline.js';

/** `aten::native_layer_norm` and `NativeLayerNormBackward0` are of one operator; the engine and views say other words. */
const bare = (name: string): string => name.replace(/^.*::|^.*: |_|Backward\d*$/g, '').toLowerCase();

describe('a backward operator and its forward', () => {
  test.each([
    ['hta-v100-ns-resolution-resnet-ddp-rank0.json.gz', 905, 0.95],
    ['kineto-resnet50-v100-num_workers_0.pt.trace.json.gz', 1068, 0.7],
    ['hta-a100-8rank-control-rank3.json.gz', 2382, 0.9],
    ['local-torch2.13-cpu-transformer.pt.trace.json.gz', 288, 0.95],
  ])('are all found in %s, and have the same name', (name, count, sameAtLeast) => {
    const timeline = realTimeline(name);
    const { events } = timeline;
    const findForward = linkBackward(timeline);
    const nameOf = (row: number): string => events.names[events.name[row] as number] ?? '';
    const backwards = Array.from({ length: events.count }, (_, row) => row).filter(
      (row) => (events.forwardThread[row] as number) > 0 && !nameOf(row).startsWith('autograd::engine'),
    );
    const linked = backwards.map((row) => [row, findForward(row)] as const).filter(([, forward]) => forward >= 0);
    const same = linked.filter(([row, forward]) => bare(nameOf(row)) === bare(nameOf(forward)));
    expect([backwards.length, linked.length]).toEqual([count, count]);
    expect(same.length / count).toBeGreaterThanOrEqual(sameAtLeast);
  });

  test('are not linked when the forward comes later', () => {
    expect(linkBackward(timelineOf([backwardOp('MulBackward0', 0, 1, 3), forwardOp('aten::mul', 9, 1, 3)]))(0)).toBe(
      -1,
    );
  });

  test('are found where numbers do not grow, as in what is broken', () => {
    const timeline = timelineOf([
      forwardOp('aten::mul', 0, 1, 9),
      forwardOp('aten::add', 2, 1, 4),
      backwardOp('AddBackward0', 20, 1, 4),
      backwardOp('MulBackward0', 30, 1, 9),
    ]);
    expect([2, 3].map(linkBackward(timeline))).toEqual([1, 0]);
  });
});
