import { describe, expect, test } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import { findLocalLine } from '../../../src/rules/run/local-line.js';
import { placeAdvice } from '../../../src/rules/run/place-advice.js';
import type { Advice } from '../../../src/runs/report/run-report.js';
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

describe('a line that the trace names, of the machine that ran it', () => {
  const file = (path: string, text = 'def train():\n    total += loss.item()\n\n    # done\n') =>
    createSourceText(path, text);
  const line = (rest: object = {}) => ({ file: '/home/x/proj/train.py', line: 2, function: 'train', ...rest });
  const found = (...paths: readonly string[]) =>
    findLocalLine(
      line(),
      paths.map((path) => file(path)),
    )?.line.file;

  test('is told with the file here, and what stands there', () =>
    expect(findLocalLine(line(), [file('train.py')])).toEqual({
      line: { file: 'train.py', line: 2, function: 'train' },
      source: 'total += loss.item()',
    }));

  test('also of Windows', () =>
    expect(findLocalLine(line({ file: 'C:\\me\\train.py' }), [file('src/train.py')])?.line.file).toBe('src/train.py'));

  test('by the longest path that both have, and by none if two are as long', () => {
    expect(found('a/train.py', 'proj/train.py')).toBe('proj/train.py');
    expect(found('a/train.py', 'b/train.py')).toBeUndefined();
    expect(found('other.py')).toBeUndefined();
  });

  test.each([{ line: 3 }, { line: 4 }, { line: 99 }, { line: 0 }, { function: 'evaluate' }])(
    'is none here where it cannot be: %j',
    (rest) => expect(findLocalLine(line(rest), [file('train.py')])).toBeUndefined(),
  );

  test('of the top of a script has no function to be found', () =>
    expect(findLocalLine(line({ function: '<module>' }), [file('train.py')])).toBeDefined());

  test('goes into the report', () => {
    const synced: Advice = {
      code: 'SLW-03',
      severity: 'warning',
      message: '',
      hint: '',
      check: '',
      gainAtMostPercent: 1,
      line: line(),
      about: 'step',
    };
    const sources = [file('train.py')];
    const [advice] = placeAdvice({ ...report, advice: [synced] }, readScript(SCRIPT), sources).advice;
    expect(advice).toMatchObject({ line: { file: 'train.py', line: 2 }, source: 'total += loss.item()' });
    const [kept] = placeAdvice({ ...report, advice: [synced] }, readScript(SCRIPT)).advice;
    expect(kept).toEqual(synced);
  });
});
