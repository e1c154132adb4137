import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engines/engine.js';
import type { LifeWorld } from '../../src/workflows/life/world.js';
import { type InsideProfile, profileInside } from '../../src/workflows/profile-inside.js';
import { bringUp, type Up } from '../../src/workflows/up.js';
import { createFakeEngine, createMachine, type FakeMachine } from './fake-engine.js';
import { createWorld } from './life-world.js';

const SPEC = `name: lab
base: localhost/debian:bookworm
installer: none
jupyter: false
ssh: false
secrets: [API_KEY]
`;

const TRAIN = `import torch

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(9):
    model(torch.randn(4, 2)).sum().backward()
    optimizer.step()
`;

const COMPOSE = `services:
  train:
    image: lab
    command: torchrun --nproc-per-node=2 train.py --epochs 2
`;

interface Inside {
  /** Files that the profiler left. */
  readonly files: Readonly<Record<string, string>>;
  /** What `ls` claims besides. */
  readonly claims?: readonly string[];
  readonly status?: number;
}

interface Played {
  readonly result: InsideProfile;
  readonly machine: FakeMachine;
  readonly asked: (readonly string[])[];
  readonly started: (readonly string[])[];
}

/** A container that answers as the small shell scripts of ours would. */
function answering(engine: Engine, { files, claims = [] }: Inside, asked: (readonly string[])[]): Engine {
  const execute: Engine['execute'] = async (_name, argv) => {
    asked.push(argv);
    const script = argv[2] ?? '';
    if (script.startsWith('cd ')) {
      const listed = Object.entries(files).map(([name, text]) => `${text.length} ${name}`);
      return { status: 0, stdout: [...claims, ...listed].join('\n'), stderr: '' };
    }
    if (script.startsWith('tail ')) {
      const [offset, path = '', most] = argv.slice(4);
      const text = files[path.slice(path.lastIndexOf('/') + 1)] ?? '';
      const piece = text.slice(Number(offset) - 1, Number(offset) - 1 + Number(most));
      return { status: 0, stdout: Buffer.from(piece, 'latin1').toString('base64'), stderr: '' };
    }
    return { status: 0, stdout: '', stderr: '' };
  };
  return { ...engine, execute };
}

async function play(
  inside: Inside,
  { command, more = {} }: { command?: readonly string[]; more?: Readonly<Record<string, string>> } = {},
): Promise<Played> {
  const spec = SPEC.replace('jupyter: false', 'jupyter: true');
  const machine = createMachine({ '/work/torchdock.yaml': spec, '/work/train.py': TRAIN, ...more });
  machine.environment['API_KEY'] = 'secret';
  const asked: (readonly string[])[] = [];
  const started: (readonly string[])[] = [];
  const base = createWorld(machine);
  const world: LifeWorld = {
    ...base,
    host: {
      ...base.host,
      handOver: async (program, args) => {
        started.push([program, ...args]);
        return inside.status ?? 0;
      },
    },
    findEngine: async () => ({ kind: 'found', engine: answering(createFakeEngine(machine), inside, asked) }),
  };
  const up = await bringUp({ directory: '.', isFrozen: false, engine: 'auto', pulls: false }, world);
  expect(up.kind, JSON.stringify(up)).toBe('up');
  asked.length = 0;
  const result = await profileInside(up as Up, { engine: 'auto', command }, world);
  return { result, machine, asked, started };
}

describe('training with a profiler in the container', () => {
  it('puts the script there, starts the command with it, and brings the traces of all ranks home', async () => {
    const long = 'x'.repeat(4_000_001);
    const files = { 'trace-rank0.json.gz': long, 'trace-rank1.json.gz': '\u001f\u008b\u0000\u00ff' };
    const old = { '/work/.torchdock/traces/trace-rank7.json.gz': 'old' };
    const { result, machine, asked, started } = await play(
      { files },
      { command: ['python', 'train.py', '-x'], more: old },
    );
    const folder = /\/tmp\/torchdock-profile-[0-9a-f]{8}/.exec(asked[0]?.join(' ') ?? '')?.[0] ?? '';
    expect(result).toEqual({
      kind: 'profiled',
      status: 0,
      traces: ['/work/.torchdock/traces/trace-rank0.json.gz', '/work/.torchdock/traces/trace-rank1.json.gz'],
    });
    expect(started[0]?.join(' ')).toMatch(new RegExp(` -- python ${folder}/profiled.py train.py -x$`));
    expect(started[0]?.join(' ')).toContain('API_KEY');
    expect(JSON.stringify([asked, started])).not.toContain('"secret"');
    expect(machine.files.get('/work/.torchdock/traces/trace-rank0.json.gz')?.length).toBe(4_000_001);
    expect([...(machine.files.get('/work/.torchdock/traces/trace-rank1.json.gz') ?? [])]).toEqual([31, 139, 0, 255]);
    expect(machine.files.has('/work/.torchdock/traces/trace-rank7.json.gz')).toBe(false);
    expect(asked.at(-1)).toEqual(['rm', '-rf', folder]);
  });

  it('takes the command that the files start', async () => {
    const { result, started } = await play(
      { files: { 'trace-rank0.json.gz': 'x' } },
      { more: { '/work/compose.yaml': COMPOSE } },
    );
    expect(result).toMatchObject({ kind: 'profiled', script: 'train.py' });
    expect(started[0]?.join(' ')).toMatch(/ torchrun --nproc-per-node=2 \S+\/profiled\.py train\.py --epochs 2$/);
  });

  it('takes no other names and no more bytes than it was told', async () => {
    const claims = [
      '5 ../../evil.json.gz',
      '7 trace-rank0.json.gz/../x',
      '9999999999999999 trace-rank3.json.gz',
      'rubbish',
    ];
    const files = { 'trace-rank1.json.gz': 'good', 'evil.sh': 'x' };
    const { result, machine } = await play({ files, claims }, { command: ['python', 'train.py'] });
    expect(result).toMatchObject({ traces: ['/work/.torchdock/traces/trace-rank1.json.gz'] });
    expect([...machine.files.keys()].filter((path) => /evil|rank3|\/x$/.test(path))).toEqual([]);
  });

  it.each([
    ['no trace is there', { files: {}, status: 1 }, ['python', 'train.py'], 'UPD-21'],
    ['the words name no script', { files: {} }, ['sh', '-c', 'python train.py'], 'UPD-20'],
    ['no file says how it is started', { files: {} }, undefined, 'UPD-20'],
  ])('says so when %s', async (_title, inside, command, code) => {
    const { result } = await play(inside, command === undefined ? {} : { command });
    expect(result.kind === 'refused' && result.findings.map((finding) => finding.code)).toEqual([code]);
  });
});
