import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type ProgramResult, runProgram } from '../setup/program.js';
import { growHostileTree } from './hostile-tree.js';

/** What would steer a terminal. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** What only our own faults say: a stack, an internal error, a reader that failed. */
const FAULT = /internal error|^\s+at .*:\d+:\d+|^node:|SRC-06/m;

/** A hostile tree of one test file. */
export interface HostileTree {
  /** Its folder; known when the tests run. */
  root(): string;
  /** Runs the program in a folder of the tree, in little memory, and asserts what holds for every run. */
  run(folder: string, args: readonly string[], input?: string): ProgramResult;
  /** What the tree, or a folder of it, holds: a line for each path, with all that a write would change. */
  state(folder?: string): readonly string[];
}

/** Grown before the tests of a file, and gone after them. */
export function useHostileTree(): HostileTree {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'torchdock-hostile-'));
    growHostileTree(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return {
    root: () => root,
    run: (folder, args, input) => {
      // No engine is asked: what a command does without one is what is looked at, and nothing of the machine's is touched.
      const environment = { NODE_OPTIONS: '--max-old-space-size=320', DOCKER_HOST: 'unix:///nowhere/docker.sock' };
      const result = runProgram(args, {
        cwd: join(root, folder),
        environment,
        ...(input === undefined ? {} : { input }),
      });
      expectDecent(result, args.join(' '));
      return result;
    },
    state: (folder = '.') => stateOf(join(root, folder)),
  };
}

/** Ended by itself, with a status that is no fault, and without a character that a terminal obeys. */
export function expectDecent({ status, stdout, stderr }: ProgramResult, name: string): void {
  expect([0, 1, 2, 3], `${name}: ${stderr.slice(-2000)}`).toContain(status);
  expect(stderr, name).not.toMatch(FAULT);
  expect(CONTROL.exec(`${stdout}${stderr}`), name).toBeNull();
}

/** Follows no link: the tree has some that lead to themselves. */
function stateOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const { mode, size, mtimeNs, ino } = lstatSync(path, { bigint: true });
    const content = entry.isFile()
      ? createHash('sha256').update(readFileSync(path)).digest('hex')
      : entry.isSymbolicLink()
        ? readlinkSync(path)
        : '';
    const line = JSON.stringify([path, String(mode), String(size), String(mtimeNs), String(ino), content]);
    return entry.isDirectory() ? [line, ...stateOf(path)] : [line];
  });
}
