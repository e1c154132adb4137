import { describe, expect, it } from 'vitest';
import { type BuildWish, buildEnvironment } from '../../src/workflows/build.js';
import { type DownRequest, takeDown } from '../../src/workflows/down.js';
import type { LifeWorld, NotDone } from '../../src/workflows/life/world.js';
import { type Prepared, preparePlan } from '../../src/workflows/project/prepare-plan.js';
import { bringUp } from '../../src/workflows/up.js';
import { createMachine, type FakeMachine, Killed, killAt, LIVES, type Step } from './fake-engine.js';
import { createWorld } from './life-world.js';

const OLD = `name: lab
base: localhost/debian:bookworm
installer: none
ssh: true
secrets: [HF_TOKEN]
volumes: {checkpoints: /workspace/checkpoints}
`;
const NEW = `${OLD}packages: {apt: [git]}\nlimits: {memory: 4gb}\n`;

const UP: BuildWish = { directory: '.', isFrozen: false, engine: 'auto', pulls: false };
const DOWN: DownRequest = { directory: '.', engine: 'auto', removesVolumes: true, removesImages: true };

const plans = new Map<string, Promise<Prepared>>();

/** The same folder gives the same plan: it is made once for all the hundreds of runs. */
const prepare: LifeWorld['prepare'] = (host, request) => {
  const key = ['/work/torchdock.yaml', '/work/torchdock.lock']
    .map((path) => (host.status(path) ? new TextDecoder().decode(host.readFile(path)) : ''))
    .join('\n---\n');
  const made = plans.get(key) ?? preparePlan(host, request);
  plans.set(key, made);
  return made;
};

type Story = (machine: FakeMachine, step: Step) => Promise<{ readonly kind: string } | NotDone>;

const build: Story = (machine, step) => buildEnvironment(UP, createWorld(machine, { step, prepare }));
const up: Story = (machine, step) => bringUp(UP, createWorld(machine, { step, prepare }));
const down: Story = (machine, step) => takeDown(DOWN, createWorld(machine, { step, prepare }));

function createEmpty(): FakeMachine {
  const machine = createMachine({
    '/work/torchdock.yaml': OLD,
    '/home/person/.ssh/id_ed25519.pub': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMine me@desk\n',
  });
  machine.environment['HF_TOKEN'] = 'hf_1';
  return machine;
}

/** A machine on which the environment is up, of a spec that has changed since. */
async function createChanged(): Promise<FakeMachine> {
  const machine = await createUp();
  machine.files.set('/work/torchdock.yaml', new TextEncoder().encode(NEW));
  return machine;
}

async function createUp(): Promise<FakeMachine> {
  const machine = createEmpty();
  await up(machine, LIVES);
  return machine;
}

/** A key of the person has changed: the container must see it. */
async function createStale(): Promise<FakeMachine> {
  const machine = await createUp();
  machine.environment['HF_TOKEN'] = 'hf_2';
  return machine;
}

/** What is there in the end; ids differ from run to run. */
function stateOf(machine: FakeMachine): Record<string, unknown> {
  const { containers, images, volumes, files } = machine;
  return {
    containers: [...containers.values()].map(({ state }) => ({ ...state, id: undefined })),
    images: [...images.keys()].sort(),
    volumes: [...volumes.keys()].sort(),
    files: [...files].map(([path, content]) => `${path}: ${new TextDecoder().decode(content)}`).sort(),
  };
}

const CASES: readonly [string, () => FakeMachine | Promise<FakeMachine>, Story][] = [
  ['build', createEmpty, build],
  ['up', createEmpty, up],
  ['up over an older container', createChanged, up],
  ['up with a secret that has changed', createStale, up],
  ['down', createUp, down],
  ['down of an older container', createChanged, down],
];

describe.each(CASES)('killed during %s', (_title, create, story) => {
  /** Runs the story on fresh machines, killed at each step, and hands each machine over as it was left. */
  async function killEverywhere(look: (machine: FakeMachine, at: string) => Promise<void>): Promise<number> {
    const counting = killAt(-1, 'before');
    await story(await create(), counting.step);
    for (const [index, name] of counting.seen.entries()) {
      for (const moment of ['before', 'after'] as const) {
        const machine = await create();
        await expect(story(machine, killAt(index, moment).step), `${moment} ${name}`).rejects.toThrow(Killed);
        await look(machine, `${moment} ${name}`);
      }
    }
    return counting.seen.length;
  }

  it('is mended by the next up', async () => {
    const undisturbed = await create();
    await up(undisturbed, LIVES);
    const count = await killEverywhere(async (machine, at) => {
      expect(await up(machine, LIVES), at).toMatchObject({ kind: 'up' });
      expect(stateOf(machine), at).toEqual({ ...stateOf(undisturbed), images: expect.anything() });
    });
    expect(count).toBeGreaterThan(3);
  });

  it('is cleared away by the next down', async () => {
    await killEverywhere(async (machine, at) => {
      expect(await down(machine, LIVES), at).toMatchObject({ kind: 'down' });
      expect([...machine.containers.keys()], at).toEqual([]);
      expect([...machine.volumes.keys()], at).toEqual([]);
      expect([...machine.images.keys()], at).toEqual([]);
      expect(
        [...machine.files.keys()].filter((path) => path.includes('/secrets/')),
        at,
      ).toEqual([]);
      // A secret is never left outside of its folder, and nothing is left half.
      expect(await up(machine, LIVES), at).toMatchObject({ kind: 'up' });
    });
  });
});

describe('interrupted during up', () => {
  it('leaves no container that was not announced', async () => {
    const counting = killAt(-1, 'before');
    await up(createEmpty(), counting.step);
    for (const index of counting.seen.keys()) {
      const machine = createEmpty();
      const interrupt = new AbortController();
      let count = 0;
      const step: Step = (_name, effect) => {
        if (count === index) interrupt.abort();
        count += 1;
        return effect();
      };
      const result = await bringUp(UP, createWorld(machine, { step, prepare, interrupted: interrupt.signal }));
      // Past the last answer of its services it is up.
      const at = counting.seen[index];
      if (result.kind === 'up') expect(at).toMatch(/^(?:banner|findContainer|execute|writePrivateFile)/);
      else expect(result.kind, at).toBe('interrupted');
      expect(machine.containers.size, at).toBe(result.kind === 'up' ? 1 : 0);
    }
  });
});

describe('two at once', () => {
  it.each([
    ['up on nothing', createEmpty],
    ['up over an older container', createChanged],
  ])('end in one container: %s', async (_title, create) => {
    const machine = await create();
    const results = await Promise.all([up(machine, LIVES), up(machine, LIVES)]);
    expect(results.map(({ kind }) => kind)).toEqual(['up', 'up']);
    expect(machine.containers.size).toBe(1);
    const [container] = machine.containers.values();
    expect(container?.state.status).toBe('running');
    machine.changes.length = 0;
    expect(await up(machine, LIVES)).toMatchObject({ action: 'nothing' });
    expect(machine.changes).toEqual([]);
  });
});
