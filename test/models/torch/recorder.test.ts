import { expect, test } from 'vitest';
import type { Listener } from '../../../src/models/torch/dataflow.js';
import { createTorchNatives } from '../../../src/models/torch/natives.js';
import { isTensor, showShape } from '../../../src/models/torch/tensor.js';
import { createInterpreter } from '../../../src/python/create-interpreter.js';
import { isUnknown } from '../../../src/python/values/make.js';

const SOURCE = `
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.norm = Norm(4)

    def forward(self, x):
        y = self.norm(self.conv(x))
        y += x
        return torch.cat([y, x], dim=1)

class Norm(nn.BatchNorm2d):
    def forward(self, x):
        return super().forward(x * 2)
`;

test('hears modules as a nest, operations between them, nothing inside of leaves', () => {
  const heard: string[] = [];
  const listener: Listener = { recorder: undefined };
  const interpreter = createInterpreter({
    sources: { read: (path) => (path === 'net.py' ? SOURCE : undefined) },
    roots: [],
    natives: createTorchNatives({ listener }),
  });
  const { module, ended } = interpreter.runFile('net.py');
  expect(ended).toBeUndefined();
  listener.recorder = {
    enterModule: ({ cls }) => void heard.push(`> ${cls.name}`),
    leaveModule: ({ cls }) => void heard.push(`< ${cls.name}`),
    operation: (name, inputs, outputs) =>
      void heard.push(`${name} ${inputs.length} ${outputs.map(({ state }) => showShape(state.shape)).join()}`),
  };
  const outcome = interpreter.evaluate('Block()(torch.randn(2, 4, 8, 8))', module);
  expect(outcome.kind).toBe('value');
  expect(heard).toEqual([
    'randn 0 [2, 4, 8, 8]',
    '> Block',
    '> Conv2d',
    '< Conv2d',
    '> Norm',
    'mul 1 [2, 4, 8, 8]',
    'batch_norm 5 [2, 4, 8, 8]',
    '< Norm',
    'add_ 2 [2, 4, 8, 8]',
    'cat 2 [2, 8, 8, 8]',
    '< Block',
  ]);
});

test('keeps open lengths open, and does not believe what was written to', () => {
  const interpreter = createInterpreter({
    sources: { read: (path) => (path === 'net.py' ? SOURCE : undefined) },
    roots: [],
    natives: createTorchNatives(),
  });
  const { module } = interpreter.runFile('net.py');
  const shown = (expression: string): string => {
    const outcome = interpreter.evaluate(expression, module);
    return outcome.kind === 'value' && isTensor(outcome.value) ? showShape(outcome.value.state.shape) : 'none';
  };
  expect(shown("Block()(torch.randn(torch.SymInt('B'), 4, 8, torch.SymInt('W')))")).toBe('[B, 8, 8, W]');
  expect(shown("torch.randn(torch.SymInt('B'), torch.SymInt('T'), 12).view(-1, 4)")).toBe('[3*B*T, 4]');
  const written = interpreter.evaluate(
    '(lambda a: (lambda v: [a.add_(1), v.fill_(9), a.tolist()][2])(a[0:2]))(torch.zeros(4))',
    module,
  );
  expect(written.kind === 'value' && isUnknown(written.value)).toBe(true);
});
