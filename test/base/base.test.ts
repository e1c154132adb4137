import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPath, normalizePath } from '../../src/base/paths.js';
import { closestWord } from '../../src/base/suggest.js';
import { createSourceText, lineText, offsetAt, placeOf, positionAt } from '../../src/base/text.js';
import { formatBytes, parseDockerSizeBytes, parseKubernetesSizeBytes } from '../../src/base/units.js';

describe('source text', () => {
  it('gives one-based lines and columns', () => {
    const source = createSourceText('a', 'one\ntwo\r\nthree');
    expect(positionAt(source, 0)).toEqual({ line: 1, column: 1 });
    expect(positionAt(source, 5)).toEqual({ line: 2, column: 2 });
    expect(lineText(source, 2)).toBe('two');
    expect(placeOf(source, { start: 4, end: 7 })).toEqual({ file: 'a', line: 2, column: 1, endLine: 2, endColumn: 4 });
  });

  it('goes from offset to position and back for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', '中', '😀') }), fc.nat(), (text, seed) => {
        const source = createSourceText('a', text);
        const offset = text.length === 0 ? 0 : seed % text.length;
        expect(offsetAt(source, positionAt(source, offset))).toBe(offset);
      }),
    );
  });
});

describe('sizes', () => {
  it.each([
    ['8g', 8 * 2 ** 30],
    ['512MB', 512 * 2 ** 20],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['64', 64],
    ['8 gigs', undefined],
    ['', undefined],
  ])('reads the Docker size %j', (text, bytes) => expect(parseDockerSizeBytes(text)).toBe(bytes));

  it.each([
    ['64Gi', 64 * 2 ** 30],
    ['500M', 500e6],
    ['1e9', 1e9],
    ['8g', undefined],
  ])('reads the Kubernetes quantity %j', (text, bytes) => expect(parseKubernetesSizeBytes(text)).toBe(bytes));

  it('shows bytes without rounding to a unit that they are not', () => {
    expect(formatBytes(8 * 2 ** 30)).toBe('8 GiB');
    expect(formatBytes(1.5 * 2 ** 30)).toBe('1.5 GiB');
    expect(formatBytes(512)).toBe('512 B');
  });
});

describe('paths', () => {
  it.each([
    ['a/./b/../c', 'a/c'],
    ['./', '.'],
    ['../x', '../x'],
    ['/../x', '/x'],
    ['a\\b', 'a/b'],
  ])('normalises %j', (path, normal) => expect(normalizePath(path)).toBe(normal));

  it('joins, an absolute part wins', () => {
    expect(joinPath('/a', 'b', '../c')).toBe('/a/c');
    expect(joinPath('/a', '/b')).toBe('/b');
  });
});

describe('suggestions', () => {
  it('finds what was meant, and nothing when nothing is near', () => {
    expect(closestWord('deplyment', ['deployment', 'image'])).toBe('deployment');
    expect(closestWord('zzz', ['deployment', 'image'])).toBeUndefined();
  });
});
