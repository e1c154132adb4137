import { describe, expect, it } from 'vitest';
import { LABELS } from '../../src/environment/plan/plan.js';
import { type Down, type DownRequest, takeDown } from '../../src/workflows/down.js';
import { readLogs } from '../../src/workflows/logs.js';
import { describeSsh, runInside } from '../../src/workflows/shell.js';
import { readAllStatus, readStatus } from '../../src/workflows/status.js';
import { bringUp } from '../../src/workflows/up.js';
import { createMachine, type FakeMachine } from './fake-engine.js';
import { createWorld } from './life-world.js';

const SPEC = `name: lab
base: localhost/debian:bookworm
installer: none
ssh: {port: 2222}
volumes: {checkpoints: /workspace/checkpoints}
`;

const REQUEST = { directory: '.', isFrozen: false, engine: 'auto', pulls: false } as const;
const DOWN: DownRequest = { directory: '.', engine: 'auto', removesVolumes: true, removesImages: true };

async function createUp(): Promise<FakeMachine> {
  const machine = createMachine({
    '/work/torchdock.yaml': SPEC,
    '/home/person/.ssh/id_ed25519.pub': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMine me@desk\n',
    '/home/person/.ssh/id_ed25519': 'secret',
  });
  await bringUp(REQUEST, createWorld(machine));
  return machine;
}

/** Things of others with names like ours: some with labels of another project, some with none, some with half of them. */
function addForeign(machine: FakeMachine): void {
  const [ours] = machine.containers.values();
  if (!ours) return;
  const [volume] = machine.volumes.keys();
  const id = ours.state.labels[LABELS.project] ?? '';
  for (const [suffix, labels] of Object.entries({
    '-2': {},
    x: { [LABELS.project]: `${id}x`, [LABELS.name]: 'lab', [LABELS.containerDigest]: 'other' },
    y: { [LABELS.name]: 'lab', [LABELS.root]: '/work' },
  })) {
    const name = `${ours.state.name}${suffix}`;
    machine.containers.set(name, {
      plan: undefined,
      hasGpus: false,
      state: { ...ours.state, name, labels, ports: [] },
    });
    machine.volumes.set(`${volume}${suffix}`, { name: `${volume}${suffix}`, labels });
    machine.images.set(`localhost/torchdock/lab:${suffix}`, { id: suffix, labels });
  }
}

async function down(machine: FakeMachine, request: Partial<DownRequest> = {}): Promise<Down> {
  const result = await takeDown({ ...DOWN, ...request }, createWorld(machine));
  expect(result.kind).toBe('down');
  return result as Down;
}

describe('down', () => {
  it('takes away what carries the labels of the folder, and nothing else', async () => {
    const machine = await createUp();
    addForeign(machine);
    const result = await down(machine);
    expect(result).toMatchObject({ containers: [expect.any(String)], volumes: { length: 2 }, images: { length: 1 } });
    expect([machine.containers.size, machine.volumes.size, machine.images.size]).toEqual([3, 3, 3]);
  });

  it('leaves a container that somebody started by hand from its image, and one of a copy of its container', async () => {
    const machine = await createUp();
    const [ours] = machine.containers.values();
    const [image] = machine.images.values();
    if (!ours || !image) throw new Error('nothing is up');
    for (const [name, labels] of Object.entries({ vigilant_curie: image.labels, 'lab-copy': ours.state.labels }))
      machine.containers.set(name, { plan: undefined, hasGpus: false, state: { ...ours.state, name, labels } });
    expect(await readStatus(REQUEST, createWorld(machine))).toMatchObject({ projects: { length: 1 } });
    await down(machine, { removesVolumes: false, removesImages: false });
    expect([...machine.containers.keys()]).toEqual(['vigilant_curie', 'lab-copy']);
  });

  it('keeps volumes and image unless asked, and says where the data is', async () => {
    const machine = await createUp();
    const result = await down(machine, { removesVolumes: false, removesImages: false });
    expect(result.keptVolumes).toHaveLength(2);
    expect([machine.containers.size, machine.volumes.size, machine.images.size]).toEqual([0, 2, 1]);
  });

  it('does nothing the second time', async () => {
    const machine = await createUp();
    await down(machine);
    machine.changes.length = 0;
    expect(await down(machine)).toMatchObject({ containers: [], volumes: [], images: [] });
    expect(machine.changes).toEqual([]);
  });

  it('needs no spec that can be read, nor a folder that is still there', async () => {
    const machine = await createUp();
    machine.files.set('/work/torchdock.yaml', new TextEncoder().encode('name: [\n'));
    expect((await down(machine)).containers).toHaveLength(1);
    await expect(takeDown({ ...DOWN, directory: 'gone' }, createWorld(machine))).rejects.toThrow('does not exist');
  });

  it('stops before it removes', async () => {
    const machine = await createUp();
    machine.changes.length = 0;
    await down(machine);
    expect(machine.changes.map((change) => change.split(' ')[0])).toEqual([
      'stop',
      'remove',
      'remove',
      'remove',
      'remove',
    ]);
  });
});

