import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { expectedTensors } from '../../src/models/expected-tensors.js';
import { readModel } from '../../src/workflows/model.js';

const NET = `
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, width=None):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.embed = nn.Embedding(10, 4)
        self.head = nn.Linear(4, 10, bias=False)
        self.head.weight = self.embed.weight
        self.again = self.head
        self.scale = nn.Parameter(torch.ones(()))
        self.register_buffer('mask', torch.ones(2, 2), persistent=False)
        self.register_buffer('table', torch.ones(2, 2))
`;

/** As real torch answers for it: [(k, list(v.shape)) for k, v in Net().state_dict().items()], sorted. */
const STATE = [
  ['again.weight', [10, 4]],
  ['conv.weight', [8, 3, 3, 3]],
  ['embed.weight', [10, 4]],
  ['head.weight', [10, 4]],
  ['norm.bias', [8]],
  ['norm.num_batches_tracked', []],
  ['norm.running_mean', [8]],
  ['norm.running_var', [8]],
  ['norm.weight', [8]],
  ['scale', []],
  ['table', [2, 2]],
];

describe('what a state dict of a model would hold', () => {
  it('has tied and shared weights under all their names, and no fleeting buffers', async () => {
    const host = createMemoryHost({ '/work/net.py': NET });
    const result = await readModel(host, { target: 'net.py:Net' });
    if (result.kind !== 'model') throw new Error('no model');
    const found = expectedTensors(result.model).map(({ name, shape }) => [name, shape]);
    expect(found.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual(STATE);
  });
});
