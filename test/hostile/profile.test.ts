import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ProgramOptions, type ProgramResult, runProgram } from '../setup/program.js';
import { HOSTILE_TRACES, traceOf } from './hostile-traces.js';
import { expectDecent } from './run-hostile.js';

/** The most that the program may ever hold, columns of events and all: what it loads is some 65 MB of it. */
const MOST_BYTES = 450 * 2 ** 20;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'torchdock-profile-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Tells, when the program ends, what its memory was at the peak; `getrusage` would tell of whoever started it, too. */
const TELLS_PEAK = `data:text/javascript,${encodeURIComponent(
  'import{readFileSync as r,writeFileSync as w}from"node:fs";' +
    'process.on("exit",()=>w(process.env.PEAK,/VmHWM:\\s*(\\d+)/.exec(r("/proc/self/status","utf8"))?.[1]??"0"))',
)}`;

function profile(args: readonly string[], options: ProgramOptions = {}): ProgramResult {
  const peak = join(root, '.peak');
  const environment = { NODE_OPTIONS: `--max-old-space-size=320 --import ${TELLS_PEAK}`, PEAK: peak };
  const result = runProgram(['profile', ...args], { cwd: root, environment, ...options });
  expectDecent(result, args.join(' '));
  const peakBytes = Number(readFileSync(peak, 'utf8')) * 1024;
  expect(peakBytes, 'memory').toBeGreaterThan(0);
  expect(peakBytes, 'memory').toBeLessThan(MOST_BYTES);
  return result;
}

function put(name: string, content: string | Uint8Array): void {
  writeFileSync(join(root, name), content);
}

/** Output with its lines joined, so that a sentence can be found in it however it was broken. */
function told({ stdout, stderr }: ProgramResult): string {
  return `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');
}

const real = (name: string): Uint8Array => gunzipSync(readFileSync(join('../shared/traces', `${name}.json.gz`)));

describe('a file that is no good trace', () => {
  it.each(HOSTILE_TRACES)('$name: says so, tells what is true all the same, and ends with $status', (hostile) => {
    put(hostile.name, hostile.content);
    const result = profile([hostile.name]);
    rmSync(join(root, hostile.name));
    for (const words of hostile.says) expect(told(result)).toMatch(words);
    expect(result.status).toBe(hostile.status);
  });

  it.each([0.13, 0.37, 0.61, 0.89])('a real one that ends at %f of its bytes has the steps before that', (share) => {
    const whole = real('kineto-resnet50-v100-num_workers_4.pt.trace');
    put('cut.json', whole.subarray(0, Math.round(whole.length * share)));
    const result = profile(['cut.json', '--json']);
    const { ranks, health } = JSON.parse(result.stdout) as {
      ranks: { events: number; steps: unknown[]; kernels: unknown[] }[];
      health: { code: string }[];
    };
    expect(result.status).toBe(0);
    expect(health.map(({ code }) => code)).toContain('TRC-03');
    expect(ranks[0]?.events).toBeGreaterThan(1000);
    expect(ranks[0]?.steps.length).toBeGreaterThan(0);
  });
});

describe('a path that is no file', () => {
  it('waits for no pipe or device, and follows no circle', () => {
    expect(spawnSync('mkfifo', [join(root, 'pipe.json')]).status).toBe(0);
    symlinkSync('circle.json', join(root, 'circle.json'));
    for (const path of ['pipe.json', '/dev/zero', '/dev/null', 'circle.json', 'nowhere.json'])
      expect(profile([path]).status, path).toBe(3);
  });

  it('says of a folder that nothing is in it, and reads the rest of one with a pipe and a circle', () => {
    mkdirSync(join(root, 'bare'));
    put('bare/data.json', '{"a": 1}');
    mkdirSync(join(root, 'void'));
    for (const folder of ['bare', 'void']) {
      const result = profile([folder]);
      expect(result.status).toBe(1);
      expect(told(result)).toMatch(/TRC-02/);
    }
    mkdirSync(join(root, 'mixed'));
    put('mixed/rank0.json', traceOf([{ ph: 'X', cat: 'cpu_op', name: 'a', pid: 1, tid: 1, ts: 1, dur: 9 }]));
    put('mixed/rank1.pt.trace.json', '');
    symlinkSync('.', join(root, 'mixed/self'));
    symlinkSync('/dev/zero', join(root, 'mixed/zero.log'));
    spawnSync('mkfifo', [join(root, 'mixed/pipe.json')]);
    const result = profile(['mixed']);
    expect(result.status).toBe(1);
    for (const words of [/rank0\.json/, /rank1\.pt\.trace\.json .*it is empty/, /pipe\.json/])
      expect(told(result)).toMatch(words);
  });
});

describe('standard input', () => {
  it('is read by its content: a trace, plain or packed, or a log', () => {
    const { stdout } = profile(['-', '--json'], {
      input: traceOf([{ ph: 'X', cat: 'kernel', name: 'k', pid: 0, tid: 7, ts: 1, dur: 9 }]),
    });
    expect(JSON.parse(stdout)).toMatchObject({ source: { kind: 'trace', files: ['-'] }, ranks: [{ events: 1 }] });
    const log = Array.from({ length: 9 }, (_, step) => `at ${step} lost ${step / 2}`).join('\n');
    const read = profile(['-', '--pattern', 'at {step} lost {loss}'], { input: log });
    expect(read.status).toBe(0);
    expect(told(read)).toMatch(/9 of 9 lines/);
    expect(profile(['-'], { input: '' }).status).toBe(1);
  });
});

describe('the same input', () => {
  it('gives the same bytes, and a folder in one order', () => {
    mkdirSync(join(root, 'ranks'));
    const events = [{ ph: 'X', cat: 'kernel', name: 'k', pid: 0, tid: 7, ts: 1, dur: 9 }];
    for (const rank of [2, 0, 1])
      put(`ranks/r${rank}.json`, traceOf(events, { distributedInfo: { rank, world_size: 3 } }));
    for (const args of [['ranks'], ['ranks', '--json']]) {
      const [first, second] = [profile(args), profile(args)];
      expect(first).toEqual(second);
    }
    const { source } = JSON.parse(profile(['ranks', '--json']).stdout) as { source: { files: string[] } };
    expect(source.files).toEqual(['ranks/r0.json', 'ranks/r1.json', 'ranks/r2.json']);
  });

  it('says that two traces are of the same rank', () => {
    const events = [{ ph: 'X', cat: 'kernel', name: 'k', pid: 0, tid: 7, ts: 1, dur: 9 }];
    for (const name of ['one.json', 'two.json'])
      put(name, traceOf(events, { distributedInfo: { rank: 0, world_size: 2 } }));
    expect(told(profile(['one.json', 'two.json']))).toMatch(/TRC-16/);
  });
});