describe('status', () => {
  it('says what is there and what the next up would change', async () => {
    const machine = await createUp();
    const before = await readStatus(REQUEST, createWorld(machine));
    expect(before).toMatchObject({
      projects: [{ plan: 'current', changes: [], ports: [{ service: 'jupyter', answers: true }, { service: 'ssh' }] }],
    });
    machine.files.set('/work/torchdock.yaml', new TextEncoder().encode(`${SPEC}limits: {memory: 4gb}\n`));
    machine.behaviour.now = 'silent';
    const after = await readStatus(REQUEST, createWorld(machine));
    expect(after).toMatchObject({ projects: [{ plan: 'changed', ports: [{ answers: false }, { answers: false }] }] });
    expect(JSON.stringify(after)).toContain('limits.memoryBytes');
  });

  it('hides nothing when the spec gives no plan, and says that there is nothing', async () => {
    const machine = await createUp();
    machine.files.set('/work/torchdock.yaml', new TextEncoder().encode('base: [\n'));
    expect(await readStatus(REQUEST, createWorld(machine))).toMatchObject({
      projects: [{ plan: 'unknown', container: { status: 'running' }, project: { name: 'lab' } }],
    });
    machine.files.set('/work/empty/x', new Uint8Array());
    expect(await readStatus({ ...REQUEST, directory: 'empty' }, createWorld(machine))).toMatchObject({
      projects: [{ container: undefined }],
    });
  });

  it('lists the environments of all folders, and no other container', async () => {
    const machine = await createUp();
    addForeign(machine);
    const all = await readAllStatus('auto', createWorld(machine));
    expect(all).toMatchObject({
      projects: [{ project: { root: '/work' } }, { project: { id: expect.stringMatching(/x$/) } }],
    });
  });

  it('changes nothing', async () => {
    const machine = await createUp();
    machine.changes.length = 0;
    await readStatus(REQUEST, createWorld(machine));
    await readAllStatus('auto', createWorld(machine));
    expect(machine.changes).toEqual([]);
  });
});

describe('logs', () => {
  it('come in whole lines and without the token', async () => {
    const machine = await createUp();
    machine.files.set('/work/.torchdock/jupyter-token', new TextEncoder().encode('ImportError: no module'));
    const lines: string[] = [];
    const request = { directory: '.', engine: 'auto', tail: undefined, follows: false } as const;
    await readLogs(request, (line) => void lines.push(line), createWorld(machine));
    expect(lines).toEqual(['starting', '… named torhc']);
  });
});

describe('shell and exec', () => {
  it('hand over to the program of the engine and pass its status on', async () => {
    const machine = await createUp();
    const calls: string[] = [];
    const host = {
      handOver: async (program: string, args: readonly string[]) => {
        calls.push([program, ...args].join(' ').replace(/-[0-9a-f]{8}\b/, ''));
        return 7;
      },
    };
    const world = createWorld(machine, { host });
    const request = { directory: '.', engine: 'auto', command: ['true'] } as const;
    expect(await runInside(request, world)).toEqual({ kind: 'ended', status: 7 });
    expect(calls).toEqual(['podman exec -i torchdock-lab true']);
    await down(machine);
    expect(await runInside(request, world)).toMatchObject({ kind: 'refused', findings: [{ code: 'UPD-12' }] });
  });

  it('give ssh the settings by which it knows the container', async () => {
    const machine = await createUp();
    const result = await describeSsh(REQUEST, createWorld(machine));
    expect(result.kind === 'ssh' && result.text).toBe(
      [
        'Host torchdock-lab',
        '  HostName 127.0.0.1',
        '  Port 2222',
        '  User torch',
        '  IdentityFile /home/person/.ssh/id_ed25519',
        '  UserKnownHostsFile /work/.torchdock/known_hosts',
        '  HostKeyAlias torchdock-lab',
        '  StrictHostKeyChecking yes',
        '',
      ].join('\n'),
    );
    machine.files.set('/work/torchdock.yaml', new TextEncoder().encode('name: lab\n'));
    expect(await describeSsh(REQUEST, createWorld(machine))).toMatchObject({ findings: [{ code: 'UPD-13' }] });
  });
});
