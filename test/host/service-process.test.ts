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
  const failed = await host.startService('sh', () => ['-c', 'echo no room >&2; exit 3']).ended;
  expect(failed).toEqual({ words: 'no room\n', status: 3 });
  const missing = await host.startService('no-such-program-here', () => []).ended;
  expect(missing).toEqual({ words: expect.stringContaining('ENOENT'), status: undefined });
});

test('what it says is read piece by piece, the rest after its end, and it reads what it is given', async () => {
  const script = 'cat; echo; pwd; echo größer; until [ -e go ]; do sleep 0.02; done; echo last >&2';
  const service = host.startService('sh', () => ['-c', script], { input: Buffer.from('given') });
  let said = '';
  await until(() => (said += service.readOutput()).includes('größer'));
  expect(said).toBe(`given\n${service.directory}\ngrößer\n`);
  expect(service.readOutput()).toBe('');
  writeFileSync(join(service.directory, 'go'), '');
  expect(await service.ended).toEqual({ words: `${said}last\n`, status: 0 });
  expect([service.readOutput(), service.readOutput()]).toEqual(['last\n', '']);
});

test('an empty CONTAINER_HOST is not handed on: podman would take it for an address', async () => {
  const readVariable = async (): Promise<string> =>
    (await host.run('sh', ['-c', 'echo "${CONTAINER_HOST-unset}"'])).stdout;
  const before = process.env['CONTAINER_HOST'];
  try {
    process.env['CONTAINER_HOST'] = '';
    expect(await readVariable()).toBe('unset\n');
    process.env['CONTAINER_HOST'] = 'unix:///nowhere.sock';
    expect(await readVariable()).toBe('unix:///nowhere.sock\n');
  } finally {
    if (before === undefined) delete process.env['CONTAINER_HOST'];
    else process.env['CONTAINER_HOST'] = before;
  }
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
