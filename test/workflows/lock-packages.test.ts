import { describe, expect, it } from 'vitest';
import { EngineError, type ExecuteResult } from '../../src/engines/engine.js';
import type { LifeWorld } from '../../src/workflows/life/world.js';
import { lockPackages } from '../../src/workflows/lock-packages.js';
import { bringUp } from '../../src/workflows/up.js';
import { createFakeEngine, createMachine, type FakeMachine } from './fake-engine.js';
import { createWorld } from './life-world.js';

const SPEC = 'name: lab\ntorch: "2.7"\naccelerators: [cpu, cu126]\njupyter: false\n';
const REQUEST = { directory: '.', isFrozen: false, engine: 'auto', accelerator: 'cpu', pulls: false } as const;
const PACKAGES: ExecuteResult = { status: 0, stdout: 'torch==2.7.1+cpu\nNumPy==2.1.3\npip==24.0\ndone\n', stderr: '' };

/** A world whose container answers so when Python is asked. */
function answering(machine: FakeMachine, answer: () => ExecuteResult): LifeWorld {
  const engine = { ...createFakeEngine(machine), execute: async () => answer() };
  return { ...createWorld(machine), findEngine: async () => ({ kind: 'found', engine }) };
}

async function createUp(spec = SPEC): Promise<FakeMachine> {
  const machine = createMachine({ '/work/torchdock.yaml': spec });
  expect(await bringUp(REQUEST, createWorld(machine))).toMatchObject({ kind: 'up' });
  return machine;
}

const lockOf = (machine: FakeMachine): string => new TextDecoder().decode(machine.files.get('/work/torchdock.lock'));
const lock = (machine: FakeMachine, answer = () => PACKAGES) => lockPackages(REQUEST, answering(machine, answer));

describe('lock --packages', () => {
  it('writes what the container holds, for its accelerator alone, once', async () => {
    const machine = await createUp();
    expect(await lock(machine)).toMatchObject({ kind: 'packages', state: 'written' });
    expect(lockOf(machine).match(/ {4}constraints:\n(?: {6}.*\n)+/g)).toEqual([
      '    constraints:\n      - "numpy==2.1.3"\n      - "torch==2.7.1+cpu"\n',
    ]);
    expect(lockOf(machine).indexOf('constraints:')).toBeLessThan(lockOf(machine).indexOf('cu126:'));
    const first = lockOf(machine);
    expect(await lock(machine)).toMatchObject({ kind: 'packages', state: 'unchanged' });
    expect(lockOf(machine)).toBe(first);
  });

  it('makes the next build get the same', async () => {
    const machine = await createUp();
    await lock(machine);
    const world = createWorld(machine);
    const prepared = await world.prepare(world.host, REQUEST);
    const files = prepared.kind === 'prepared' ? prepared.plan.image.files : [];
    expect(files.find(({ path }) => path === 'constraints.txt')?.content).toBe('torch==2.7.1\nnumpy==2.1.3\n');
    expect(await bringUp(REQUEST, createWorld(machine))).toMatchObject({ kind: 'up', action: 'replace' });
    expect(await lock(machine)).toMatchObject({ state: 'unchanged' });
  });

  it('refuses a container of another image, and says when a new spec forgets what was locked', async () => {
    const machine = await createUp();
    await lock(machine);
    const spec = `${SPEC}packages: { pip: [einops] }\n`;
    machine.files.set('/work/torchdock.yaml', new TextEncoder().encode(spec));
    const result = await lock(machine);
    expect(result).toMatchObject({ kind: 'refused' });
    expect(result.kind === 'refused' && result.findings.map(({ code }) => code)).toEqual(['LCK-16', 'LCK-13']);
  });

  it.each([
    ['nothing of Python', () => ({ status: 127, stdout: '', stderr: 'sh: python3: not found\n' })],
    ['half a list', () => ({ status: 0, stdout: 'numpy==2.1.3\n', stderr: '' })],
    [
      'a refusal',
      () => {
        throw new EngineError('refused', 'no such container');
      },
    ],
  ])('writes nothing for %s', async (_name, answer: () => ExecuteResult) => {
    const machine = await createUp();
    const before = lockOf(machine);
    const result = await lock(machine, answer);
    expect(result.kind === 'refused' && result.findings.map(({ code }) => code)).toEqual(['LCK-15']);
    expect(lockOf(machine)).toBe(before);
  });

  it('wants a container that runs, and an installer', async () => {
    const machine = createMachine({ '/work/torchdock.yaml': SPEC });
    expect(await lock(machine)).toMatchObject({ kind: 'refused', findings: [{ code: 'UPD-12' }] });
    const none = createMachine({ '/work/torchdock.yaml': 'base: debian:12\ninstaller: none\n' });
    const request = { ...REQUEST, accelerator: undefined };
    expect(await lockPackages(request, createWorld(none))).toMatchObject({ findings: [{ code: 'LCK-14' }] });
  });
});
