import { describe, expect, it } from 'vitest';
import { visibleLines } from '../../src/findings/render/escape.js';

describe('visibleLines', () => {
  it('leaves lines and wanted colours, and nothing else that steers a terminal', () => {
    expect(visibleLines('\u001b[31ma\u001b[39m\n\u001b]0;t\u0007\u009bm', true)).toBe(
      '\u001b[31ma\u001b[39m\n␛]0;t␇\\u009bm',
    );
    expect(visibleLines('\u001b[31ma', false)).toBe('␛[31ma');
  });
});
