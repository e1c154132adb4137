import { describe, expect, it } from 'vitest';
import { cellWidth } from '../../../src/base/cells.js';
import { cutToCells } from '../../../src/cli/profile/cut-to-cells.js';

describe('a name in few cells', () => {
  it('is left alone where it fits, and loses its middle where not', () => {
    expect(cutToCells('aten::add', 9)).toBe('aten::add');
    expect(cutToCells('aten::batch_norm', 9)).toBe('aten…norm');
  });

  it.each(['注意力机制矩阵乘法内核', 'a注b意c力d机e制f', '🧠🧠🧠🧠🧠🧠🧠', 'e\u0301e\u0301e\u0301e\u0301e\u0301'])(
    '%s is never wider than there is room',
    (text) => {
      for (let cells = 2; cells < 30; cells += 1) {
        const cut = cutToCells(text, cells);
        expect(cellWidth(cut)).toBeLessThanOrEqual(cells);
        if (cellWidth(text) <= cells) expect(cut).toBe(text);
      }
    },
  );
});
