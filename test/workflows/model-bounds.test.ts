import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { boundOf } from '../../src/models/model.js';
import { showCount } from '../../src/models/show-numbers.js';
import { readModel } from '../../src/workflows/model.js';

async function count(...lines: readonly string[]): Promise<string> {
  const text = `import os
import ext
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(10, 4)
        self.head = nn.Linear(4, 10, bias=False)
        ${lines.join('\n        ')}
    def forward(self, x):
        return self.head(self.emb(x))
`;
  const result = await readModel(createMemoryHost({ '/w/net.py': text }, '/w'), { target: 'net.py:Net' });
  if (result.kind !== 'model') return result.kind;
  const { parameters, assumed = [] } = result.model;
  const { total, trainable } = parameters;
  return [boundOf(total), showCount(total), showCount(trainable), ...assumed.map(({ reason }) => reason)].join(' | ');
}

/** Weights that are tied, or taken away, make less: only what can but add leaves a lower bound. */
describe('what a number says of the true one', () => {
  it.each([
    ['exact', ['pass'], 'exact | 80 | 80'],
    ['a layer that could not be made adds', ['self.more = ext.make(3)'], 'at-least | ≥ 80 | ≥ 80'],
    ['tying that hangs on what is not known', ['if ext.tie: self.head.weight = self.emb.weight'], 'none | ~ 80 | ~ 80'],
    ['freezing that does', ['if ext.freeze: self.emb.weight.requires_grad = False'], 'none | ~ 80 | ~ 40'],
    ['a module that was given away', ['ext.fuse(self.head)'], 'none | ~ 80 | ~ 80'],
    ['a name that is not known', ['delattr(self, ext.name)'], 'none | ~ 80 | ~ 80'],
    [
      'a variable that is taken as not set',
      ['self.more = nn.Linear(int(os.environ.get("WIDTH", "1")), 1, bias=False)'],
      'exact | 81 | 81 | the environment variable WIDTH is not set',
    ],
  ])('%s', async (_, lines, said) => {
    expect(await count(...lines)).toBe(said);
  });
});
