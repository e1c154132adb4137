import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LogReading, readLog, startLog } from '../../../src/runs/logs/read-log.js';
import type { LogReport } from '../../../src/runs/report/log-report.js';
import { codesOf, pointsOf, realLog } from './read-text.js';

const SAMPLES = [
  'hf-transformers5.18-stderr-tqdm.log',
  'hf-transformers5.18-stdout.log',
  'hf-transformers5.18-trainer_state.json',
  'lightning2.6-metrics.csv',
  'lightning_stderr.log',
  'lightning_stdout.log',
  'text-log-excerpts.txt',
  'yolov5-gtx1060-workers0-results.csv',
];
const EXCERPT_LINES = new TextDecoder().decode(realLog('text-log-excerpts.txt')).split('\n');

function readInPieces(bytes: Uint8Array, size: number): LogReading {
  const stream = startLog('log');
  for (let at = 0; at < bytes.length; at += size) stream.push(bytes.subarray(at, at + size));
  return stream.finish();
}

function numbersOf(report: LogReport | undefined): number[] {
  if (!report) return [];
  const { stepSeconds, dataPercent, throughput, mfuPercent, peakMemoryBytes, capacityBytes } = report;
  const all = [dataPercent, throughput?.value, mfuPercent, peakMemoryBytes, capacityBytes];
  return [...all.filter((number) => number !== undefined), ...Object.values(stepSeconds ?? {})];
}

/** What must hold of any input, and does not: all is finite, and within its bounds. */
function faultsOf({ report, findings }: LogReading): string[] {
  const holds = {
    'codes are of logs': findings.every(({ code, message }) => /^(LOG|SRC)-\d\d$/.test(code) && message !== ''),
    'something is said': report !== undefined || findings.length > 0,
    'lines add up': report === undefined || report.lines.understood <= report.lines.read,
    'curves are few': (report?.curves.length ?? 0) <= 256,
    'points are few': report?.curves.every(({ points }) => points.length <= 2000) ?? true,
    'numbers are finite': numbersOf(report).every((number) => Number.isFinite(number) && number >= 0),
    'shares are shares': Number(report?.dataPercent ?? 0) <= 100,
  };
  return Object.entries(holds).flatMap(([fault, isTrue]) => (isTrue ? [] : [fault]));
}

