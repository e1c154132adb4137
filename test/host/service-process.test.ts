import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createNodeHost } from '../../src/host/node-host.js';

const host = createNodeHost();

async function until(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 400 && !isSo(); attempt += 1) await wait(25);
  expect(isSo()).toBe(true);
}

test('a service has a folder that only this user can enter, gone when it has ended', async () => {
  const service = host.startService('sh', (directory) => ['-c', 'touch "$0/here"; exec sleep 600', directory]);
  await until(() => existsSync(join(service.directory, 'here')));
  expect(statSync(service.directory).mode & 0o777).toBe(0o700);
  await service.stop();
  await service.stop();
  expect(existsSync(service.directory)).toBe(false);
});

test('what it said last is told when it ends by itself, or cannot be started', async () => {
  expect(await host.startService('sh', () => ['-c', 'echo no room >&2; exit 3']).ended).toBe('no room\n');
  expect(await host.startService('no-such-program-here', () => []).ended).toContain('ENOENT');
});

test('what a process of a name has started is ended, and nothing else', async () => {
  const service = host.startService('bash', (directory) => {
    writeFileSync(join(directory, 'starter'), `sleep 60\necho $? >${directory}/ended\nsleep 60\n`);
    const start = `(exec -a starter bash ${directory}/starter) & sleep 60 & echo $! >${directory}/other`;
    return ['-c', `${start}; touch ${directory}/ready; wait`];
  });
  const path = (name: string): string => join(service.directory, name);
  await until(() => existsSync(path('ready')));
  for (let attempt = 0; attempt < 100 && !existsSync(path('ended')); attempt += 1) {
    service.endBelow('starter');
    await wait(25);
  }
  expect(readFileSync(path('ended'), 'utf8')).toBe('137\n');
  const other = Number(readFileSync(path('other'), 'utf8'));
  expect(process.kill(other, 0)).toBe(true);
  service.endBelow('starter');
  process.kill(other);
  await service.stop();
});

test('a service that is released goes on', async () => {
  const service = host.startService('sh', (directory) => [
    '-c',
    'while ! [ -e "$0/go" ]; do sleep 0.02; done',
    directory,
  ]);
  service.release();
  writeFileSync(join(service.directory, 'go'), '');
  await service.ended;
  expect(existsSync(service.directory)).toBe(false);
});

test('the folder of a service that ended when nobody looked is removed by the next one', async () => {
  const left = mkdtempSync(join(realpathSync(tmpdir()), 'torchdock-'));
  const others = mkdtempSync(join(realpathSync(tmpdir()), 'torchdock-'));
  // A number that no process has: the largest of Linux is 4194304.
  writeFileSync(join(left, 'pid'), '4194305');
  const running = host.startService('sh', (directory) => ['-c', 'exec sleep 600', directory]);
  const next = host.startService('sh', (directory) => ['-c', 'exec sleep 600', directory]);
  expect([left, others, running.directory].map((path) => existsSync(path))).toEqual([false, true, true]);
  await running.stop();
  await next.stop();
  rmSync(others, { recursive: true });
});
