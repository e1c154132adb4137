import { describe, expect, test } from 'vitest';
import { elementOf, readScript, showFlows, showSettings } from './read-script.js';

const HEAD = `
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset, random_split

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
    def forward(self, x):
        return self.fc(x)

data = TensorDataset(torch.randn(100, 3), torch.randint(0, 4, (100,)))
train_set, val_set = random_split(data, [80, 20])
train_loader = DataLoader(train_set, batch_size=8, shuffle=True)
val_loader = DataLoader(val_set, batch_size=8)
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
`;

function loopsOf(text: string): readonly string[] {
  return readScript(HEAD + text).loops.map(({ id, parent, over }) => [id, parent ?? '-', over ?? '-'].join(' '));
}

describe('loops', () => {
  test('of one text over two loaders are two: phases of training and of validation', () => {
    const loops = loopsOf(`
loaders = {name: DataLoader(part, batch_size=8) for name, part in [('train', train_set), ('val', val_set)]}
for epoch in range(3):
    for phase in ['train', 'val']:
        model.train() if phase == 'train' else model.eval()
        for x, y in loaders[phase]:
            with torch.set_grad_enabled(phase == 'train'):
                loss = F.cross_entropy(model(x), y)
                if phase == 'train':
                    loss.backward()
                    optimizer.step()
`);
    expect(loops).toEqual([
      'epoch - -',
      'other epoch -',
      'step other loader:train:2',
      'evaluation:val other loader:val:2',
    ]);
  });

  test('that go backward while the optimizer steps around them gather gradients', () => {
    const pipeline = readScript(`${HEAD}
while True:
    for micro in range(4):
        x, y = next(iter(train_loader))
        loss = F.cross_entropy(model(x), y) / 4
        loss.backward()
    optimizer.step()
    optimizer.zero_grad()
`);
    expect(pipeline.loops.map(({ id, parent }) => [id, parent])).toEqual([
      ['step', undefined],
      ['accumulation', 'step'],
    ]);
    expect(showSettings(elementOf(pipeline, 'accumulation').settings)).toEqual(['steps=4']);
  });

  test('in which the optimizer steps at times gather gradients, too', () => {
    const pipeline = readScript(`${HEAD}
EVERY = 8
for epoch in range(3):
    for i, (x, y) in enumerate(train_loader):
        F.cross_entropy(model(x), y).backward()
        if (i + 1) % EVERY == 0:
            optimizer.step()
            optimizer.zero_grad()
`);
    expect(showSettings(elementOf(pipeline, 'accumulation').settings)).toEqual(['steps=8']);
    expect(elementOf(pipeline, 'optimizer-step').conditions.map(({ text }) => text)).toEqual(['(i + 1) % EVERY == 0']);
  });

  test('that evaluate are known by no_grad, by a decorator, by eval() before them, by the name of the function', () => {
    const body = `
        for x, y in val_loader:
            out = model(x)
`;
    const step = `
for x, y in train_loader:
    F.cross_entropy(model(x), y).backward()
    optimizer.step()
`;
    const ways = [
      `def check():\n    with torch.no_grad():${body}`,
      `@torch.inference_mode()\ndef check():\n    if True:${body}`,
      `def check():\n    model.eval()\n    if True:${body}`,
      `def validate():\n    if True:${body}\ncheck = validate`,
    ];
    for (const way of ways) {
      const call = way.includes('def validate') ? 'validate()' : 'check()';
      expect(loopsOf(`${way}\n${step}\n${call}\n`)).toContain('evaluation:val - loader:val');
    }
  });

  test('over what is computed in a comprehension count as well', () => {
    const loops = loopsOf(`
model.eval()
with torch.no_grad():
    losses = [F.cross_entropy(model(x), y) for x, y in val_loader]
`);
    expect(loops).toEqual(['evaluation:val - loader:val']);
  });

  test('whose first rounds know what later ones do not say so in conditions', () => {
    const pipeline = readScript(`${HEAD}
for epoch in range(100):
    for x, y in train_loader:
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    if epoch % 5 == 0:
        torch.save({'model': model.state_dict(), 'epoch': epoch}, f'net-{epoch}.pt')
`);
    const save = elementOf(pipeline, 'save');
    expect(save.conditions.map(({ text, holds }) => [text, holds])).toEqual([['epoch % 5 == 0', undefined]]);
    expect(save.file?.contents).toEqual(['model', 'epoch']);
    expect(save.file?.path.kind).toBe('unknown');
  });
});

test('data go from the loader through the model and the loss to the optimizer, which changes the model', () => {
  const flows = showFlows(
    readScript(`${HEAD}
criterion = nn.CrossEntropyLoss()
for x, y in train_loader:
    x, y = x.cuda(), y.cuda()
    loss = criterion(torch.log_softmax(model(x), 1), y)
    loss.backward()
    optimizer.step()
`),
  );
  expect(flows).toEqual(
    expect.arrayContaining([
      'loader:train > transfer data',
      'transfer > model data',
      'model > loss data',
      'loss > backward data',
      'backward > optimizer-step data',
      'optimizer-step > model update',
    ]),
  );
});

test('a function that calls itself with parts of what is not known, and a list of unknown length, ends', () => {
  const pipeline = readScript(
    [
      'import torch',
      'from torch import nn',
      'from elsewhere import build_dataset',
      'def ratios(data, indices=None):',
      '    if isinstance(data, torch.utils.data.Subset):',
      '        return ratios(data.dataset, [data.indices[i] for i in (indices or range(len(data)))])',
      '    return [1.0]',
      'def count(data, left):',
      '    return torch.utils.data.Subset(data, [left]) if left == 0 else count(data, left - 1)',
      'data = build_dataset()',
      'sampler = torch.utils.data.WeightedRandomSampler(ratios(data), 8)',
      'loader = torch.utils.data.DataLoader(count(data, 9), sampler=sampler)',
      'model = nn.Linear(4, 2)',
      'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)',
      'for batch in loader:',
      '    model(batch).sum().backward()',
      '    optimizer.step()',
    ].join('\n'),
  );
  expect(pipeline.unknown).toEqual([]);
  expect(pipeline.elements.filter(({ role }) => role === 'optimizer-step')).toHaveLength(1);
  // One that counts down is followed to its end.
  expect(
    pipeline.elements
      .find(({ title }) => title === 'Subset')
      ?.settings.map(({ value }) => 'text' in value && value.text),
  ).toEqual(['[0]']);
});

test('a generator of the program that goes over a loader loses nothing; one over what is not known says so', () => {
  const script = (data: string): readonly string[] =>
    readScript(
      [
        'import torch',
        'from torch import nn',
        'from elsewhere import Stuff',
        'def log_every(items):',
        '    for item in items:',
        '        yield item',
        '        print(1)',
        'model = nn.Linear(4, 2)',
        'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)',
        `for batch in log_every(${data}):`,
        '    model(batch).sum().backward()',
        '    optimizer.step()',
      ].join('\n'),
    ).unknown.map(({ reason }) => reason);
  expect(script('torch.utils.data.DataLoader(Stuff())')).toEqual([]);
  expect(script('Stuff()')).toEqual(['elsewhere.Stuff() is not known here']);
});
