import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A copy of the house, so that scaffolding does not change the one we stand in. */
const house = mkdtempSync(join(tmpdir(), 'torchdock-scaffold-'));

function run(args: readonly string[]) {
  return spawnSync(process.execPath, [...args], {
    cwd: house,
    encoding: 'utf8',
    env: { ...process.env, TORCHDOCK_ACCEPT: '' },
  });
}

beforeAll(() => {
  for (const name of ['src', 'facts', 'test/setup', 'tools', 'fixtures/rules', 'package.json', 'tsconfig.json']) {
    cpSync(name, join(house, name), { recursive: true, filter: (path) => !path.includes('node_modules') });
  }
  symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
});

afterAll(() => rmSync(house, { recursive: true, force: true }));

describe.each([
  [
    'reader',
    'nomad job',
    [
      'src/readers/nomad-job/read-nomad-job.ts',
      'test/readers/nomad-job.test.ts',
      'fixtures/readers/nomad-job/first/input.nomad-job',
    ],
    'src/readers/table.ts',
    "kind: 'nomad-job'",
  ],
  [
    'view',
    'network map',
    ['src/views/network-map/draw-network-map.ts', 'test/views/network-map.test.ts'],
    'src/views/table.ts',
    "name: 'network-map'",
  ],
  ['rule', 'quotas', ['src/rules/quotas.ts', 'src/findings/catalog/quotas.ts'], 'src/rules/table.ts', '...quotasRules'],
] as const)('npm run new:%s', (kind, name, files, table, row) => {
  it('writes the files and the row of the table, and says what comes next', () => {
    const { status, stdout } = run(['tools/scaffold/scaffold.mjs', kind, name]);
    expect(status).toBe(0);
    expect(stdout).toContain('Next:');
    for (const file of files) expect(existsSync(join(house, file)), file).toBe(true);
    expect(readFileSync(join(house, table), 'utf8')).toContain(row);
  });

  it('overwrites nothing', () => {
    const { status, stderr } = run(['tools/scaffold/scaffold.mjs', kind, name]);
    expect(status).toBe(1);
    expect(stderr).toContain('exists already');
  });
});

it('what is scaffolded compiles', () => {
  const { status, stdout } = run(['node_modules/@typescript/native/bin/tsc', '-p', '.']);
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

it('refuses an unknown kind and a name that is no name', () => {
  expect(run(['tools/scaffold/scaffold.mjs', 'writer', 'x']).status).toBe(2);
  expect(run(['tools/scaffold/scaffold.mjs', 'reader', '../x']).status).toBe(2);
});
