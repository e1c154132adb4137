import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricsReport } from '../../../src/runs/metrics/metrics-reader.js';
import { createEventFileReader } from '../../../src/runs/metrics/tensorboard/read-event-file.js';
import { PYTHON, requireTool } from '../../setup/tools.js';
import { writeRecord } from '../../syntax/tfrecord/write-records.js';
import { codesOf, curveOf, logOf, readAll, valuesOf } from './read-file.js';
import {
  bytes,
  double,
  event,
  float,
  integer,
  join,
  plugin,
  simple,
  tensor,
  text,
  version,
  type Wire,
} from './write-events.js';

const FILES = [
  'hf-transformers5.18-events.out.tfevents.0',
  'lightning2.6-events.out.tfevents.0',
  'yolov5-gtx1060-events.out.tfevents.0',
  'tensorboard-writer-2.13/events.out.tfevents.1795355414.vm.13857.0',
  'tensorboard-writer-2.13/1795355414.2471805/events.out.tfevents.1795355414.vm.13857.3',
  'tensorboard-writer-2.13/g_a/events.out.tfevents.1795355414.vm.13857.1',
  'tensorboard-writer-2.13/g_b/events.out.tfevents.1795355414.vm.13857.2',
].map((name) => `../shared/logs/${name}`);

const readFile = (path: string, chunkBytes?: number): MetricsReport =>
  readAll(createEventFileReader(path), readFileSync(path), chunkBytes);
const read = (...records: readonly Uint8Array[]): MetricsReport =>
  readAll(createEventFileReader('events'), Buffer.concat(records), 13);

describe('real event files', () => {
  it('have the values that an independent reader finds', (context) => {
    requireTool(context, PYTHON);
    const script = 'test/runs/metrics/read-events.py';
    const expected: unknown = JSON.parse(execFileSync('python3', [script, ...FILES], { encoding: 'utf8' }));
    const found = Object.fromEntries(
      FILES.map((path) => {
        const { curves } = logOf(readFile(path));
        const rows = curves.map(({ name, points }) => [
          name,
          points.map(({ step, seconds, value }) => [step, seconds, value]),
        ]);
        return [path, Object.fromEntries(rows)];
      }),
    );
    expect(found).toEqual(expected);
  });

  it('are sound, and say what they can', () => {
    const [transformers, lightning, yolo, writer, hparams] = FILES.map((path) => readFile(path));
    expect(FILES.flatMap((path) => codesOf(readFile(path)))).toEqual([]);
    expect(logOf(transformers!)).toMatchObject({
      format: 'tensorboard',
      throughput: { unit: 'tokens/s' },
      lines: { read: 91, understood: 91 },
      nanValues: 0,
    });
    // Written every four steps; what an evaluation took between two values of the same step is not in it.
    expect(logOf(transformers!).stepSeconds).toMatchObject({ count: 8 });
    expect(logOf(transformers!).stepSeconds?.median).toBeCloseTo(0.1228, 4);
    expect(logOf(lightning!).stepSeconds?.count).toBeGreaterThan(20);
    // Its steps are epochs, and nothing says how many iterations one has.
    expect(logOf(yolo!).stepSeconds).toBeUndefined();
    expect(valuesOf(writer!, 'loss_new')).toEqual(valuesOf(writer!, 'loss'));
    expect(logOf(hparams!).settings).toEqual([
      { name: 'bsize', value: 3 },
      { name: 'lr', value: 0.1 },
    ]);
  });

  it('say the same in chunks of any size', () => {
    for (const path of FILES.slice(0, 2)) expect(readFile(path, 1)).toEqual(readFile(path, 1e6));
  });

  it('keep all whole records when they are cut at any byte', () => {
    const path = FILES[3]!;
    const whole = readFileSync(path).subarray(0, 1500);
    const points = new Map(logOf(readFile(path)).curves.map((curve) => [curve.name, curve.points]));
    for (let cut = 0; cut < whole.length; cut += 1) {
      const report = readAll(createEventFileReader(path), whole.subarray(0, cut), 4000);
      expect(codesOf(report).filter((code) => code !== 'MTR-02' && code !== 'MTR-07')).toEqual([]);
      for (const curve of logOf(report).curves)
        expect(points.get(curve.name)?.slice(0, curve.points.length)).toEqual(curve.points);
    }
  });
});

const scalars = plugin('scalars');
const FLOAT = integer(1, 1);

