import { beforeAll, describe, expect, it } from 'vitest';
import { mergeRanks } from '../../../src/runs/ranks/merge-ranks.js';
import type { RankSummary } from '../../../src/runs/ranks/rank-summary.js';
import { reportRank } from '../../../src/runs/report-rank.js';
import { realTrace, scan } from '../../syntax/trace/scan.js';

interface RawEvent {
  readonly ph: string;
  readonly cat?: string;
  readonly name: string;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

interface RawTrace {
  readonly distributedInfo: { readonly rank: number; readonly world_size: number };
  readonly traceEvents: readonly RawEvent[];
}

const isCollective = ({ cat, name }: RawEvent): boolean => cat === 'kernel' && name.startsWith('ncclKernel_AllReduce');
const EARLIER_US = 500;

/** The same trace as another rank would have written it: its clock goes differently, its collectives begin at another time. */
function rewrite(trace: RawTrace, rank: number, clockUs: number, change: (event: RawEvent) => RawEvent): string {
  const traceEvents = trace.traceEvents.map((event) => {
    const changed = change(event);
    return { ...changed, ts: changed.ts + clockUs };
  });
  return JSON.stringify({ ...trace, distributedInfo: { ...trace.distributedInfo, rank }, traceEvents });
}

const summarise = (file: string, text: string): RankSummary => reportRank(file, scan(text)).summary;

describe('two ranks of a real training', () => {
  let real: RawTrace;
  let zero: RankSummary;
  beforeAll(() => {
    real = JSON.parse(Buffer.from(realTrace('hta-a100-nccl-args-2rank-rank0.json.gz')).toString()) as RawTrace;
    zero = summarise(
      'rank0.json',
      rewrite(real, 0, 0, (event) => event),
    );
  });

  it('has the collectives that the trace names, and no broadcast', () => {
    const { collectives } = zero;
    expect(zero).toMatchObject({ rank: 0, worldSize: 2 });
    expect(collectives.count).toBe(real.traceEvents.filter(isCollective).length);
    expect(collectives.groups).toEqual(['0|0,1']);
    expect([...new Set(collectives.step)]).toEqual([4, 5, 6]);
    expect(collectives.leftOut).toBe(0);
  });

  it('that came at the same time waited for nobody, however their clocks go', () => {
    const one = summarise(
      'rank1.json',
      rewrite(real, 1, 86_400e6, (event) => event),
    );
    const { acrossRanks, health } = mergeRanks([zero, one]);
    expect(acrossRanks).toMatchObject({ ranks: 2, missing: [], collectives: 15, stragglers: [] });
    for (const { waitingNs, last } of acrossRanks?.rows ?? []) {
      expect(waitingNs).toBeLessThan(15 * 10);
      expect(last).toBe(0);
    }
    expect(health).toEqual([]);
  });

  it('of which one came earlier: it waited for the other, exactly so long', () => {
    const earlier = (event: RawEvent): RawEvent =>
      isCollective(event) ? { ...event, ts: event.ts - EARLIER_US, dur: (event.dur ?? 0) + EARLIER_US } : event;
    const one = summarise('rank1.json', rewrite(real, 1, -3600e6, earlier));
    const { acrossRanks } = mergeRanks([one, zero]);
    const [first, second] = acrossRanks?.rows ?? [];
    expect(first).toMatchObject({ rank: 0, last: 15 });
    expect(second).toMatchObject({ rank: 1, last: 0, heldUpNs: 0 });
    expect(Math.abs((second?.waitingNs ?? 0) - 15 * EARLIER_US * 1000)).toBeLessThan(15 * 10);
    expect(Math.abs((first?.heldUpNs ?? 0) - 15 * EARLIER_US * 1000)).toBeLessThan(15 * 10);
    // 7.5 ms of 660 ms are more than one in a hundred.
    expect(acrossRanks?.stragglers).toEqual([0]);
  });

  it('of which the other is missing says so', () => {
    expect(mergeRanks([zero])).toMatchObject({ acrossRanks: undefined, health: [{ code: 'TRC-17' }] });
  });
});

it('finds in a trace without arguments what the host calls the collectives', () => {
  const { collectives } = reportRank('rank3.json', scan(realTrace('hta-a100-8rank-control-rank3.json.gz'))).summary;
  // 18 all-reduces, and 42 kernels of send and receive that are all-to-alls.
  expect(collectives.count).toBe(60);
  expect(new Set(collectives.signature).size).toBe(2);
  expect(collectives.groups).toEqual(['|']);
  expect([...new Set(collectives.step)]).toEqual([1009, 1010, 1011, 1012, 1013, 1014]);
});

it('finds none where there are none', () => {
  const { summary } = reportRank('one.json', scan(realTrace('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz')));
  expect(summary.collectives).toMatchObject({ count: 0, groups: [] });
});
