import { expect, test } from 'vitest';
import { isModule, listOwnParameters } from '../../../src/models/torch/module-state.js';
import { createTorchNatives } from '../../../src/models/torch/natives.js';
import { createInterpreter } from '../../../src/python/create-interpreter.js';

const SOURCE = `
import torch
from torch import nn

class Gained(nn.Conv2d):
    def __init__(self, *args):
        super().__init__(*args)
        self.gain = nn.Parameter(torch.ones(self.out_channels, 1, 1, 1))
        self.reset_parameters()

    def reset_parameters(self):
        if hasattr(self, 'gain'):
            super().reset_parameters()

class Shifted(nn.Linear):
    def reset_parameters(self):
        super().reset_parameters()
        self.shift = nn.Parameter(torch.zeros(self.in_features))
`;

test('a layer of the program resets its weights where torch does it, at the end of the construction', () => {
  const interpreter = createInterpreter({
    sources: { read: (path) => (path === 'net.py' ? SOURCE : undefined) },
    roots: [],
    natives: createTorchNatives({ listener: { recorder: undefined } }),
  });
  const { module } = interpreter.runFile('net.py');
  const names = (expression: string): unknown => {
    const made = interpreter.evaluate(expression, module);
    if (made.kind === 'ended') return made.problem.reason;
    return isModule(made.value) ? listOwnParameters(made.value).map(([name]) => name) : undefined;
  };
  expect(names('Gained(3, 8, 3)')).toEqual(['weight', 'bias', 'gain']);
  expect(names('Shifted(3, 8)')).toEqual(['weight', 'bias', 'shift']);
  expect(names('nn.LayerNorm(3)')).toEqual(['weight', 'bias']);
});
