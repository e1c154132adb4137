import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PROGRAM, type ProgramResult } from '../setup/program.js';
import { expectDecent, useHostileTree } from './run-hostile.js';

const tree = useHostileTree();
const PATIENCE = { timeout: 30_000, interval: 20 };
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** A running program, and what it has said up to now. */
interface Running {
  readonly child: ChildProcess;
  readonly said: { stdout: string; stderr: string };
  readonly ended: Promise<number | null>;
}

function start(folder: string, args: readonly string[]): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: join(tree.root(), folder), stdio: 'pipe' });
  running.push(child);
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (said.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said.stderr += text.toString()));
  return { child, said, ended: new Promise((resolve) => child.on('close', resolve)) };
}

/** Runs a script in which `"$@"` is the program. */
function inShell(script: string): ProgramResult {
  const args = ['-c', script, 'sh', process.execPath, PROGRAM];
  return spawnSync('sh', args, { cwd: tree.root(), encoding: 'utf8', timeout: 50_000 });
}

const LINES = ['--version', '--help', 'check --json broken/lines', 'draw deployment broken/cut'];

describe('an output that takes nothing', () => {
  it.each(LINES)('%s ends quietly when its reader has gone', async (line) => {
    for (const stream of ['stdout', 'stderr'] as const) {
      const { child, said, ended } = start('.', line.split(' '));
      child[stream]?.destroy();
      const status = await ended;
      expectDecent({ status, ...said }, line);
      expect([0, 1]).toContain(status);
      expect(said[stream]).toBe('');
    }
  });

  it.runIf(existsSync('/dev/full')).each(LINES)('%s says that there is no space left for it', (line) => {
    const { status, stderr } = inShell(`"$@" ${line} > /dev/full`);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^torchdock: standard output: .*ENOSPC/m);
    expect(stderr).not.toMatch(/^\s+at |^node:/m);
  });

  it.runIf(existsSync('/dev/full'))('ends with 3 when not even that can be said, or a picture not be written', () => {
    expect(inShell('"$@" draw deployment broken/cut 2> /dev/full').status).toBe(3);
    const { status, stderr } = inShell('"$@" draw deployment special/sound --to svg -o /dev/full');
    expect([status, stderr]).toEqual([3, 'torchdock: /dev/full: no space left on the disk (ENOSPC)\n']);
  });

  it('leaves what it cannot write as it was, and never replaces a pipe', () => {
    const before = tree.state();
    for (const output of ['nowhere/x.mmd', 'special', 'special/pipe', 'special/Dockerfile.self'])
      expect(tree.run('.', ['draw', 'deployment', 'special/sound', '--to', 'mermaid', '-o', output]).status).toBe(3);
    expect(lstatSync(join(tree.root(), 'special/pipe')).isFIFO()).toBe(true);
    expect(tree.state()).toEqual(before);
  });

  it('says that the working directory is gone', () => {
    const { status, stderr } = inShell('mkdir gone && cd gone && rmdir ../gone && exec "$@" check');
    expect([status, stderr]).toEqual([3, 'torchdock: the working directory does not exist any more\n']);
  });
});

/** Which processes a process has started and not yet seen end. Linux only. */
function childrenOf(pid: number | undefined): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
}

/** State and processor time (in ticks, mostly 10 ms) of a process, by `man proc_pid_stat`. */
function statOf(pid: string): { readonly isAlive: boolean; readonly ticks: number } {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return { isAlive: false, ticks: 0 };
  const fields = readFileSync(path, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { isAlive: fields[0] !== 'Z', ticks: Number(fields[11]) + Number(fields[12]) };
}

/** A picture that takes many times the patience for a process to end. */
function drawingOfMinutes(): string {
  const edges = Array.from({ length: 480 }, (_, at) => `  n${at % 160} --> n${(at * 7 + (at % 13) * 11) % 160}\n`);
  return `flowchart TB\n${edges.join('')}`;
}

describe('an interrupt', () => {
  it.runIf(existsSync(`/proc/self/task/${process.pid}/children`))(
    'in the middle of a drawing leaves no process and no file',
    async () => {
      const folder = join(tree.root(), 'drawing');
      mkdirSync(folder);
      writeFileSync(join(folder, 'a.mmd'), drawingOfMinutes());
      const { child, said, ended } = start('drawing', ['render', 'a.mmd', '-o', 'a.svg']);
      await expect.poll(() => childrenOf(child.pid).length, PATIENCE).toBe(1);
      const [worker = ''] = childrenOf(child.pid);
      // Loading takes less than a second of processor time; then it draws.
      await expect.poll(() => statOf(worker).ticks, PATIENCE).toBeGreaterThan(200);
      child.kill('SIGINT');
      expect(await ended).toBe(130);
      await expect.poll(() => statOf(worker).isAlive, { timeout: 5000, interval: 20 }).toBe(false);
      expect(said).toEqual({ stdout: '', stderr: '' });
      expect(readdirSync(folder)).toEqual(['a.mmd']);
    },
  );

  it.each(['SIGINT', 'SIGTERM'] as const)('ends the studio by %s, also for those who listen', async (signal) => {
    const before = tree.state();
    const { child, said, ended } = start('.', ['studio', 'special']);
    await expect.poll(() => said.stdout, PATIENCE).toMatch(/^Studio: \S+\n$/);
    const address = said.stdout.slice('Studio: '.length).trim();
    expect((await fetch(address)).status).toBe(200);
    child.kill(signal);
    expect(await ended).toBe(130);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
    expect(tree.state()).toEqual(before);
    expectDecent({ status: 0, ...said }, 'studio');
  });
});
