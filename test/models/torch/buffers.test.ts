import { expect, test } from 'vitest';
import { isModule, walkBuffers } from '../../../src/models/torch/module-state.js';
import { createTorchNatives } from '../../../src/models/torch/natives.js';
import { isTensor, showShape } from '../../../src/models/torch/tensor.js';
import { createInterpreter } from '../../../src/python/create-interpreter.js';

const SOURCE = `
import torch
from torch import nn

class Rotary(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.inverse = nn.Buffer(torch.arange(0, size, 2) / size, persistent=False)
        self.scale = nn.Buffer(torch.ones(size))
        self.scale = torch.ones(size, 2)
`;

test('a tensor made as a buffer is registered by the assignment', () => {
  const interpreter = createInterpreter({
    sources: { read: (path) => (path === 'net.py' ? SOURCE : undefined) },
    roots: [],
    natives: createTorchNatives({ listener: { recorder: undefined } }),
  });
  const { module } = interpreter.runFile('net.py');
  const made = interpreter.evaluate('Rotary(8)', module);
  const rotary = made.kind === 'value' && isModule(made.value) ? made.value : undefined;
  const buffers = rotary ? [...walkBuffers(rotary)] : [];
  expect(buffers.map(([name, tensor]) => [name, isTensor(tensor) && showShape(tensor.state.shape)])).toEqual([
    ['inverse', '[4]'],
    ['scale', '[8, 2]'],
  ]);
  const keys = interpreter.evaluate("list(Rotary(8).state_dict()) == ['scale']", module);
  expect(keys).toMatchObject({ kind: 'value', value: true });
});

test('an embedding that is made frozen is not trained', () => {
  const interpreter = createInterpreter({
    sources: { read: () => 'from torch import nn\n' },
    roots: [],
    natives: createTorchNatives({ listener: { recorder: undefined } }),
  });
  const { module } = interpreter.runFile('net.py');
  const made = interpreter.evaluate(
    '[nn.Embedding(3, 4, _freeze=frozen).weight.requires_grad for frozen in (True, False)] == [False, True]',
    module,
  );
  expect(made).toMatchObject({ kind: 'value', value: true });
});
