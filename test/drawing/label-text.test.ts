import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEntities, sanitizeLabel } from '../../src/drawing/dom/label-text.js';

describe('sanitizeLabel', () => {
  test.each([
    ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
    ['two<br/>lines<BR>three', 'two<br>lines<br>three'],
    ['<b>bold</b> and <i class="x">slanted</i>', 'bold and slanted'],
    ['<script>alert(1)</script>ok', 'ok'],
    ['<style>*{}</style>ok<iframe src="x"></iframe>', 'ok'],
    ['<script>alert(1)', ''],
    ['<img src=x onerror=alert(1)>pic', 'pic'],
    ['&quot;said&quot; &#35; &unknown', '&quot;said&quot; &#35; &amp;unknown'],
    ['x<y', 'x&lt;y'],
  ])('%s', (given, expected) => {
    expect(sanitizeLabel(given)).toBe(expected);
  });

  test('leaves no tag but line breaks, whatever comes', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      'script',
      'b',
      ' ',
      '&',
      ';',
      'on=',
      '"',
      "'",
      'x',
      '<br>',
      '<!--',
      '-->',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(sanitizeLabel(parts.join('')).replaceAll('<br>', '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 200 },
    );
  });

  test('reads a label of a megabyte', () => {
    for (const piece of ['<script>', '<', '&', '<b', '</script']) {
      expect(sanitizeLabel(piece.repeat(100_000)).replaceAll('<br>', '')).not.toContain('<');
    }
  });
});

describe('decodeEntities', () => {
  test.each([
    ['ﬂ°quot¶ß', '"'],
    ['ﬂ°°35¶ß', '#'],
    ['&amp; &#x41; &hearts; &#128512;', '& A ♥ 😀'],
    ['&nosuch; & &#; 100% &', '&nosuch; & &#; 100% &'],
    ['&#0; &#55296; &#9999999;', '\ufffd \ufffd \ufffd'],
  ])('%s', (given, expected) => {
    expect(decodeEntities(given)).toBe(expected);
  });
});
