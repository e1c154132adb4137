import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesSource, sliceSourceBytes, windowedSource } from '../../src/base/byte-source.js';
import { type Host, HostError } from '../../src/host/host.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { createNodeHost } from '../../src/host/node-host.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchdock-range-'));
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

const HOSTS: Readonly<Record<string, (path: string, text: string) => Host>> = {
  'the Node host': (path, text) => {
    writeFileSync(path, text);
    return createNodeHost();
  },
  'the memory host': (path, text) => createMemoryHost({ [path]: text }),
};

/** One contract, whoever gives the bytes. */
describe.each(Object.entries(HOSTS))('openRange of %s', (_, make) => {
  it('gives what lies in a range, and less where the file ends', () => {
    const path = join(folder, 'x.pt');
    const file = make(path, '0123456789').openRange(path);
    const text = (offset: number, length: number): string => new TextDecoder().decode(file.read(offset, length));
    expect(file.sizeBytes).toBe(10);
    expect([
      text(0, 3),
      text(4, 2),
      text(8, 100),
      text(10, 1),
      text(99, 1),
      text(3, 0),
      text(-5, 2),
      text(3, -1),
    ]).toEqual(['012', '45', '89', '', '', '', '01', '']);
    file.close();
    file.close();
  });

  it('says no to what is not there', () => {
    const path = join(folder, 'x.pt');
    expect(codeOf(() => make(path, '').openRange(join(folder, 'y.pt')))).toBe('ENOENT');
  });
});

describe('openRange of the Node host', () => {
  it('refuses pipes, devices and folders without waiting for them', () => {
    const host = createNodeHost();
    const pipe = join(folder, 'x.pt');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/zero', folder]) expect(codeOf(() => host.openRange(path))).toBe('ENOTSUP');
  });

  it('reads far into a file of ten gigabytes, and gives what is left of one that became shorter', () => {
    const path = join(folder, 'x.pt');
    writeFileSync(path, '');
    truncateSync(path, 10 * 2 ** 30);
    const file = createNodeHost().openRange(path);
    expect(file.read(10 * 2 ** 30 - 2, 9)).toEqual(new Uint8Array(2));
    truncateSync(path, 3);
    expect(file.read(1, 9)).toEqual(new Uint8Array(2));
    file.close();
  });
});

it('reads the same through windows and slices', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, index) => index);
  let reads = 0;
  const counted = {
    sizeBytes: 100,
    read: (offset: number, length: number) => (reads++, bytes.subarray(offset, offset + length)),
  };
  const windowed = windowedSource(counted, 16);
  for (const [offset, length] of [
    [0, 4],
    [4, 4],
    [2, 8],
    [90, 40],
    [99, 1],
    [50, 30],
    [200, 1],
    [3, 0],
  ] as const)
    expect(windowed.read(offset, length)).toEqual(bytes.subarray(offset, offset + length));
  expect(reads).toBeLessThan(8);
  const slice = sliceSourceBytes(bytesSource(bytes), 90, 40);
  expect(slice.sizeBytes).toBe(10);
  expect(slice.read(8, 5)).toEqual(Uint8Array.of(98, 99));
});
