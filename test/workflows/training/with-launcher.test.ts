import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { drawPipelineView } from '../../../src/workflows/draw-pipeline.js';

const TRAIN = `import os, torch
from torch import nn
torch.distributed.init_process_group('nccl')
model = nn.parallel.DistributedDataParallel(nn.Linear(4, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for batch in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(8, 4))):
    model(batch).sum().backward()
    optimizer.step()
`;

async function settingsOf(command: string): Promise<readonly string[]> {
  const host = createMemoryHost({
    '/work/train.py': TRAIN,
    '/work/Dockerfile': `FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ${command}\n`,
  });
  const drawn = await drawPipelineView(host, { target: '.' }, { language: 'en' });
  if (drawn.kind !== 'drawn') throw new Error('nothing was drawn');
  const first = drawn.diagram.pipeline?.elements.find(({ role }) => role === 'parallel');
  return (first?.settings ?? []).map(({ name, value, place }) => {
    const text = value.kind === 'one-of' ? value.texts.join() : value.text;
    return `${name} ${value.kind} ${text} ${place?.file}:${place?.line}`;
  });
}

it('tells at the parallelism how its processes are started, with the line of the command', async () => {
  expect(await settingsOf('["torchrun", "--nnodes=2", "--nproc_per_node=4", "train.py"]')).toEqual([
    'backend known nccl train.py:3',
    'launcher known torchrun Dockerfile:4',
    'nodes known 2 Dockerfile:4',
    'nproc_per_node known 4 Dockerfile:4',
  ]);
});

it('takes a variable of the shell for what it is', async () => {
  expect(await settingsOf('torchrun --nproc_per_node=$GPUS train.py')).toContain(
    'nproc_per_node unknown $GPUS Dockerfile:4',
  );
});

it('says nothing of one process', async () => {
  expect(await settingsOf('["python", "train.py"]')).toEqual(['backend known nccl train.py:3']);
});
