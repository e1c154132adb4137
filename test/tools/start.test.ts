import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** A clone of what git knows, with packages and build at hand, so that the test needs no network and changes nothing here. */
const clone = mkdtempSync(join(tmpdir(), 'torchdock-start-'));

beforeAll(() => {
  const files = spawnSync('git', ['ls-files', '-z', '--', 'tools', 'examples', 'package.json', 'package-lock.json'], {
    encoding: 'utf8',
  });
  for (const file of files.stdout.split('\0').filter(Boolean)) cpSync(file, join(clone, file), { recursive: true });
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  cpSync('dist', join(clone, 'dist'), { recursive: true });
  const future = Date.now() / 1000 + 3600;
  utimesSync(join(clone, 'dist', '.built'), future, future);
  utimesSync(join(clone, 'package-lock.json'), 0, 0);
});

afterAll(() => rmSync(clone, { recursive: true, force: true }));

it('npm start says what was found, refreshes the README of the example, and serves the studio', async () => {
  const child = spawn(process.execPath, ['tools/start.mjs'], { cwd: clone, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const url = await new Promise<string>((resolveUrl, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(output)?.[0];
      if (found !== undefined) resolveUrl(found);
    });
    child.on('exit', (status) => reject(new Error(`it ended with ${status}: ${output}`)));
  });
  const page = await fetch(url);
  child.kill('SIGTERM');
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<html');
  for (const text of ['Dockerfile', 'compose.yaml', 'PyTorch', '2.7.1', 'deployment', 'README.md'])
    expect(output).toContain(text);
  expect(readFileSync(join(clone, 'examples/resnet50/README.md'), 'utf8')).toContain(
    'subgraph group_host["Local / cloud host"]',
  );
});
