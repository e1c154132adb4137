import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/table.js';
import type { Dimension } from '../../src/models/model.js';
import { multiplyAddsOfLayer, multiplyAddsOfOperation } from '../../src/models/multiply-adds.js';
import { answerInMemory } from '../cli/harness.js';

function layer(
  type: string,
  weights: Readonly<Record<string, readonly number[]>>,
): Parameters<typeof multiplyAddsOfLayer>[0] {
  return { type, path: 'layer', weights: Object.entries(weights).map(([name, shape]) => ({ name, shape })) };
}

describe('multiply-adds', () => {
  it('are those of the textbooks', () => {
    const conv = layer('Conv2d', { weight: [64, 3, 7, 7], bias: [64] });
    expect(multiplyAddsOfLayer(conv, [[1, 3, 224, 224]], [[1, 64, 112, 112]])?.value).toBe(118_013_952);
    const depthwise = layer('Conv2d', { weight: [32, 1, 3, 3] });
    expect(multiplyAddsOfLayer(depthwise, [[1, 32, 8, 8]], [[1, 32, 8, 8]])?.value).toBe(32 * 9 * 64);
    const up = layer('ConvTranspose2d', { weight: [16, 8, 2, 2] });
    expect(multiplyAddsOfLayer(up, [[1, 16, 4, 4]], [[1, 8, 8, 8]])?.value).toBe(16 * 16 * 8 * 4);
    const linear = layer('Linear', { weight: [10, 20], bias: [10] });
    expect(multiplyAddsOfLayer(linear, [[2, 5, 20]], [[2, 5, 10]])?.value).toBe(2000);
    const lstm = layer('LSTM', { weight_ih_l0: [32, 4], weight_hh_l0: [32, 8], bias_ih_l0: [32], bias_hh_l0: [32] });
    expect(multiplyAddsOfLayer(lstm, [[2, 7, 4]], [[2, 7, 8]])?.value).toBe(14 * (128 + 256));
  });

  it('of attention count projections and scores, whichever axis the batch is', () => {
    const attention = layer('MultiheadAttention', { in_proj_weight: [96, 32] });
    const [batch, length, width] = [2, 5, 32];
    const expected = batch * (4 * length * width * width + 2 * length * length * width);
    const first: readonly Dimension[] = [batch, length, width];
    const second: readonly Dimension[] = [length, batch, width];
    expect(multiplyAddsOfLayer(attention, [first, first, first], [first], true)?.value).toBe(expected);
    expect(multiplyAddsOfLayer(attention, [second, second, second], [second], false)?.value).toBe(expected);
  });

  it('of matrices are elements times what is summed', () => {
    expect(
      multiplyAddsOfOperation(
        'matmul',
        '',
        [
          [2, 3, 4],
          [2, 4, 5],
        ],
        [[2, 3, 5]],
      )?.value,
    ).toBe(120);
    expect(multiplyAddsOfOperation('add', '', [[2], [2]], [[2]])).toBeUndefined();
  });

  it('say where a shape is open', () => {
    const linear = layer('Linear', { weight: [10, 20] });
    expect(multiplyAddsOfLayer(linear, [['B', 20]], [['B', 10]])).toEqual({
      value: 0,
      unknown: [{ path: 'layer', reason: 'multiply-adds: a shape is open', onlyAdds: true }],
    });
  });
});

const NORMED = `
import torch
from torch import nn

class Convolution(nn.Conv2d):
    def __init__(self):
        super().__init__(3, 4, 3, padding=1)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.own = Convolution()
        self.spectral = nn.utils.spectral_norm(nn.Conv2d(4, 4, 1))
        self.lazy = nn.LazyConv2d(4, 1)
        self.rnn = nn.utils.weight_norm(nn.LSTM(4, 5), 'weight_hh_l0')
        self.attention = nn.MultiheadAttention(5, 1)

    def forward(self, x):
        x = self.lazy(self.spectral(self.own(x))).flatten(2).permute(2, 0, 1)
        states, _ = self.rnn(x)
        return self.attention(value=states, key=states, query=states[:1])[0]
`;

describe('multiply-adds of a source', () => {
  it('are there for layers whose weight is made of others, has another class, or is told by the first input', async () => {
    const files = { '/work/net.py': NORMED };
    const args = ['model', 'net.py:Net', '--input', '1,3,8,8', '--json'];
    const document = JSON.parse((await answerInMemory(COMMANDS, args, { files })).stdout);
    const own = document.modules.map((module: { path: string; multiplyAdds: number }) => [
      module.path,
      module.multiplyAdds,
    ]);
    expect(Object.fromEntries(own)).toEqual({
      own: 64 * 4 * 27,
      spectral: 64 * 4 * 4,
      lazy: 64 * 4 * 4,
      rnn: 64 * 20 * (4 + 5),
      'attention.out_proj': null,
      attention: 2 * 25 + 2 * 64 * 25 + 2 * 64 * 5,
    });
    expect(document.multiplyAdds.isExact).toBe(true);
    expect(document.parameters.isExact).toBe(true);
  });
});
