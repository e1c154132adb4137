import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { checkSources } from '../../../src/workflows/check.js';
import { readPipeline } from '../../../src/workflows/pipeline.js';

const ENGINE = `import torch


def train(model, loader, optimizer):
    for x, y in loader:
        loss = model(x).sum()
        loss.backward()
        optimizer.step()
`;

const TRAIN = `import torch
from torch.utils.data import DataLoader
from engine import train

if __name__ == '__main__':
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    train(model, DataLoader(torch.randn(8, 3)), optimizer)
`;

function hostOf(files: Readonly<Record<string, string>>): ReturnType<typeof createMemoryHost> {
  return createMemoryHost(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/work/${path}`, text])));
}

async function check(files: Readonly<Record<string, string>>, ...paths: string[]): Promise<readonly string[]> {
  const { findings } = await checkSources(hostOf(files), { paths });
  return findings.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`);
}

describe('check of scripts that train', () => {
  it('tells of a module where the mistake stands, once for all scripts that import it', async () => {
    const files = { 'engine.py': ENGINE, 'train.py': TRAIN, 'train_again.py': TRAIN };
    expect(await check(files, '.')).toEqual(['TRN-08 engine.py:8']);
  });

  it('names places from where it was called, whatever folder is asked about', async () => {
    const files = { 'lab/engine.py': ENGINE, 'lab/train.py': TRAIN };
    expect(await check(files, 'lab')).toEqual(['TRN-08 lab/engine.py:8']);
    expect(await check(files, 'lab/train.py')).toEqual(['TRN-08 lab/engine.py:8']);
  });

  it('follows no script that only speaks of training', async () => {
    expect(await check({ Dockerfile: 'FROM a:1\nUSER me\n', 'notes.py': `TEXT = """${TRAIN}"""\n` }, '.')).toEqual([]);
  });

  it('tells nothing of libraries', async () => {
    const files = {
      '.venv/lib/python3.11/site-packages/engine.py': ENGINE,
      'pyproject.toml': '[project]\nname = "lab"\n',
      'train.py': TRAIN,
    };
    const told = await check(files, 'train.py');
    expect(told.filter((code) => code.startsWith('TRN'))).toEqual([]);
    // It was followed there, too: what is beside the script is told of.
    const { '.venv/lib/python3.11/site-packages/engine.py': engine, ...others } = files;
    expect(await check({ ...others, 'engine.py': engine }, 'train.py')).toContain('TRN-08 engine.py:8');
    const host = hostOf(files);
    expect(readPipeline(host, { target: 'train.py' }).pipeline.elements.map(({ role }) => role)).toContain('backward');
  });

  it('is not stopped by a script that is no Python', async () => {
    const files = { 'a.py': 'import torch\nfor x in :\n  loss.backward(\n', 'engine.py': ENGINE, 'train.py': TRAIN };
    expect(await check(files, 'a.py')).toEqual([]);
    expect(await check(files, '.')).toEqual(['TRN-08 engine.py:8']);
  });
});
