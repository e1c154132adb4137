import { describe, expect, test } from 'vitest';
import { elementOf, readScript, showFlows, showSettings } from './read-script.js';

describe('elements', () => {
  const pipeline = readScript(
    {
      'net.py': `
import torch.nn as nn
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)
    def forward(self, x):
        return self.fc(x)
class Net(nn.Module):
    def __init__(self, width, depth=2):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(width) for _ in range(depth)])
    def forward(self, x):
        return self.blocks(x)
`,
      'train.py': `
import argparse, copy, random
import torch, torchvision
import torch.nn as nn
from torchvision import transforms as T
from torch.utils.data import DataLoader, Dataset
import torch.backends.cudnn as cudnn
from net import Net

parser = argparse.ArgumentParser()
parser.add_argument('--lr', type=float, default=0.1)
parser.add_argument('--out', default='out')
args = parser.parse_args()
random.seed(3)
torch.cuda.manual_seed_all(3)
cudnn.benchmark = True
torch.backends.cuda.matmul.allow_tf32 = True

class Pairs(Dataset):
    def __init__(self, root, train=True):
        self.root = root
    def __len__(self):
        return 1234
    def __getitem__(self, i):
        return i

def gather(items):
    return items

device = 'cuda' if torch.cuda.is_available() else 'cpu'
flip = T.RandomHorizontalFlip(0.3)
transform_train = T.Compose([T.RandomCrop(32, padding=4), flip, T.ToTensor()])
images = torchvision.datasets.CIFAR10(args.out, train=True, transform=transform_train)
pairs = Pairs('pairs', train=False)
loader = DataLoader(images, batch_size=2, collate_fn=gather)
other = DataLoader(pairs)
model = Net(8, depth=3).to(device)
for p in model.blocks[0].parameters():
    p.requires_grad = False
groups = [{'params': model.blocks[1].parameters(), 'lr': 0.01}, {'params': list(model.blocks[2].parameters())}]
optimizer = torch.optim.AdamW(groups, lr=args.lr)
checkpoint = torch.load('last.pt')
model.load_state_dict(checkpoint['model'])
start = checkpoint['epoch']
for epoch in range(start, 9):
    for x in loader:
        loss = model(x.to(device)).pow(2).mean()
        loss.backward()
        optimizer.step()
    for group in optimizer.param_groups:
        group['lr'] = args.lr * 0.9 ** epoch
torch.jit.script(model).save('net.pt')
`,
    },
    [],
  );

  test('have their parts in order, with their own settings', () => {
    expect(
      elementOf(pipeline, 'transforms:train').parts.map((part) => [part.title, ...showSettings(part.settings)]),
    ).toEqual([['RandomCrop', 'size=32', 'padding=4'], ['RandomHorizontalFlip', 'p=0.3'], ['ToTensor']]);
    expect(elementOf(pipeline, 'optimizer').parts.map((part) => part.settings.at(-1)?.name)).toEqual(['lr', 'params']);
  });

  test('of the data say their size, and what puts batches together', () => {
    expect(showSettings(elementOf(pipeline, 'dataset:test').settings)).toContain('size=1234');
    expect(elementOf(pipeline, 'collate:train').title).toBe('gather');
  });

  test('the model is what is trained, as the model command takes it, with its parameters', () => {
    expect(pipeline.elements.filter(({ role }) => role === 'model').map(({ title }) => title)).toEqual(['Net']);
    expect(elementOf(pipeline, 'model').model).toEqual({
      file: 'work/net.py',
      expression: 'Net(8, depth=3)',
      parameters: expect.objectContaining({ total: 216 }),
    });
  });

  test('what is assigned to a library is heard of, and known to change when it does', () => {
    expect(elementOf(pipeline, 'seed:3').title).toBe('cudnn.benchmark');
    expect(elementOf(pipeline, 'precision').title).toBe('cuda.matmul.allow_tf32');
    expect(elementOf(pipeline, 'freeze').title).toBe('requires_grad');
    expect(showSettings(elementOf(pipeline, 'scheduler').settings)).toEqual(['lr=`args.lr * 0.9 ** epoch`']);
  });

  test('a checkpoint that is read says by which keys', () => {
    expect(elementOf(pipeline, 'resume').file?.contents).toEqual(['model', 'epoch']);
    expect(showFlows(pipeline)).toContain('resume > model update');
  });

  test('a device says what it may be', () => {
    expect(showSettings(elementOf(pipeline, 'device').settings)).toEqual(['device=cuda | cpu']);
  });
});

test('processes of their own are followed, once', () => {
  const pipeline = readScript(`
import torch, torch.nn as nn, torch.multiprocessing as mp
def worker(rank, width):
    model = nn.Linear(width, 2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
mp.spawn(worker, nprocs=4, args=(3,))
`);
  expect(pipeline.elements.map(({ id }) => id)).toEqual(['parallel', 'model', 'optimizer']);
});

test('a step that is given a closure goes through it', () => {
  const pipeline = readScript(
    `
import torch, torch.nn as nn
model = nn.Linear(3, 2)
optimizer = torch.optim.LBFGS(model.parameters(), lr=1)
for epoch in range(5):
    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(data), target)
        loss.backward()
        return loss
    data, target = load_data()
    optimizer.step(closure)
`.replace('model =', 'from company import load_data\nmodel ='),
  );
  expect(pipeline.elements.map(({ role }) => role)).toContain('backward');
  expect(pipeline.loops.map(({ id }) => id)).toEqual(['step']);
});
