import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostError } from '../../src/host/host.js';
import { createNodeHost } from '../../src/host/node-host.js';

const host = createNodeHost();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchdock-host-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof HostError ? error.code : String(error);
  }
}

describe('readFile of the Node host', () => {
  it('refuses pipes and devices without waiting for them', () => {
    const pipe = join(folder, 'Dockerfile');
    execFileSync('mkfifo', [pipe]);
    expect(codeOf(() => host.readFile(pipe))).toBe('ENOTSUP');
    expect(codeOf(() => host.readFile('/dev/zero'))).toBe('ENOTSUP');
    expect(codeOf(() => host.readFile(folder))).toBe('EISDIR');
  });

  it('refuses what no person has written', () => {
    const path = join(folder, 'README.md');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 36);
    expect(codeOf(() => host.readFile(path))).toBe('EFBIG');
  });
});

describe('writeFile of the Node host', () => {
  it('fits beside a name of full length, keeps the mode and leaves nothing behind', () => {
    const path = join(folder, `${'x'.repeat(252)}.md`);
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    host.writeFile(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('writes through links, also to where nothing is yet, and never replaces the link', () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'to-folder'));
    symlinkSync('to-folder/page.md', join(folder, 'page.md'));
    for (const text of ['first', 'second']) {
      host.writeFile(join(folder, 'page.md'), text);
      expect(lstatSync(join(folder, 'page.md')).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(folder, 'real', 'page.md'), 'utf8')).toBe(text);
    }
    symlinkSync('round', join(folder, 'round'));
    expect(codeOf(() => host.writeFile(join(folder, 'round'), 'x'))).toBe('ELOOP');
  });

  it('says no to a folder and to a folder that is not there, and leaves nothing behind', () => {
    expect(codeOf(() => host.writeFile(folder, 'x'))).toBe('EISDIR');
    expect(codeOf(() => host.writeFile(join(folder, 'no', 'page.md'), 'x'))).toBe('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('writes into a pipe instead of replacing it, and does not wait for a reader', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(codeOf(() => host.writeFile(pipe, 'x'))).toBe('ENXIO');
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    reader.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    while (codeOf(() => host.writeFile(pipe, 'picture')) === 'ENXIO') await new Promise((next) => setTimeout(next, 5));
    await once(reader, 'close');
    expect(Buffer.concat(chunks).toString()).toBe('picture');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
    expect(existsSync(pipe)).toBe(true);
  });
});

describe('createPrivateFile of the Node host', () => {
  it('makes a file for its owner alone, once', () => {
    const path = join(folder, 'state', 'token');
    expect(host.createPrivateFile(path, 'first')).toBe(true);
    expect(host.createPrivateFile(path, 'second')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder, 'state'))).toEqual(['token']);
    expect(host.status(path)?.isPrivate).toBe(true);
    chmodSync(path, 0o640);
    expect(host.status(path)?.isPrivate).toBe(false);
  });

  it('follows no link', () => {
    const target = join(folder, 'elsewhere');
    symlinkSync(target, join(folder, 'token'));
    expect(host.createPrivateFile(join(folder, 'token'), 'secret')).toBe(false);
    expect(existsSync(target)).toBe(false);
  });
});

describe.runIf(process.getuid?.() === 0)('what root makes', () => {
  const ownerOf = (...names: readonly string[]): number => lstatSync(join(folder, ...names)).uid;

  it('belongs to whoever has the folder, new folders and private files too', () => {
    chownSync(folder, 4711, 4712);
    host.writeFile(join(folder, 'torchdock.lock'), 'lock: 1\n');
    host.writePrivateFile(join(folder, '.torchdock', 'secrets', 'TOKEN'), 'x', { uid: 4713, gid: 4713 });
    host.writePrivateFile(join(folder, '.torchdock', 'engine'), 'podman\n');
    host.makeDirectory(join(folder, 'runs', 'first'));
    expect([ownerOf('runs'), ownerOf('runs', 'first')]).toEqual([4711, 4711]);
    expect(ownerOf('torchdock.lock')).toBe(4711);
    expect(lstatSync(join(folder, 'torchdock.lock')).gid).toBe(4712);
    expect([ownerOf('.torchdock'), ownerOf('.torchdock', 'secrets'), ownerOf('.torchdock', 'engine')]).toEqual([
      4711, 4711, 4711,
    ]);
    expect(ownerOf('.torchdock', 'secrets', 'TOKEN')).toBe(4713);
    expect(statSync(join(folder, '.torchdock', 'secrets')).mode & 0o777).toBe(0o700);
  });

  it('keeps the owner that a file has', () => {
    writeFileSync(join(folder, 'torchdock.lock'), '');
    chownSync(folder, 4711, 4711);
    host.writeFile(join(folder, 'torchdock.lock'), 'lock: 1\n');
    expect(ownerOf('torchdock.lock')).toBe(0);
  });
});
