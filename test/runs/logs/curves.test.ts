import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Samples } from '../../../src/runs/logs/samples.js';
import { MOST_POINTS, ThinCurve } from '../../../src/runs/logs/thin-curve.js';
import { codesOf, pointsOf, read } from './read-text.js';

function curveOf(values: readonly number[]): ThinCurve {
  const curve = new ThinCurve('loss', undefined);
  for (const [step, value] of values.entries()) curve.add({ step, seconds: undefined, value });
  return curve;
}

describe('a curve', () => {
  it('keeps all points up to its bound', () => {
    const values = Array.from({ length: MOST_POINTS }, (_, step) => Math.sin(step));
    expect(
      curveOf(values)
        .points()
        .map(({ value }) => value),
    ).toEqual(values);
  });

  it('keeps its first, last, lowest, highest and broken points, in order, within its bound', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), fc.nat(), fc.nat(), fc.nat(), (count, low, high, nan) => {
        const values = Array.from({ length: count }, (_, step) => Math.cos(step * 1.7));
        values[low % count] = -5;
        values[high % count] = 5;
        values[nan % count] = Number.NaN;
        const points = curveOf(values).points();
        const steps = points.map(({ step }) => step as number);
        expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
        expect(points.length).toBeGreaterThanOrEqual(Math.min(count, MOST_POINTS / 3));
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
        expect(new Set(steps).size).toBe(steps.length);
        for (const wanted of [0, count - 1, nan % count]) expect(steps).toContain(wanted);
        for (const value of [-5, 5])
          if (values.includes(value)) expect(points.map((point) => point.value)).toContain(value);
        for (const { step, value } of points) expect(value).toBe(values[step as number]);
      }),
      { numRuns: 40 },
    );
  });

  it('forgets what a resumed run does again, thinned or not', () => {
    for (const count of [100, 50_000]) {
      const curve = curveOf(Array.from({ length: count }, (_, step) => step));
      curve.cutFrom(3, 'epoch');
      expect(curve.total).toBe(count);
      curve.cutFrom(count / 2, 'step');
      curve.add({ step: count / 2, seconds: undefined, value: -1 });
      const points = curve.points();
      expect(points[0]).toMatchObject({ step: 0 });
      expect(points.at(-1)).toMatchObject({ step: count / 2, value: -1 });
      expect(points.slice(0, -1).every(({ step }) => (step as number) < count / 2)).toBe(true);
    }
  });
});

describe('a log that goes on', () => {
  it('takes the later values of a run that was resumed, and says so', () => {
    const line = (step: number, loss: number): string =>
      `step:${step}/9 train_loss:${loss} train_time:${step}00ms step_avg:1ms`;
    const reading = read([line(1, 9), line(2, 8), line(3, 7), line(2, 6), line(3, 5)]);
    expect(codesOf(reading)).toEqual(['LOG-03']);
    expect(pointsOf(reading.report!, 'train_loss')).toEqual([
      [1, 9],
      [2, 6],
      [3, 5],
    ]);
  });

  it('names the line and the step of the first value that is no number', () => {
    const reading = read([
      'iter 1: loss 2.0, time 1.00ms, mfu 1.00%',
      '',
      'iter 2: loss nan, time 1.00ms, mfu 1.00%',
      'iter 3: loss nan, time 1.00ms, mfu 1.00%',
    ]);
    expect(reading.report?.nanValues).toBe(2);
    expect(reading.findings).toMatchObject([
      { code: 'LOG-05', message: 'loss is no number at step 2; 2 values of this log are none', place: { line: 3 } },
    ]);
    expect(pointsOf(reading.report!, 'loss')[1]).toEqual([2, Number.NaN]);
  });

  it('says what it left out: long lines, curves beyond 256', () => {
    const many = JSON.stringify(
      Object.fromEntries([['step', 1], ...Array.from({ length: 300 }, (_, n) => [`m${n}`, n])]),
    );
    const reading = read([many, many, 'x'.repeat(20_000)]);
    expect(codesOf(reading)).toEqual(['LOG-08', 'LOG-10']);
    expect(reading.report?.curves).toHaveLength(256);
  });
});

describe('samples', () => {
  it('have the quantiles of numpy', () => {
    const samples = new Samples();
    for (const value of [4, 1, 3, 2]) samples.add(value);
    expect(samples.distribution()).toEqual({ count: 4, mean: 2.5, median: 2.5, p10: 1.3, p90: 3.7 });
    expect(new Samples().distribution()).toBeUndefined();
  });

  it('count millions in little memory', () => {
    const samples = new Samples();
    for (let at = 0; at < 3_000_000; at += 1) samples.add(at % 1000);
    const { count, mean, median } = samples.distribution() ?? { count: 0, mean: 0, median: 0 };
    expect([count, mean]).toEqual([3_000_000, 499.5]);
    expect(Math.abs(median - 499.5)).toBeLessThan(2);
  });
});
