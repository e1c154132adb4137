import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'torchdock-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `tools/packages/complete-lock.mjs` makes of a lock file. */
function complete(text: string): string {
  const path = join(folder, 'package-lock.json');
  writeFileSync(path, text);
  const { status, stderr } = spawnSync(process.execPath, ['tools/packages/complete-lock.mjs', path], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return readFileSync(path, 'utf8');
}

it.each(['package-lock.json', 'tools/peers/package-lock.json'])(
  '%s names the packages of every platform, so that npm ci installs on each (node tools/packages/complete-lock.mjs mends it)',
  (path) => {
    const text = readFileSync(path, 'utf8');
    expect(complete(text)).toBe(text);
  },
);

it('writes what the name of a platform says, and touches nothing else', () => {
  const optionalDependencies = { '@tool/core-linux-arm64-musl': '1.2.3', '@tool/core-win32-x64-msvc': '1.2.3' };
  const packages = {
    '': { name: 'here' },
    'node_modules/tool': { license: 'MIT', dev: true, optionalDependencies },
  };
  const native = { version: '1.2.3', dev: true, license: 'MIT', optional: true };
  expect(JSON.parse(complete(JSON.stringify({ packages }))).packages).toEqual({
    ...packages,
    'node_modules/@tool/core-linux-arm64-musl': { ...native, cpu: ['arm64'], libc: ['musl'], os: ['linux'] },
    'node_modules/@tool/core-win32-x64-msvc': { ...native, cpu: ['x64'], os: ['win32'] },
  });
});
