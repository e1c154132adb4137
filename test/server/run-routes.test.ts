import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../src/host/node-host.js';
import type {
  DiagramReply,
  RunEventReply,
  RunReply,
  RunWindowReply,
  SourceExcerpt,
  StudioState,
} from '../../src/server/protocol.js';
import { type RunningStudio, startStudio } from '../../src/server/start-studio.js';
import { createRunDesk } from '../../src/workflows/studio/run-desk.js';
import { offerStudio, readForStudio } from '../../src/workflows/studio.js';
import { ask } from './request.js';

const EVIL = '<img src=x onerror=alert(1)>';
const TRACE = {
  traceEvents: [
    { ph: 'X', cat: 'user_annotation', name: 'ProfilerStep#1', pid: 1, tid: 1, ts: 0, dur: 1000 },
    { ph: 'X', cat: 'cpu_op', name: 'aten::mm', pid: 1, tid: 1, ts: 100, dur: 50 },
    {
      ph: 'X',
      cat: 'cuda_runtime',
      name: 'cudaLaunchKernel',
      pid: 1,
      tid: 1,
      ts: 110,
      dur: 10,
      args: { correlation: 5 },
    },
    {
      ph: 'X',
      cat: 'kernel',
      name: EVIL,
      pid: 0,
      tid: 7,
      ts: 200,
      dur: 300,
      args: { device: 0, stream: 7, correlation: 5 },
    },
  ],
};
const SCRIPT = `import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
model = nn.Linear(2, 2)
loader = DataLoader(TensorDataset(torch.zeros(8, 2)), batch_size=2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(3):
    for (x,) in loader:
        optimizer.zero_grad()
        model(x).sum().backward()
        optimizer.step()
`;

let folder: string;
let studio: RunningStudio;
let cookie: string;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'torchdock-runs-')));
  mkdirSync(join(folder, 'runs'));
  writeFileSync(join(folder, 'train.py'), SCRIPT);
  writeFileSync(join(folder, 'runs', 'a.json'), JSON.stringify(TRACE));
  writeFileSync(join(folder, 'runs', 'broken.json'), '{"traceEvents": [');
  cpSync('../shared/traces/kineto-resnet50-v100-num_workers_0.pt.trace.json.gz', join(folder, 'runs', 'real.json.gz'));
  const host = createNodeHost();
  const desk = createRunDesk(host);
  studio = await startStudio(host, {
    folder,
    port: 0,
    isWatched: false,
    assetsDirectory: fileURLToPath(new URL('../../dist/ui/', import.meta.url)),
    offer: offerStudio(),
    read: () => readForStudio(host, folder, desk),
    onStop: () => desk.close(),
  });
  cookie = `torchdock-studio-${studio.port}=${new URL(studio.url).searchParams.get('token') ?? ''}`;
});