describe('hostile logs', () => {
  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(faultsOf(readLog('log', bytes))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('lines of all formats, mixed and mutilated', () => {
    const piece = fc.oneof(
      fc.constantFrom(...EXCERPT_LINES),
      fc.constantFrom(
        '{"step": 1, "loss": 2}',
        "{'loss': '1', 'epoch': '1'}",
        'step,loss',
        '1,2',
        'step=1 loss=2 time=3ms',
        '\r',
        '\u001b[A',
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const line = fc
      .tuple(piece, fc.nat(200), piece, fc.nat(200))
      .map(([a, from, b, to]) => a.slice(0, from) + b.slice(to));
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, line), { maxLength: 30 }), (lines) => {
        expect(faultsOf(readLog('log', new TextEncoder().encode(lines.join('\n'))))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(SAMPLES)('%s: cut anywhere, in pieces of any size', (name) => {
    const bytes = realLog(name);
    const whole = readLog('log', bytes);
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })), (size) => {
        expect(readInPieces(bytes, size)).toEqual(whole);
      }),
      { numRuns: 8 },
    );
    fc.assert(
      fc.property(fc.nat(bytes.length), (end) => {
        const reading = readLog('log', bytes.subarray(0, end));
        expect(faultsOf(reading)).toEqual([]);
        expect(reading.report?.lines.understood ?? 0).toBeLessThanOrEqual((whole.report?.lines.understood ?? 0) + 1);
      }),
      { numRuns: 40 },
    );
  });

  it('a cut trainer_state.json gives its whole entries', () => {
    const bytes = realLog('hf-transformers5.18-trainer_state.json');
    const text = new TextDecoder().decode(bytes);
    const end = text.indexOf('"step": 20');
    const { report } = readLog('log', bytes.subarray(0, end));
    expect(report?.format).toBe('trainer-state');
    expect(pointsOf(report!, 'loss').map(([step]) => step)).toEqual([4, 8, 12, 16]);
  });

  it('UTF-16 as PowerShell writes it, a byte order mark, Windows line ends', () => {
    const text = 'step=1 loss=2.5\r\nstep=2 loss=2.25\r\n';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const bytes of [little, big, Buffer.from(`\ufeff${text}`), Buffer.from(text)]) {
      for (const size of [1, 7, 1000]) {
        const { report } = readInPieces(bytes, size);
        expect(pointsOf(report!, 'loss')).toEqual([
          [1, 2.5],
          [2, 2.25],
        ]);
      }
    }
  });

  it('nothing at all, blanks, zeros, binary', () => {
    expect(codesOf(readLog('log', new Uint8Array(0)))).toEqual(['LOG-02']);
    expect(codesOf(readLog('log', new TextEncoder().encode(' \n\r\n\t\n')))).toEqual(['LOG-02']);
    expect(codesOf(readLog('log', new Uint8Array(100_000)))).toEqual(['SRC-02']);
    expect(
      codesOf(
        readLog(
          'log',
          Uint8Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256),
        ),
      ),
    ).toEqual(['SRC-02']);
  });

  it('a block of zeros in a log, as a machine that lost its power leaves', () => {
    const [before, after] = ['step=1 loss=2.5\nst', 'step=3 loss=2.25\n'].map((text) => Buffer.from(text));
    const { report } = readLog(
      'log',
      Buffer.concat([before ?? Buffer.of(), Buffer.alloc(5000), Buffer.from('\n'), after ?? Buffer.of()]),
    );
    expect(pointsOf(report!, 'loss').map(([step]) => step)).toEqual([1, 3]);
  });

  it('a line of 10 MB and a million brackets', () => {
    const line = 'step=1 loss=2 '.repeat(750_000);
    const reading = readLog('log', new TextEncoder().encode(`step=1 loss=2\n${line}\nstep=2 loss=1\n`));
    expect(reading.report?.lines).toEqual({ read: 3, understood: 2 });
    expect(codesOf(reading)).toEqual(['LOG-08']);
    for (const text of ['[', '{', '[{', '{"a":', '[[{"a":[', '{"log_history":[']) {
      expect(faultsOf(readLog('log', new TextEncoder().encode(text.repeat(1_000_000))))).toEqual([]);
    }
  });

  it('costs what a line is long, whatever stands in it', () => {
    const letters = [
      ' ',
      '\t',
      '1',
      'a',
      '.',
      ':',
      '=',
      '|',
      '[',
      '(',
      '-',
      '@',
      '━',
      "'",
      '"',
      ',',
      '%|',
      '1,',
      'a=',
      'a:',
      '1:',
    ];
    const words = [
      "{'",
      "{'a': ",
      'nan',
      'it [',
      '1it [',
      'step',
      'step: ',
      'step:',
      'iter ',
      'eta: ',
      'Epoch: [',
      'INFO - Epoch ',
    ];
    const marks = [
      '[1]',
      'time (ms) | ',
      ' .. ',
      '. ',
      'MiB / ',
      'iteration ',
      'Time 1 (',
      ' Time  ',
      'a: 1 (',
      'CUDA:',
      ' s / it)',
    ];
    const others = [
      '\u001b[',
      '\u001b]',
      '1/2 1G ',
      '] eta: ',
      'Train: 0 [',
      'SamplesPerSec=',
      ', skipped=',
      'step=',
      '00:',
      '1 days, ',
    ];
    const fragments = [...letters, ...words, ...marks, ...others];
    const heads = [
      '',
      'Epoch: [0][ 1/2]',
      'Epoch: [0]  [ 1/2]  eta: ',
      'Train: 0 [ 1/2 (1%)]  Time: 1s',
      'step:1/2 train_time:',
      ' iteration 1/ 2 |',
      '1%|',
    ];
    const slow = heads.flatMap((head) =>
      fragments.filter((fragment) => {
        const [short, long] = [cpuOf(head, fragment, 1000), cpuOf(head, fragment, 16_000)];
        return long > 60 && long > short * 5 && cpuOf(head, fragment, 16_000) > cpuOf(head, fragment, 1000) * 5;
      }),
    );
    expect(slow).toEqual([]);
  });
});

/** Milliseconds for the same number of bytes in lines of a length: where a line costs its square, longer ones cost more. */
function cpuOf(head: string, fragment: string, length: number): number {
  const line = (head + fragment.repeat(Math.ceil(length / fragment.length))).slice(0, length);
  const bytes = new TextEncoder().encode(`${line}\n`.repeat(Math.ceil(128_000 / length)));
  const before = process.cpuUsage();
  readLog('log', bytes);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
