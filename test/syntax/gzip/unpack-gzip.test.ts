import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type GzipEnd, isGzip, unpackGzip } from '../../../src/syntax/gzip/unpack-gzip.js';

async function unpack(packed: Uint8Array, chunkBytes = 1000): Promise<{ bytes: number; text: string; end: GzipEnd }> {
  function* chunks() {
    for (let at = 0; at < packed.length; at += chunkBytes) yield packed.subarray(at, at + chunkBytes);
  }
  const unpacking = unpackGzip(chunks());
  let bytes = 0;
  let text = '';
  for await (const piece of unpacking.pieces) {
    bytes += piece.length;
    if (text.length < 1000) text += new TextDecoder().decode(piece.subarray(0, 1000));
  }
  return { bytes, text, end: unpacking.end() };
}

/** Bytes that cannot be packed. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state >>> 24;
  });
}

test('what is packed is unpacked', async () => {
  const packed = gzipSync('a trace');
  expect(isGzip(packed)).toBe(true);
  expect(await unpack(packed)).toEqual({ bytes: 7, text: 'a trace', end: { kind: 'whole' } });
});

test('several packed one after the other are one', async () =>
  expect((await unpack(Buffer.concat([gzipSync('a'), gzipSync('b')]))).text).toBe('ab'));

test('what is cut in the middle gives what is before the cut', async () => {
  const content = noise(300_000);
  const packed = gzipSync(content);
  const { bytes, end } = await unpack(packed.subarray(0, packed.length - 5000));
  expect(end.kind).toBe('broken');
  expect(bytes).toBeGreaterThan(250_000);
});

test('what is damaged says so', async () => {
  const packed = Uint8Array.from(gzipSync(noise(100_000)));
  packed.fill(0xff, 5000, 5100);
  expect((await unpack(packed)).end).toMatchObject({ kind: 'broken' });
});

test('what grows without end is stopped', async () => {
  const packed = gzipSync(new Uint8Array(600 * 2 ** 20), { level: 9 });
  const { bytes, end } = await unpack(packed, 2 ** 16);
  expect(end.kind).toBe('bomb');
  expect(bytes).toBeLessThan(300 * 2 ** 20);
}, 60_000);
