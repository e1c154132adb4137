import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRanks } from '../../../src/runs/ranks/merge-ranks.js';
import type { RankSummary } from '../../../src/runs/ranks/rank-summary.js';
import type { AcrossRanks } from '../../../src/runs/report/run-report.js';
import { type Simulation, simulateRanks } from './simulate.js';

const EVEN: Simulation = { ranks: 8, steps: 10, collectives: 12, computeNs: () => 1_000_000 };
/** A number that looks like chance and is the same each time. */
const noise = (...numbers: readonly number[]): number =>
  numbers.reduce((hash, value) => Math.imul(hash ^ (value + 0x9e3779b9), 0x85ebca6b) >>> 0, 7) / 2 ** 32;

function across(summaries: readonly RankSummary[]): AcrossRanks {
  const { acrossRanks } = mergeRanks(summaries);
  if (!acrossRanks) throw new Error('nothing was compared');
  return acrossRanks;
}

/** Late before the first collective of each step: behind it all are together again. */
const withStraggler =
  (late: number, lateNs: number): Simulation['computeNs'] =>
  (rank, step, collective) =>
    1_000_000 + 5000 * noise(rank, step, collective) + (rank === late && collective === 0 ? lateNs : 0);

describe('waiting', () => {
  it('is what the simulation knows, whatever the clocks of the hosts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 200, maxLength: 200 }),
        fc.array(fc.integer({ min: -1e12, max: 1e12 }), { minLength: 9, maxLength: 9 }),
        fc.boolean(),
        (ranks, times, clocks, isStepless) => {
          const { summaries, waitingNs, heldUpNs } = simulateRanks({
            ranks,
            steps: 4,
            collectives: 5,
            computeNs: (rank, step, collective) => times[(rank * 20 + step * 5 + collective) % 200] ?? 0,
            clockNs: (rank) => clocks[rank] ?? 0,
            isStepless,
          });
          const { rows, collectives } = across(summaries);
          expect(collectives).toBe(20);
          for (const [index, row] of rows.entries()) {
            expect(Math.abs((row.waitingNs ?? -1) - (waitingNs[index] ?? 0))).toBeLessThan(20);
            // What is nearly together is nobody's fault: at most 2 µs a collective.
            expect(Math.abs(row.heldUpNs - (heldUpNs[index] ?? 0))).toBeLessThan(20 * 2000 + 20);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is found though a clock runs faster, and ends are not quite together', () => {
    const { summaries, waitingNs } = simulateRanks({ ...EVEN, steps: 100, computeNs: withStraggler(3, 400_000) });
    const drifting = summaries.map((summary, rank) => {
      const { collectives } = summary;
      const fast = (time: number): number => time * (1 + (rank % 4) * 50e-6);
      const end = collectives.end.map((time, row) => fast(time) + 3000 * noise(rank, row));
      return { ...summary, collectives: { ...collectives, start: collectives.start.map(fast), end } };
    });
    const { rows, stragglers } = across(drifting);
    expect(stragglers).toEqual([3]);
    // Ends are up to 3 µs apart in each of 1200 collectives.
    for (const [rank, row] of rows.entries())
      expect(Math.abs((row.waitingNs ?? 0) - (waitingNs[rank] ?? 0))).toBeLessThan(1200 * 4000);
  });

  it('of ranks that share groups only through others is on one clock', () => {
    // A grid of 4 × 2: rows and columns, as tensor and data parallelism have them.
    const { summaries, waitingNs } = simulateRanks({
      ...EVEN,
      computeNs: (rank, step, collective) => 1_000_000 + 200_000 * noise(rank, step, collective),
      clockNs: (rank) => (rank >> 1) * 7_000_000_000,
      groupOf: (rank, collective) => (collective % 2 === 0 ? `row ${rank >> 1}` : `column ${rank % 2}`),
    });
    const { rows } = across(summaries);
    for (const [index, row] of rows.entries())
      expect(Math.abs((row.waitingNs ?? -1) - (waitingNs[index] ?? 0))).toBeLessThan(1000);
  });

  it('is not known of ranks that share no collective', () => {
    const { summaries } = simulateRanks({ ...EVEN, ranks: 2, groupOf: (rank) => `alone ${rank}` });
    expect(across(summaries)).toMatchObject({
      collectives: 0,
      rows: [{ waitingNs: undefined }, { waitingNs: undefined }],
    });
  });
});

describe('stragglers', () => {
  it('are found, and only they', () => {
    for (const late of [0, 3, 7]) {
      const { summaries } = simulateRanks({
        ...EVEN,
        computeNs: withStraggler(late, 600_000),
        clockNs: (rank) => rank * 1e9,
      });
      const { stragglers, rows } = across(summaries);
      expect(stragglers).toEqual([late]);
      expect(rows[late]?.heldUpNs).toBeGreaterThan(9 * 600_000);
      expect(rows[late]?.last).toBeGreaterThanOrEqual(10);
    }
  });

  it('may be two', () => {
    const computeNs: Simulation['computeNs'] = (rank, step, collective) =>
      withStraggler(2, 600_000)(rank, step, collective) + (rank === 5 && collective === 0 ? 600_000 : 0);
    expect(across(simulateRanks({ ...EVEN, computeNs }).summaries).stragglers).toEqual([2, 5]);
  });

  it('are none where all are even, late by chance, or late by less than a hundredth', () => {
    const jitter: Simulation['computeNs'] = (rank, step, collective) =>
      1_000_000 + 300_000 * noise(rank, step, collective);
    for (const computeNs of [EVEN.computeNs, jitter, withStraggler(4, 100_000)])
      expect(across(simulateRanks({ ...EVEN, steps: 30, computeNs }).summaries).stragglers).toEqual([]);
  });
});

describe('bringing collectives together', () => {
  it('goes by steps: traces may have different ones', () => {
    const computeNs = withStraggler(1, 500_000);
    const { summaries } = simulateRanks({ ...EVEN, computeNs, hasStep: (rank, step) => step >= rank % 3 && step < 9 });
    expect(across(summaries)).toMatchObject({ collectives: 7 * 12, stragglers: [1] });
  });

  it('goes by the order of names without steps, also when ranks began apart', () => {
    const { summaries } = simulateRanks({
      ...EVEN,
      collectives: 7,
      isStepless: true,
      computeNs: withStraggler(1, 500_000),
      hasStep: (rank, step) => step >= rank % 3,
    });
    expect(across(summaries)).toMatchObject({ collectives: 8 * 7, stragglers: [1] });
  });

  it('leaves out a rank whose collectives are others', () => {
    const { summaries } = simulateRanks({ ...EVEN, ranks: 4, computeNs: withStraggler(1, 500_000) });
    const odd = summaries.map((summary, index) =>
      index === 2
        ? {
            ...summary,
            collectives: { ...summary.collectives, signature: summary.collectives.signature.map((_, at) => at) },
          }
        : summary,
    );
    const { rows, stragglers, collectives } = across(odd);
    expect([collectives, stragglers, rows[2]?.waitingNs]).toEqual([0, [1], undefined]);
    expect(mergeRanks(odd).health).toMatchObject([{ code: 'RNK-02', message: expect.stringContaining('1 rank (2)') }]);
  });
});

describe('which ranks there are', () => {
  const { summaries } = simulateRanks({ ...EVEN, ranks: 4 });
  const [zero, one, two] = summaries as [RankSummary, RankSummary, RankSummary];

  it('tells those that are missing, of the world that the traces speak of', () => {
    const { acrossRanks, health } = mergeRanks([two, zero]);
    expect(acrossRanks).toMatchObject({ ranks: 2, missing: [1, 3], rows: [{ rank: 0 }, { rank: 2 }] });
    expect(health).toMatchObject([{ code: 'TRC-17', count: 2 }]);
    expect(mergeRanks([one])).toMatchObject({ acrossRanks: undefined, health: [{ code: 'TRC-17', count: 3 }] });
    expect(mergeRanks([])).toEqual({ acrossRanks: undefined, health: [] });
  });

  it('compares the first of two traces of one rank, and tells it', () => {
    const { acrossRanks, health } = mergeRanks([...summaries, { ...one, file: 'again.json' }]);
    expect(acrossRanks?.ranks).toBe(4);
    expect(health).toMatchObject([
      { code: 'TRC-16', count: 1, message: expect.stringContaining('rank1.json, again.json') },
    ]);
  });

  it('leaves out a trace of nobody, and believes no world that cannot be', () => {
    const nobodys = mergeRanks([{ ...zero, rank: undefined }, one]);
    expect(nobodys).toMatchObject({
      acrossRanks: undefined,
      health: [{ code: 'RNK-01', count: 1 }, { code: 'TRC-17' }],
    });
    const { acrossRanks } = mergeRanks([{ ...zero, worldSize: 2 ** 50 }, one]);
    expect(acrossRanks?.missing).toHaveLength(10_000);
  });

  it('tells of runs of different size, and of collectives that are not compared', () => {
    const cut = { ...one, worldSize: 2, collectives: { ...one.collectives, leftOut: 70 } };
    expect(mergeRanks([zero, cut]).health).toMatchObject([
      { code: 'RNK-03', message: expect.stringContaining('2, 4 ranks') },
      { code: 'TRC-17' },
      { code: 'RNK-04', count: 70 },
    ]);
  });

  it('says how uneven the work is', () => {
    const uneven = summaries.map((summary, index) => ({ ...summary, stepComputeNs: index === 0 ? 2000 : 1000 }));
    expect(across(uneven).imbalancePercent).toBeCloseTo(60);
    expect(across(summaries.map((summary) => ({ ...summary, stepComputeNs: 0 }))).imbalancePercent).toBeUndefined();
  });
});

it('compares a thousand ranks in little time and memory', () => {
  const { summaries } = simulateRanks({
    ...EVEN,
    ranks: 1000,
    steps: 4,
    computeNs: withStraggler(777, 600_000),
    clockNs: (rank) => rank * 1e8,
  });
  expect(across(summaries)).toMatchObject({ ranks: 1000, collectives: 48, stragglers: [777] });
});

it('never throws, whatever the times, groups and steps', () => {
  const time = fc.oneof(fc.integer(), fc.constantFrom(Number.NaN, Infinity, -1, 0, 2 ** 60));
  const row = fc.record({
    start: time,
    end: time,
    group: fc.nat(3),
    signature: fc.nat(2),
    step: fc.integer({ min: -1, max: 3 }),
  });
  const summary = fc.tuple(fc.array(row, { maxLength: 40 }), fc.option(fc.nat(5), { nil: undefined }), fc.nat(20));
  const base = simulateRanks({ ...EVEN, ranks: 1, steps: 1 }).summaries[0] as RankSummary;
  fc.assert(
    fc.property(fc.array(summary, { maxLength: 6 }), (all) => {
      const { acrossRanks } = mergeRanks(
        all.map(([rows, rank, worldSize]) => ({
          ...base,
          rank,
          worldSize,
          collectives: {
            ...base.collectives,
            count: rows.length,
            groups: ['a', 'b', 'c', 'd'],
            start: Float64Array.from(rows, ({ start }) => start),
            end: Float64Array.from(rows, ({ end }) => end),
            group: Uint16Array.from(rows, ({ group }) => group),
            signature: Uint32Array.from(rows, ({ signature }) => signature),
            step: Int32Array.from(rows, ({ step }) => step),
          },
        })),
      );
      for (const { waitingNs = 0, heldUpNs } of acrossRanks?.rows ?? []) {
        expect(waitingNs).toBeGreaterThanOrEqual(0);
        expect(heldUpNs).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 300 },
  );
});
