import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nestHost } from '../../../src/runs/modules/nest-host.js';
import type { Timeline } from '../../../src/runs/trace/timeline.js';
import { annotation, frame, type HandEvent, kernel, op, runtime, timelineOf } from './hand-trace.js';

/** Name of each row → name of what contains it. */
function parentsOf(timeline: Timeline): Record<string, string | undefined> {
  const { parent } = nestHost(timeline);
  return namesBy(timeline, parent);
}

function namesBy({ events }: Timeline, column: Int32Array): Record<string, string | undefined> {
  const nameOf = (row: number): string | undefined => (row < 0 ? undefined : events.names[events.name[row] as number]);
  return Object.fromEntries(
    Array.from({ length: events.count }, (_, row) => [nameOf(row), nameOf(column[row] as number)]),
  );
}

describe('who contains whom', () => {
  test('the innermost that is still open', () => {
    const timeline = timelineOf([op('a', 0, 10.5), op('b', 1, 4), op('c', 2, 1), op('d', 6, 2), op('e', 11, 1)]);
    expect(parentsOf(timeline)).toEqual({ a: undefined, b: 'a', c: 'b', d: 'a', e: undefined });
  });

  test('threads are apart', () => {
    const timeline = timelineOf([op('a', 0, 10.5), op('b', 1, 4, {}, 2)]);
    expect(parentsOf(timeline)).toEqual({ a: undefined, b: undefined });
  });

  test('what a hook began outlives the hook and contains what comes after it', () => {
    const timeline = timelineOf([
      frame('call', 0, 100.5),
      frame('before', 1, 3),
      annotation('module:a', 2, 50),
      op('within before', 3, 0.5),
      op('after before', 10, 2),
      op('after the annotation', 60, 2),
    ]);
    expect(parentsOf(timeline)).toMatchObject({
      'module:a': 'call',
      'within before': 'before',
      'after before': 'module:a',
      'after the annotation': 'call',
    });
  });

  test('a call that ends with its caller is inside, one that starts when another ends is not', () => {
    const timeline = timelineOf([op('a', 0, 10.5), op('b', 5, 5.5), op('c', 10.5, 1)]);
    expect(parentsOf(timeline)).toEqual({ a: undefined, b: 'a', c: undefined });
  });

  test('where times are cut to whole microseconds, a call that seems to end a little later is inside', () => {
    const cut = [op('a', 0, 9), op('b', 5, 5)];
    expect(parentsOf(timelineOf(cut))).toMatchObject({ b: 'a' });
    expect(parentsOf(timelineOf([...cut, op('fine', 100.5, 1)]))).toMatchObject({ b: undefined });
  });

  test('steps contain nobody, and what goes on beside the thread nobody who outlives it', () => {
    const timeline = timelineOf([
      annotation('ProfilerStep#1', 0, 50.5),
      frame('train', 10, 100),
      op('gloo:all_reduce', 15, 30),
      op('within', 20, 5),
      frame('longer', 40, 20),
      op('after', 42, 1),
    ]);
    expect(parentsOf(timeline)).toMatchObject({
      'gloo:all_reduce': 'train',
      within: 'gloo:all_reduce',
      longer: 'train',
      after: 'longer',
    });
  });

  test('operators are seen through calls and frames', () => {
    const timeline = timelineOf([op('a', 0, 10.5), frame('f', 1, 8), runtime('launch', 2, 1), frame('g', 20, 1)]);
    expect(namesBy(timeline, nestHost(timeline).operator)).toEqual({ a: 'a', f: 'a', launch: 'a', g: undefined });
  });
});

describe('time of operators without those inside', () => {
  test('is what nothing inside covers', () => {
    const timeline = timelineOf([op('a', 0, 10.5), op('b', 1, 4), op('b', 6, 2), runtime('call', 6.5, 1)]);
    const { selfByName } = nestHost(timeline);
    const byName = Object.fromEntries(timeline.events.names.map((name, at) => [name, selfByName[at]]));
    expect(byName).toMatchObject({ a: 4500, b: 6000, call: 0 });
  });

  test('is kept by row only where nothing ran on a device', () => {
    expect(Array.from(nestHost(timelineOf([op('a', 0, 4), op('b', 1, 2)])).selfByRow)).toEqual([2000, 2000]);
    expect(nestHost(timelineOf([op('a', 0, 4), kernel(0, 1, 1)])).selfByRow.length).toBe(0);
  });

  test('adds up to what operators cover, however they overlap', () => {
    const time = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time, fc.boolean()), { maxLength: 80 }), (drawn) => {
        const events = drawn.map(
          ([ts, dur, isOp], at): HandEvent => (isOp ? op(`${at}`, ts, dur) : frame(`${at}`, ts, dur)),
        );
        const fine = [...events, frame('fine', 1000.5, 1)];
        const { selfByRow } = nestHost(timelineOf(fine));
        const covered = Array.from({ length: 120 }, (_, moment) =>
          drawn.some(([ts, dur, isOp]) => isOp && ts <= moment && moment < ts + dur) ? 1000 : 0,
        );
        expect(sum(selfByRow)).toBe(sum(covered));
      }),
    );
  });

  test('costs the same for a staircase of a hundred thousand that overlap', () => {
    const steps = Array.from({ length: 100_000 }, (_, at) => op('a', at, 50_000.5));
    expect(sum(nestHost(timelineOf(steps)).selfByName)).toBeGreaterThan(0);
  }, 10_000);
});

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
