import { describe, expect, test } from 'vitest';
import { placeAdvice } from '../../../src/rules/run/place-advice.js';
import type { Advice } from '../../../src/runs/report.js';
import { reportOf } from '../../runs/real-runs.js';
import { readScript } from '../../training/read-script.js';

const SCRIPT = `import torch
from torch.utils.data import DataLoader, TensorDataset

train_set = TensorDataset(torch.randn(8, 3), torch.zeros(8, dtype=torch.long))
val_loader = DataLoader(train_set, batch_size=64, num_workers=8)
train_loader = DataLoader(train_set, batch_size=32, shuffle=True)
model = torch.nn.Linear(3, 2).cuda()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in train_loader:
    x = x.cuda()
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(x), y.cuda())
    loss.backward()
    optimizer.step()
model.eval()
with torch.no_grad():
    for x, y in val_loader:
        model(x.cuda())
`;

const report = reportOf('kineto-resnet50-v100-num_workers_0.pt.trace.json.gz');
const placed = (script: string): Readonly<Record<string, Advice>> =>
  Object.fromEntries(placeAdvice(report, readScript(script)).advice.map((advice) => [advice.code, advice]));

describe('advice gets the line of the script', () => {
  const advice = placed(SCRIPT);

  test('the loader of the training, not the one of the evaluation', () =>
    expect(advice['SLW-01']).toMatchObject({
      line: { file: 'work/train.py', line: 6 },
      source: 'DataLoader(num_workers=0, pin_memory=False, batch_size=32)',
    }));

  test('the optimizer', () => expect(advice['SLW-07']).toMatchObject({ line: { line: 8 } }));
});

test('an optimizer that is not the one that ran gets none', () =>
  expect(placed(SCRIPT.replace('optim.SGD', 'optim.Adam'))['SLW-07']?.line).toBeUndefined());

test('a script without a loader gives advice no line', () =>
  expect(placed('import torch\n')['SLW-01']?.line).toBeUndefined());
