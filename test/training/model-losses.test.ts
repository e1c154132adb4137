import { expect, test } from 'vitest';
import type { Pipeline } from '../../src/training/pipeline.js';
import { readScript } from './read-script.js';

const HEAD = [
  'import torch, torchvision',
  'from torch import nn',
  'from stuff import Stuff, GPT',
  'from transformers import AutoModelForCausalLM',
  'data = torch.utils.data.DataLoader(Stuff(), batch_size=4)',
];

function train(model: string, ...steps: readonly string[]): Pipeline {
  return readScript(
    [
      ...HEAD,
      `model = ${model}`,
      'opt = torch.optim.AdamW(model.parameters(), lr=1e-4)',
      'scaler = torch.cuda.amp.GradScaler()',
      'for x, y in data:',
      ...steps.map((step) => `    ${step}`),
      '    opt.step()',
    ].join('\n'),
  );
}

const HUB = "AutoModelForCausalLM.from_pretrained('gpt2')";

test.each([
  ['an attribute', HUB, ['outputs = model(input_ids=x, labels=y)', 'loss = outputs.loss', 'loss.backward()']],
  ['an attribute of the call', HUB, ['loss = model(input_ids=x, labels=y).loss / 4', 'scaler.scale(loss).backward()']],
  ['a key', 'GPT()', ['out = model(x, y)', "out['loss'].mean().backward()"]],
  ['an item of a tuple', 'GPT()', ['logits, loss = model(x, y)', 'loss.backward()']],
  [
    'an item of a wrapped model',
    'nn.parallel.DistributedDataParallel(GPT())',
    ['out = model(x, labels=y)', 'out[0].mean().backward()'],
  ],
  [
    'a dictionary of losses',
    'torchvision.models.detection.fasterrcnn_resnet50_fpn()',
    ['losses = model(x, y)', 'sum(one for one in losses.values()).backward()'],
  ],
])('a loss that a model gives back stands where it is called: %s', (_how, model, steps) => {
  const pipeline = train(model, ...steps);
  const losses = pipeline.elements.filter(({ role }) => role === 'loss');
  expect(losses.map(({ id, place, loop, unknown }) => [id, place.line, loop, unknown])).toEqual([
    ['loss', 10, 'step', 'the model computes it'],
  ]);
  expect(pipeline.flows).toContainEqual({ from: 'loss', to: 'backward', kind: 'data' });
  const made = pipeline.elements.find(({ role }) => role === 'model');
  if (made) expect(pipeline.flows).toContainEqual({ from: made.id, to: 'loss', kind: 'data' });
});

test.each([
  ['what is computed of an output', ['loss = (model(x) - y).pow(2).mean()', 'loss.backward()']],
  ['the other item of a tuple', ['logits, extra = model(x, y)', 'logits.sum().backward()']],
  ['a criterion of torch', ['loss = nn.functional.mse_loss(model(x), y)', 'loss.backward()']],
])('%s is no loss of the model', (_what, steps) => {
  const losses = train('GPT()', ...steps).elements.filter(({ role }) => role === 'loss');
  expect(losses.filter(({ title }) => title.startsWith('of '))).toEqual([]);
});

test('a loss in the text of the model stands there', () => {
  const text = [
    'import torch',
    'from torch import nn',
    'from stuff import Stuff',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.f = nn.Linear(4, 2)',
    '    def forward(self, x, y):',
    '        return self.f(x), nn.functional.cross_entropy(self.f(x), y)',
    'model = Net()',
    'opt = torch.optim.SGD(model.parameters(), lr=0.1)',
    'for x, y in torch.utils.data.DataLoader(Stuff()):',
    '    logits, loss = model(x, y)',
    '    loss.backward()',
    '    opt.step()',
  ];
  const { elements, flows } = readScript(text.join('\n'));
  const losses = elements.filter(({ role }) => role === 'loss');
  expect(losses.map(({ title, place }) => `${title} ${place.line}`)).toEqual(['cross_entropy 9']);
  expect(flows).toContainEqual({ from: 'loss', to: 'backward', kind: 'data' });
});