describe('scalars', () => {
  const content = (size: number, write: (view: DataView) => void): Wire => {
    const data = new Uint8Array(size);
    write(new DataView(data.buffer));
    return bytes(4, data);
  };
  it.each<[string, Wire, number | undefined]>([
    ['float_val', join(FLOAT, float(5, 2.5)), 2.5],
    ['packed float_val', join(FLOAT, bytes(5, float(5, 2.5).subarray(1))), 2.5],
    [
      'tensor_content',
      join(
        FLOAT,
        content(4, (view) => view.setFloat32(0, -1.5, true)),
      ),
      -1.5,
    ],
    ['double', join(integer(1, 2), double(6, 0.1)), 0.1],
    [
      'double content',
      join(
        integer(1, 2),
        content(8, (view) => view.setFloat64(0, 0.1, true)),
      ),
      0.1,
    ],
    ['int64', join(integer(1, 9), integer(10, -5n)), -5],
    [
      'int64 content',
      join(
        integer(1, 9),
        content(8, (view) => view.setBigInt64(0, -7n, true)),
      ),
      -7,
    ],
    ['half', join(integer(1, 19), integer(13, 0x3e00)), 1.5],
    ['bfloat16', join(integer(1, 14), integer(13, 0x3fc0)), 1.5],
    ['bool', join(integer(1, 10), integer(11, 1)), 1],
    ['two elements', join(FLOAT, float(5, 1), float(5, 2)), undefined],
    ['content of a wrong size', join(FLOAT, bytes(4, new Uint8Array(3))), undefined],
    ['a text', join(integer(1, 7), text(8, 'x')), undefined],
    ['an unknown type', join(integer(1, 99), bytes(4, new Uint8Array(4))), undefined],
    ['nothing', join(), undefined],
  ])('in a tensor: %s', (_, message, expected) => {
    const report = read(version, event(1000, 3, tensor('t', message, scalars)));
    expect(logOf(report).curves.map(({ points }) => points)).toEqual(
      expected === undefined ? [] : [[{ step: 3, seconds: 1000, value: expected }]],
    );
  });

  it('are told by the metadata of the first value alone', () => {
    const one = (value: number): Wire => join(FLOAT, float(5, value));
    const report = read(
      event(1, 0, tensor('loss', one(1), scalars), tensor('words', one(1), plugin('text'))),
      event(2, 1, tensor('loss', one(2)), tensor('words', one(2))),
    );
    expect(valuesOf(report, 'loss')).toEqual([1, 2]);
    expect(logOf(report).curves.map(({ name }) => name)).toEqual(['loss']);
  });

  it('may be no numbers, which are counted', () => {
    const report = read(
      event(1, 0, simple('loss', 1)),
      event(2, 1, simple('loss', Number.NaN)),
      event(3, 2, simple('loss', Infinity)),
    );
    expect(valuesOf(report, 'loss')).toEqual([1, Number.NaN, Infinity]);
    expect(logOf(report).nanValues).toBe(2);
  });
});

describe('steps', () => {
  const at = (time: number, step: number, value: number): Uint8Array => event(time, step, simple('loss', value));

  it('that go back are of a run that was resumed: later values hold', () => {
    const report = read(at(1, 0, 9), at(2, 1, 8), at(3, 2, 7), at(4, 3, 6), at(10, 2, 70), at(11, 3, 60));
    expect(curveOf(report, 'loss').points.map(({ step, value }) => [step, value])).toEqual([
      [0, 9],
      [1, 8],
      [2, 70],
      [3, 60],
    ]);
    expect(report.health).toMatchObject([{ code: 'MTR-04', count: 2 }]);
  });

  it('that go back in a value of before are kept: it only came late', () => {
    const report = read(at(5, 5, 1), at(3, 3, 2));
    expect(valuesOf(report, 'loss')).toEqual([1, 2]);
    expect(codesOf(report)).toEqual([]);
  });

  it('that stay the same are several values of one step', () => {
    expect(valuesOf(read(at(1, 0, 1), at(2, 0, 2), at(3, 0, 3)), 'loss')).toEqual([1, 2, 3]);
  });

  it('ten and more apart are iterations, whose time is known', () => {
    const report = read(...[0, 1, 2, 3].map((index) => at(100 + 5 * index, 50 * index, 1)));
    expect(logOf(report).stepSeconds).toMatchObject({ count: 3, median: 0.1 });
    expect(logOf(read(...[0, 1, 2, 3].map((index) => at(index, index, 1)))).stepSeconds).toBeUndefined();
  });

  it('may be negative or larger than any', () => {
    const steps = [-(2n ** 63n), -1n, 2n ** 62n];
    const report = read(...steps.map(eventOf));
    expect(curveOf(report, 'loss').points.map(({ step }) => step)).toEqual(steps.map(Number));
  });
});

