import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import type { Diagram } from '../../../src/views/diagram.js';
import { checkSources } from '../../../src/workflows/check.js';
import { drawView } from '../../../src/workflows/draw.js';
import { collectGraph } from '../../../src/workflows/sources/collect.js';
import { collectForView, withPipelines } from '../../../src/workflows/training/with-pipelines.js';

const TRAIN = `import argparse, torch
from torch import nn
parser = argparse.ArgumentParser()
parser.add_argument('--epochs', type=int, default=3)
parser.add_argument('--out', default='checkpoints/last.pt')
args = parser.parse_args()
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(10, 4)), batch_size=16)
for epoch in range(args.epochs):
    for (x,) in loader:
        optimizer.zero_grad()
        model(x).sum().backward()
        optimizer.step()
    torch.save(model.state_dict(), args.out)
`;
const DOCKERFILE = 'FROM python:3.12\nWORKDIR /app\nCOPY . .\nCMD ["python", "train.py", "--epochs", "7"]\n';

function hostOf(files: Readonly<Record<string, string>>): ReturnType<typeof createMemoryHost> {
  return createMemoryHost(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/work/${path}`, text])));
}

function compose(rest: string): string {
  return `services:\n  train:\n    build: .\n${rest}`;
}

async function lostIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { findings } = await checkSources(hostOf(files), { paths: ['.'] });
  return findings
    .filter(({ code }) => code === 'LNK-06')
    .map(({ message, place }) => `${place?.file}:${place?.line} ${message}`);
}

describe('a graph with the pipelines of its scripts', () => {
  it('leads from the container to the volume of the checkpoint, with the arguments of the command', async () => {
    const host = hostOf({
      'train.py': TRAIN,
      Dockerfile: DOCKERFILE,
      'compose.yaml': `${compose('    volumes: ["models:/app/checkpoints"]\n')}volumes:\n  models:\n`,
    });
    const { index, sources } = await withPipelines(host, await collectGraph(host, { paths: ['.'] }));
    const [pipeline] = index.nodesOf('pipeline');
    expect(pipeline).toMatchObject({
      id: 'pipeline:train.py --epochs 7',
      origins: [{ file: 'train.py' }],
      facts: { epochs: '7', batchSize: '16', optimizer: 'SGD lr 0.1' },
    });
    const id = pipeline?.id ?? '';
    expect(index.edgesTo(id, 'trains').map(({ from }) => from)).toEqual([
      'script:train.py',
      'service:stage:Dockerfile#0/python train.py',
    ]);
    const [checkpoint] = index.nodesOf('checkpoint');
    expect(index.edgesFrom(id, 'writes').map(({ to }) => to)).toEqual([checkpoint?.id]);
    expect(checkpoint).toMatchObject({
      label: 'checkpoints/last.pt',
      origins: [{ file: 'train.py', line: 15 }],
      facts: { containerPath: '/app/checkpoints/last.pt', container: 'container:compose.yaml/train' },
    });
    expect(index.edgesFrom(checkpoint?.id ?? '', 'kept-in')).toMatchObject([{ facts: { target: '/app/checkpoints' } }]);
    expect(sources.map(({ path }) => path)).toContain('train.py');
  });

  it('is the graph itself where no script trains', async () => {
    const host = hostOf({ 'train.py': 'print("torch")\n', Dockerfile: DOCKERFILE });
    const collected = await collectGraph(host, { paths: ['.'] });
    expect(await withPipelines(host, collected)).toBe(collected);
  });

  it.each([
    ['deployment', 2, 1],
    ['deployment', 1, 0],
    ['image', 2, 0],
  ])('for the view %s at depth %i has %i pipelines', async (view, depth, count) => {
    const host = hostOf({ 'train.py': TRAIN, Dockerfile: DOCKERFILE });
    const { index } = await collectForView(host, { paths: ['.'] }, view, { depth });
    expect(index.nodesOf('pipeline')).toHaveLength(count);
  });
});

describe('a checkpoint', () => {
  const files = { 'train.py': TRAIN, Dockerfile: DOCKERFILE };

  it('that no volume is mounted over is lost, and both places are told', async () => {
    expect(await lostIn({ ...files, 'compose.yaml': compose('') })).toEqual([
      'compose.yaml:2 train.py:15 saves checkpoints/last.pt, which is /app/checkpoints/last.pt in train: no volume is mounted there, so it is lost with the container',
    ]);
  });

  it('at a path of pathlib is known by the text that it says', async () => {
    const text = TRAIN.replace('args.out)', 'Path("models") / "a.pt")').replace(
      'import argparse',
      'from pathlib import Path\nimport argparse',
    );
    const [message] = await lostIn({ ...files, 'train.py': text, 'compose.yaml': compose('') });
    expect(message).toContain('train.py:16 saves models/a.pt, which is /app/models/a.pt');
  });

  it('in a tmpfs is lost, too', async () => {
    const [message] = await lostIn({ ...files, 'compose.yaml': compose('    tmpfs: /app/checkpoints\n') });
    expect(message).toContain('what is mounted there is a tmpfs');
  });

  it.each<[name: string, changed: Readonly<Record<string, string>>, known?: number]>([
    ['a named volume', { 'compose.yaml': `${compose('    volumes: ["m:/app/checkpoints"]\n')}volumes: {m: }\n` }],
    ['a folder of the host above it', { 'compose.yaml': compose('    volumes: [".:/app"]\n') }],
    ['a VOLUME of the image', { 'compose.yaml': compose(''), Dockerfile: `${DOCKERFILE}VOLUME /app/checkpoints\n` }],
    [
      'another path on the command line',
      { 'compose.yaml': compose('    command: python train.py --out /m/a.pt\n    volumes: ["./m:/m"]\n') },
      // That of the image, which nobody runs, is the other.
      2,
    ],
    ['no container', {}],
    [
      'a folder that nobody knows',
      { 'compose.yaml': compose(''), Dockerfile: DOCKERFILE.replace('WORKDIR /app\n', '') },
    ],
    ['a path that nobody knows', { 'compose.yaml': compose(''), 'train.py': TRAIN.replace('args.out', 'input()') }, 0],
  ])('is not said to be lost with %s', async (_name, changed, known = 1) => {
    expect(await lostIn({ ...files, ...changed })).toEqual([]);
    // Not because nobody looked.
    const host = hostOf({ ...files, ...changed });
    const { index } = await withPipelines(host, await collectGraph(host, { paths: ['.'] }));
    expect(index.nodesOf('pipeline').length).toBeGreaterThan(0);
    expect(index.nodesOf('checkpoint')).toHaveLength(known);
  });
});

describe('the deployment picture', () => {
  async function draw(rest: string, depth?: number): Promise<Diagram | undefined> {
    const host = hostOf({ 'train.py': TRAIN, Dockerfile: DOCKERFILE, 'compose.yaml': compose(rest) });
    const options = { language: 'en', ...(depth === undefined ? {} : { depth }) } as const;
    return drawView(await collectForView(host, { paths: ['.'] }, 'deployment', options), 'deployment', options);
  }

  it('says how the training box trains, and ties what it saves to the volume', async () => {
    const diagram = await draw('    volumes: ["./m:/app/checkpoints"]\n');
    const box = diagram?.nodes.find(({ kind }) => kind === 'training');
    expect(box?.label).toBe('Training\npython train.py\n7 epochs · batch 16');
    expect(box?.facts).toMatchObject({ pipeline: 'train.py --epochs 7', optimizer: 'SGD lr 0.1' });
    const mount = diagram?.edges.find(({ from }) => from === 'volume:bind:./m');
    expect(mount?.label).toBe('/app/checkpoints\nsaves last.pt');
    expect(diagram?.notes).toEqual([]);
  });

  it('says in a note what is lost', async () => {
    expect((await draw(''))?.notes).toContain(
      'checkpoints/last.pt (train.py:15) is lost with the container train (compose.yaml:2): no volume is mounted there.',
    );
  });

  it('shows nothing of it at depth 1', async () => {
    const diagram = await draw('', 1);
    expect(diagram?.nodes.some(({ kind }) => kind === 'training')).toBe(false);
    expect(diagram?.notes.join()).not.toContain('lost');
  });
});

describe('more scripts than are followed', () => {
  const many = (count: number): Readonly<Record<string, string>> => {
    const names = Array.from({ length: count }, (_, at) => `train${at}.py`);
    const services = names.map((name) => `  ${name.slice(0, -3)}:\n    build: .\n    command: python ${name}\n`);
    return {
      ...Object.fromEntries(names.map((name) => [name, TRAIN])),
      Dockerfile: 'FROM python:3.12\nWORKDIR /app\nCOPY . .\n',
      'compose.yaml': `services:\n${services.join('')}`,
    };
  };
  const told = async (count: number): Promise<readonly string[]> => {
    const { findings } = await checkSources(hostOf(many(count)), { paths: ['.'] });
    return findings.filter(({ code }) => code === 'PPL-04').map(({ message, place }) => `${place?.file} ${message}`);
  };

  it('are said, with their names', async () => {
    expect(await told(8)).toEqual([]);
    expect(await told(10)).toEqual([
      'compose.yaml 8 of the scripts that are started here were followed; how train8.py, train9.py train is not in this graph',
    ]);
  });
});
