import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { packContext } from '../../../src/engines/build/build-context.js';

test('the same files are the same bytes, in whatever order they are named', async () => {
  const a = { path: 'a.txt', content: 'ä', isExecutable: false };
  const b = { path: 'b/c.sh', content: '#!/bin/sh\n', isExecutable: true };
  const first = await packContext('FROM x\n', [a, b]);
  expect((await packContext('FROM x\n', [b, a])).equals(first)).toBe(true);
  const entries: unknown[] = [];
  const archive = extract();
  archive.end(first);
  for await (const entry of archive) {
    const { name, mode, uid, mtime } = entry.header;
    entries.push({ name, mode, uid, mtime: mtime?.getTime() });
    entry.resume();
  }
  expect(entries).toEqual([
    { name: 'a.txt', mode: 0o644, uid: 0, mtime: 0 },
    { name: 'b/c.sh', mode: 0o755, uid: 0, mtime: 0 },
    { name: 'torchdock.Dockerfile', mode: 0o644, uid: 0, mtime: 0 },
  ]);
});