afterAll(async () => {
  await studio?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function get<Reply>(path: string): Promise<Reply> {
  const { status, text } = await ask(studio.port, path, { Cookie: cookie });
  expect(status).toBe(200);
  return JSON.parse(text) as Reply;
}

const A = `subject=${encodeURIComponent('runs/a.json')}`;

describe('a run of the folder', () => {
  test('is among what the view can show', async () => {
    const state = await get<StudioState>('/api/state');
    expect(state.views.find(({ name }) => name === 'run')).toMatchObject({
      isDrawable: true,
      subjects: [{ id: 'runs/a.json' }, { id: 'runs/broken.json' }, { id: 'runs/real.json.gz' }],
    });
  });

  test('is drawn over the script that trains, and its lines can be opened', async () => {
    const { diagram } = await get<DiagramReply>(`/api/diagram?view=run&language=en&${A}`);
    const loader = diagram?.nodes.find(
      ({ origin, label }) => origin?.file === 'train.py' && label.includes('DataLoader'),
    );
    expect(loader?.origin?.line).toBe(5);
    expect(diagram?.notes.join('\n')).toContain('Taken to be a run of train.py');
    const { lines } = await get<SourceExcerpt>('/api/source?file=train.py&line=5');
    expect(lines[4]).toContain('DataLoader');
  });

  test('tells its verdict, in both languages', async () => {
    const { panel } = await get<RunReply>(`/api/run?language=en&${A}`);
    expect(panel).toMatchObject({ files: ['runs/a.json'], ranks: [{ label: 'a.json', events: 4 }], problems: [] });
    const chinese = await get<RunReply>(`/api/run?language=zh&${A}`);
    expect(chinese.panel?.verdict.title).toMatch(/[\u4e00-\u9fff]/);
  });

  test('its window holds exactly its events', async () => {
    await get<RunReply>(`/api/run?${A}`);
    const window = await get<RunWindowReply>(`/api/run-window?${A}&rank=0&width=1000`);
    expect(window).toMatchObject({ schema: 'studio-run-window/1', fromNs: 0, toNs: 1_000_000, spanNs: 1_000_000 });
    expect(window.lanes.map(({ kind, tracks }) => [kind, tracks])).toEqual([
      ['steps', 1],
      ['host', 2],
      ['stream', 1],
    ]);
    expect(
      window.rects.map((rect) =>
        rect.kind === 'event'
          ? [rect.lane, rect.track, rect.startNs, rect.durationNs, window.names[rect.name], rect.class]
          : rect,
      ),
    ).toEqual([
      [0, 0, 0, 1_000_000, 'ProfilerStep#1', 'step'],
      [1, 0, 100_000, 50_000, 'aten::mm', 'operator'],
      [1, 1, 110_000, 10_000, 'cudaLaunchKernel', 'runtime'],
      [2, 0, 200_000, 300_000, EVIL, 'kernel'],
    ]);
    const part = await get<RunWindowReply>(`/api/run-window?${A}&rank=0&from=400000&to=450000&width=100`);
    expect(part.rects.map(({ startNs }) => startNs)).toEqual([0, 200_000]);
  });

  test('an event tells its launch and its operator', async () => {
    const event = await get<RunEventReply>(`/api/run-event?${A}&rank=0&row=3`);
    expect(event).toMatchObject({
      name: EVIL,
      class: 'kernel',
      durationNs: 300_000,
      launch: { row: 2, name: 'cudaLaunchKernel', startNs: 110_000, delayNs: 90_000 },
      operator: 'aten::mm',
      step: 'ProfilerStep#1',
    });
  });

  test('a file that says nothing is a run with its problem', async () => {
    const { panel } = await get<RunReply>(`/api/run?subject=${encodeURIComponent('runs/broken.json')}`);
    expect(panel?.problems.join('\n')).toContain('runs/broken.json');
    const { diagram } = await get<DiagramReply>(
      `/api/diagram?view=run&subject=${encodeURIComponent('runs/broken.json')}`,
    );
    expect(diagram?.nodes.length).toBe(1);
  });
});

describe('what can be asked', () => {
  test.each(['/api/run', '/api/run-progress', '/api/run-window?rank=0', '/api/run-event?rank=0&row=0'])(
    '%s wants the token',
    async (path) => {
      expect((await ask(studio.port, path)).status).toBe(403);
      expect((await ask(studio.port, path, { Cookie: cookie, Host: 'evil.example' })).status).toBe(403);
      expect((await ask(studio.port, path, { Cookie: cookie }, 'POST')).status).toBe(405);
    },
  );

  test('a subject that was not found is none: the first is taken, no path is opened', async () => {
    const { panel } = await get<RunReply>('/api/run?subject=/etc/passwd');
    expect(panel?.files).toEqual(['runs/a.json']);
  });

  test('a run that is not open, a rank or an event that is not there: 404', async () => {
    await get<RunReply>(`/api/run?${A}`);
    for (const path of [
      '/api/run-window?subject=runs/real.json.gz&rank=0',
      `/api/run-window?${A}&rank=1`,
      `/api/run-window?${A}&rank=-1`,
      `/api/run-window?${A}`,
      `/api/run-event?${A}&rank=0&row=99`,
      `/api/run-event?${A}&rank=0&row=x`,
    ])
      expect((await ask(studio.port, path, { Cookie: cookie })).status).toBe(404);
  });

  test.each([
    'from=5&to=1',
    'from=NaN&to=Infinity',
    'from=-1e300&to=1e300',
    'from=x&width=-4',
    'width=1e300',
    'open=,x,99,-1',
  ])('of %s there is a part that can be shown', async (asked) => {
    await get<RunReply>(`/api/run?${A}`);
    const window = await get<RunWindowReply>(`/api/run-window?${A}&rank=0&${asked}`);
    expect(window.toNs).toBeGreaterThan(window.fromNs);
    expect(window.fromNs).toBeGreaterThanOrEqual(0);
    expect(window.toNs).toBeLessThanOrEqual(window.spanNs);
  });

  test('while a run is read the studio answers others; another run ends the reading', async () => {
    const real = ask(studio.port, '/api/run?subject=runs/real.json.gz', { Cookie: cookie });
    expect((await ask(studio.port, '/api/state', { Cookie: cookie })).status).toBe(200);
    const { panel } = await get<RunReply>(`/api/run?${A}`);
    expect(panel?.files).toEqual(['runs/a.json']);
    const ended = JSON.parse((await real).text) as RunReply;
    expect(ended.panel ?? ended.problem).toBeDefined();
  });

  test('of a real trace a window is at most 4,000 rectangles, whatever is asked', async () => {
    const subject = 'subject=runs/real.json.gz';
    const { panel } = await get<RunReply>(`/api/run?${subject}`);
    expect(panel?.verdict.kind).toBe('input-bound');
    for (const width of [300, 1500, 8000]) {
      const { rects } = await get<RunWindowReply>(`/api/run-window?${subject}&rank=0&width=${width}`);
      expect(rects.length).toBeLessThanOrEqual(4000);
      expect(rects.length).toBeGreaterThan(300);
    }
  });
});
