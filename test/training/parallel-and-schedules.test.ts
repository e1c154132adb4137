import { expect, test } from 'vitest';
import { elementOf, readScript, showSettings } from './read-script.js';

const HEAD = [
  'import os, argparse, torch',
  'from contextlib import nullcontext',
  'from torch import nn',
  'from torch.nn.parallel import DistributedDataParallel as DDP',
  'from stuff import Stuff',
  'p = argparse.ArgumentParser()',
  "p.add_argument('--accum', type=int)",
  'args = p.parse_args()',
];

function script(...lines: readonly string[]): ReturnType<typeof readScript> {
  return readScript([...HEAD, ...lines].join('\n'));
}

const DISTRIBUTED = [
  "rank, world = int(os.environ['RANK']), int(os.environ.get('WORLD_SIZE', 1))",
  "torch.distributed.init_process_group('nccl')",
  'model = DDP(nn.Linear(4, 2).cuda(), device_ids=[rank])',
  'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)',
  'loader = torch.utils.data.DataLoader(Stuff(), batch_size=4)',
];

test('no_sync is a setting of its wrapper, with its line, and what a launcher gives one of the first', () => {
  const pipeline = script(
    ...DISTRIBUTED,
    'for epoch in range(3):',
    '    for i, batch in enumerate(loader):',
    '        with model.no_sync() if i % 4 else nullcontext():',
    '            model(batch).sum().backward()',
    '        optimizer.step()',
  );
  const wrapper = pipeline.elements.find(({ title }) => title === 'DistributedDataParallel');
  const sync = wrapper?.settings.find(({ name }) => name === 'no_sync');
  expect([sync?.value.kind === 'known' && sync.value.text, sync?.place?.line]).toEqual(['True', 16]);
  expect(showSettings(elementOf(pipeline, 'parallel').settings)).toContain('processes=one by RANK, WORLD_SIZE');
  expect(showSettings(wrapper?.settings ?? []).join()).not.toContain('processes');
});

test('a switch of the exchange that is set by hand is shown as it is written', () => {
  const pipeline = script(
    ...DISTRIBUTED,
    'for i, batch in enumerate(loader):',
    '    model.require_backward_grad_sync = (i % 4 == 3)',
    '    model(batch).sum().backward()',
    '    optimizer.step()',
  );
  const wrapper = pipeline.elements.find(({ title }) => title === 'DistributedDataParallel');
  expect(showSettings(wrapper?.settings ?? [])).toContain('require_backward_grad_sync=`i % 4 == 3`');
});

test('without a launcher nothing is said of processes', () => {
  const pipeline = script(
    'model = nn.DataParallel(nn.Linear(4, 2))',
    'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)',
    'for batch in torch.utils.data.DataLoader(Stuff()):',
    '    model(batch).sum().backward()',
    '    optimizer.step()',
  );
  expect(showSettings(elementOf(pipeline, 'parallel').settings)).toEqual([]);
});

test('parts of a batch are gathered; how many nobody knows, and it is said', () => {
  const pipeline = script(
    ...DISTRIBUTED,
    'for epoch in range(3):',
    '    for batch in loader:',
    '        for part in batch.chunk(args.accum):',
    '            model(part).sum().backward()',
    '        optimizer.step()',
  );
  expect(pipeline.loops.map(({ kind }) => kind)).toEqual(['epoch', 'step', 'accumulation']);
  expect(pipeline.loops[2]?.count).toMatchObject({ kind: 'unknown', text: 'batch.chunk(args.accum)' });
  expect(showSettings(elementOf(pipeline, 'accumulation').settings)).toEqual(['steps=`batch.chunk(args.accum)`']);
});

test('a step after all batches of an epoch is no gathering', () => {
  const pipeline = script(
    ...DISTRIBUTED,
    'for epoch in range(3):',
    '    for batch in loader:',
    '        model(batch).sum().backward()',
    '    optimizer.step()',
  );
  expect(pipeline.loops.map(({ kind }) => kind)).toEqual(['epoch', 'step']);
});

test.each([
  ["group['lr'] *= 0.5", "`group['lr'] *= 0.5`"],
  ["group['lr'] = 0.1 * (0.5 ** epoch)", '`0.1 * (0.5 ** epoch)`'],
])('a learning rate that is set by hand is a scheduler: %s', (line, text) => {
  const pipeline = script(
    ...DISTRIBUTED,
    'def adjust(optimizer, epoch):',
    '    for group in optimizer.param_groups:',
    `        ${line}`,
    'for epoch in range(3):',
    '    for batch in loader:',
    '        model(batch).sum().backward()',
    '        optimizer.step()',
    '    adjust(optimizer, epoch)',
  );
  const scheduler = elementOf(pipeline, 'scheduler');
  expect([scheduler.title, scheduler.place.line, ...showSettings(scheduler.settings)]).toEqual([
    'adjust',
    16,
    `lr=${text}`,
  ]);
  expect(pipeline.flows).toContainEqual({ from: 'scheduler', to: 'optimizer', kind: 'update' });
});

test('a function that cuts batches out of files has one dataset for each part of the data', () => {
  const pipeline = readScript(
    [
      'import numpy as np, torch',
      'from torch import nn',
      'def get_batch(split):',
      "    data = np.memmap(f'data/{split}.bin', mode='r')",
      '    return torch.from_numpy(data[:8])',
      'model = nn.Linear(4, 2)',
      'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)',
      'def estimate():',
      "    for split in ['train', 'val']:",
      '        for k in range(20):',
      '            model(get_batch(split))',
      "x = get_batch('train')",
      'for step in range(9):',
      '    estimate()',
      '    model(x).sum().backward()',
      "    x = get_batch('train')",
      '    optimizer.step()',
    ].join('\n'),
  );
  const told = (role: string): readonly string[] =>
    pipeline.elements
      .filter((element) => element.role === role)
      .map(({ id, settings }) => `${id} ${showSettings(settings).join(' ')}`);
  expect(told('dataset')).toEqual([
    'dataset:train filename=data/train.bin mode=r',
    'dataset:val filename=data/val.bin mode=r',
  ]);
  expect(told('loader')).toEqual(['loader:train split=train', 'loader:val split=val']);
});
