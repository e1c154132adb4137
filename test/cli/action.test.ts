import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly { readonly run?: string; readonly env?: Readonly<Record<string, string>> }[];
  };
}

const action = parse(readFileSync('action.yml', 'utf8')) as Action;
const step = action.runs.steps.find(({ run }) => run !== undefined);

describe('the GitHub Action', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'torchdock-action-'));
    cpSync('fixtures/sessions/docs', folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the step as GitHub does: inputs as variables, with their defaults. */
  function runStep(inputs: Readonly<Record<string, string>>): {
    readonly status: number | null;
    readonly stdout: string;
  } {
    const values: Readonly<Record<string, string>> = {
      ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default])),
      ...inputs,
    };
    const variables = Object.entries(step?.env ?? {}).map(([name, text]) => [
      name,
      text
        .replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_all, input: string) => values[input] ?? '')
        .replace(/\$\{\{ github\.action_path \}\}/, resolve('.')),
    ]);
    const environment = { ...process.env, ...Object.fromEntries(variables) };
    const { status, stdout } = spawnSync('bash', ['-c', step?.run ?? ''], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    });
    return { status, stdout };
  }

  it('is composite and puts no input into its script', () => {
    expect(action.runs.using).toBe('composite');
    expect(step?.run).not.toContain('${{');
  });

  it('fails when there is nothing to check, writes when asked to, and then passes', () => {
    expect(runStep({})).toMatchObject({ status: 1, stdout: expect.stringContaining('::error title=BLK-16') });
    const program = join(resolve('.'), 'dist', 'cli.js');
    spawnSync(process.execPath, [program, 'docs', '--add', 'deployment', 'README.md'], { cwd: folder });
    expect(runStep({ files: '\nREADME.md\n' })).toMatchObject({ status: 0 });
    spawnSync('sed', ['-i', 's/8888:8888/8889:8888/', 'compose.yaml'], { cwd: folder });
    expect(runStep({})).toMatchObject({ status: 1, stdout: expect.stringContaining('::error file=README.md,line=5') });
    expect(runStep({ mode: 'write' })).toMatchObject({ status: 0 });
    expect(runStep({ mode: 'check' })).toMatchObject({ status: 0 });
    expect(runStep({ mode: 'guess' })).toMatchObject({ status: 2 });
  });
});

describe('the pre-commit hooks', () => {
  const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as readonly Record<string, string>[];

  it('call docs, and run for the files that pictures come from', () => {
    expect(hooks.map(({ id, entry }) => `${id}: ${entry}`)).toEqual([
      'torchdock-docs: torchdock docs',
      'torchdock-docs-check: torchdock docs --check',
    ]);
    for (const { files = '' } of hooks) {
      // pre-commit reads the pattern as Python does, which takes the flag at its start.
      const pattern = new RegExp(files.replace('(?i)', ''), 'i');
      const sources = ['Dockerfile', 'docker/train.Dockerfile', 'compose.yaml', 'README.md', 'k8s/pod.yml', 'run.sh'];
      const others = ['src/train.py', 'weights.bin'];
      expect([...sources, ...others].filter((path) => pattern.test(path))).toEqual(sources);
    }
  });
});