function eventOf(step: bigint): Uint8Array {
  return writeRecord(join(double(1, 5), integer(2, step), bytes(5, bytes(1, simple('loss', 1)))));
}

describe('what frameworks write', () => {
  it('torchtitan: time, data, throughput, use, memory', () => {
    const values = (index: number): Wire[] => [
      simple('time_metrics/end_to_end(s)', 2),
      simple('time_metrics/data_loading(s)', 0.5),
      simple('time_metrics/data_loading(%)', index === 0 ? 90 : 25),
      simple('throughput(tps)', 4000),
      simple('mfu(%)', 40),
      simple('memory/max_reserved(GiB)', 40 + index),
      simple('memory/max_reserved(%)', (40 + index) * 1.25),
    ];
    expect(logOf(read(...[0, 1, 2].map((index) => event(index, index, ...values(index)))))).toMatchObject({
      stepSeconds: { median: 2, count: 3 },
      dataPercent: 25,
      throughput: { value: 4000, unit: 'tokens/s' },
      mfuPercent: 40,
      peakMemoryBytes: 42 * 2 ** 30,
      capacityBytes: 80 * 2 ** 30,
    });
  });

  it('MMEngine: time and data_time', () => {
    const values = (data: number): Wire[] => [simple('time', 1), simple('data_time', data)];
    const report = read(...[0.75, 0.25, 0.25].map((data, index) => event(index, index, ...values(data))));
    expect(logOf(report)).toMatchObject({ dataPercent: 25, stepSeconds: { median: 1 } });
  });
});

describe('bad files', () => {
  it('without a value say so', () => {
    expect(read()).toMatchObject({ log: { curves: [] }, health: [{ code: 'MTR-07' }] });
    expect(codesOf(read(version))).toEqual(['MTR-07']);
  });

  it('with a broken record lose that record alone', () => {
    const records = [0, 1, 2].map((index) => event(index, index, simple('loss', index)));
    records[1]?.set([0xee], 20);
    const report = read(version, ...records);
    expect(valuesOf(report, 'loss')).toEqual([0, 2]);
    expect(report.health).toMatchObject([{ code: 'MTR-01', count: 1 }]);
  });

  it('with a sound frame around nonsense say that it could not be read', () => {
    const report = read(
      version,
      writeRecord(Uint8Array.from([0x0a, 0xff, 0xff, 0xff, 0x7f])),
      event(1, 1, simple('loss', 4)),
    );
    expect(valuesOf(report, 'loss')).toEqual([4]);
    expect(report.health).toMatchObject([{ code: 'MTR-01', count: 1 }]);
  });

  it('with more points than a picture needs keep the peaks, the mean course and what is no number', () => {
    const count = 30_000;
    const records = Array.from({ length: count }, (_, index) =>
      event(index, index, simple('loss', index === 12_345 ? 1e9 : index === 777 ? Number.NaN : index % 7)),
    );
    const report = read(...records);
    const values = valuesOf(report, 'loss');
    expect(values.length).toBeLessThanOrEqual(6000);
    expect(values.length).toBeGreaterThan(1500);
    expect(values).toContain(1e9);
    expect(values.some(Number.isNaN)).toBe(true);
    const steps = curveOf(report, 'loss').points.map(({ step }) => step ?? -1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(report.health).toMatchObject([{ code: 'MTR-05', count: 1 }]);
  });

  it('with more tags than are kept say how many are left out', () => {
    const report = read(event(1, 1, ...Array.from({ length: 700 }, (_, index) => simple(`w/${index}`, index))));
    expect(logOf(report).curves).toHaveLength(500);
    expect(report.health).toMatchObject([{ code: 'MTR-05', count: 200 }]);
  });

  it('never throw: any byte changed, any bytes at all', () => {
    const whole = readFileSync(FILES[3]!);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(whole);
        changed[at] = byte;
        expect(logOf(readAll(createEventFileReader('changed'), changed, 4000)).format).toBe('tensorboard');
      }),
      { numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (data) => void read(writeRecord(data), data)),
      { numRuns: 500 },
    );
  });
});
