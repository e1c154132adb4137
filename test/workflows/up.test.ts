import { describe, expect, it } from 'vitest';
import { LABELS } from '../../src/environment/plan/plan.js';
import { takeDown } from '../../src/workflows/down.js';
import { bringUp, type Up, type UpRequest } from '../../src/workflows/up.js';
import { createFakeHost, createMachine, type FakeMachine } from './fake-engine.js';
import { createWorld, type WorldOptions } from './life-world.js';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMine me@desk';

export const SPEC = `name: lab
base: localhost/debian:bookworm
installer: none
jupyter:
  port: 8888
ssh:
  port: 2222
volumes:
  checkpoints: /workspace/checkpoints
limits:
  memory: 4gb
`;

function machineWith(spec = SPEC): FakeMachine {
  return createMachine({ '/work/torchdock.yaml': spec, '/home/person/.ssh/id_ed25519.pub': `${KEY}\n` });
}

const REQUEST: UpRequest = { directory: '.', isFrozen: false, engine: 'auto', pulls: false };

async function up(machine: FakeMachine, options: WorldOptions = {}, request: Partial<UpRequest> = {}): Promise<Up> {
  const result = await bringUp({ ...REQUEST, ...request }, createWorld(machine, options));
  expect(result, JSON.stringify(result)).toMatchObject({ kind: 'up' });
  return result as Up;
}

async function refused(machine: FakeMachine, options: WorldOptions = {}): Promise<readonly string[]> {
  const result = await bringUp(REQUEST, createWorld(machine, options));
  expect(result.kind).toBe('refused');
  return result.kind === 'refused'
    ? result.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)
    : [];
}

function text(machine: FakeMachine, path: string): string {
  return new TextDecoder().decode(machine.files.get(path));
}

/** Names without the digests of folder and plan. */
function told(changes: readonly string[]): readonly string[] {
  return changes.map((change) => change.replace(/-[0-9a-f]{8}\b/g, '').replace(/:given-[0-9a-f]+/, ''));
}

describe('up', () => {
  it('goes from a folder to services that answer, in this order', async () => {
    const machine = machineWith();
    const { hostPorts, action } = await up(machine);
    expect(action).toBe('create');
    expect(hostPorts).toEqual([8888, 2222]);
    expect(told(machine.changes)).toEqual([
      'write /work/torchdock.lock',
      'build localhost/torchdock/lab',
      'write /work/.torchdock/.gitignore',
      'write /work/.torchdock/engine',
      'create volume torchdock-lab-checkpoints',
      'create volume torchdock-lab-cache',
      'write /work/.torchdock/jupyter-token',
      'write /work/.torchdock/authorized_keys',
      'create torchdock-lab',
      'start torchdock-lab',
      'write /work/.torchdock/known_hosts',
      'write /work/.torchdock/ssh_config',
    ]);
    expect(text(machine, '/work/.torchdock/jupyter-token')).toMatch(/^[\w-]{43}$/);
    expect(text(machine, '/work/.torchdock/authorized_keys')).toBe(`${KEY}\n`);
    expect(text(machine, '/work/.torchdock/.gitignore')).toBe('*\n');
    expect(text(machine, '/work/.torchdock/known_hosts')).toBe(
      'torchdock-lab ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHostKey\n',
    );
    expect(text(machine, '/work/.torchdock/ssh_config')).toContain('  Port 2222\n');
  });

  it('changes nothing the second time', async () => {
    const machine = machineWith();
    await up(machine);
    machine.changes.length = 0;
    expect(await up(machine)).toMatchObject({ action: 'nothing', hostPorts: [8888, 2222] });
    expect(machine.changes).toEqual([]);
  });

  it('starts what was stopped', async () => {
    const machine = machineWith();
    await up(machine);
    for (const container of machine.containers.values()) container.state = { ...container.state, status: 'exited' };
    machine.changes.length = 0;
    expect(await up(machine)).toMatchObject({ action: 'start' });
    expect(told(machine.changes)).toEqual(['start torchdock-lab']);
  });

  it('says what has changed before it takes the old one away, and keeps its ports', async () => {
    const machine = machineWith();
    machine.takenPorts.add(8888);
    await up(machine);
    machine.takenPorts.clear();
    machine.files.set('/work/torchdock.yaml', new TextEncoder().encode(SPEC.replace('4gb', '8gb')));
    machine.changes.length = 0;
    let before: readonly string[] = [];
    const result = await up(machine, {
      onEvent: ({ kind }) => {
        if (kind === 'replacing') before = [...machine.changes];
      },
    });
    expect(result.changes).toEqual([
      { field: 'limits.memoryBytes', before: '4294967296', after: '8589934592' },
      // It follows from the memory.
      { field: 'limits.sharedMemoryBytes', before: '2147483648', after: '4294967296' },
    ]);
    expect(before).toEqual([]);
    expect(result).toMatchObject({ action: 'replace', hostPorts: [8889, 2222] });
    expect(told(machine.changes).filter((change) => !change.startsWith('write'))).toEqual([
      'stop torchdock-lab',
      'remove torchdock-lab',
      'create torchdock-lab',
      'start torchdock-lab',
    ]);
  });

  it('builds the new image while the old container still runs', async () => {
    const machine = machineWith();
    await up(machine);
    machine.files.set('/work/torchdock.yaml', new TextEncoder().encode(`${SPEC}packages:\n  apt: [git]\n`));
    machine.behaviour.buildFails = true;
    machine.changes.length = 0;
    expect(await refused(machine)).toEqual(['UPD-04']);
    expect(told(machine.changes)).toEqual(['write /work/torchdock.lock', 'write /work/.torchdock/build.log']);
    expect(text(machine, '/work/.torchdock/build.log')).toContain('Unable to locate package');
    machine.behaviour.buildFails = false;
    await up(machine);
    expect(machine.files.has('/work/.torchdock/build.log')).toBe(false);
  });
});

describe('ports of up', () => {
  it('are the next free ones when the wanted are taken', async () => {
    const machine = machineWith();
    machine.takenPorts.add(8888).add(8889).add(2222);
    expect((await up(machine)).hostPorts).toEqual([8890, 2223]);
  });

  it('never clash between two projects', async () => {
    const machine = machineWith();
    machine.files.set('/work/two/torchdock.yaml', new TextEncoder().encode(SPEC));
    await up(machine);
    expect((await up(machine, {}, { directory: 'two' })).hostPorts).toEqual([8889, 2223]);
    expect(machine.containers.size).toBe(2);
    expect(machine.volumes.size).toBe(4);
  });

  it('are tried again when one is gone at the start', async () => {
    const machine = machineWith();
    machine.treacherousPorts.add(8888);
    const { hostPorts } = await up(machine);
    expect(hostPorts[0]).toBe(8889);
    expect(machine.containers.size).toBe(1);
  });

  it('are looked for anew when a stopped container cannot have its own again', async () => {
    const machine = machineWith();
    await up(machine);
    for (const container of machine.containers.values()) container.state = { ...container.state, status: 'exited' };
    machine.takenPorts.add(8888);
    expect((await up(machine)).hostPorts).toEqual([8889, 2222]);
  });

  it('are refused when none is free', async () => {
    const machine = machineWith(SPEC.replace('port: 8888', 'port: 65535'));
    machine.takenPorts.add(65_535);
    expect(await refused(machine)).toEqual(['UPD-11']);
    expect(machine.containers.size).toBe(0);
  });
});

describe('what is not ours', () => {
  it('is left alone: a container of that name', async () => {
    const machine = machineWith();
    await up(machine);
    for (const container of machine.containers.values())
      container.state = { ...container.state, labels: { ...container.state.labels, [LABELS.project]: 'other' } };
    machine.changes.length = 0;
    expect(await refused(machine)).toEqual(['UPD-01']);
    expect(machine.changes).toEqual([]);
  });

  it('is left alone: a volume and an image of that name', async () => {
    const machine = machineWith();
    const { plan } = await up(machine);
    machine.containers.clear();
    const volume = plan.volumes[0]?.name ?? '';
    machine.volumes.set(volume, { name: volume, labels: {} });
    machine.changes.length = 0;
    expect(await refused(machine)).toEqual(['UPD-02']);
    machine.volumes.clear();
    machine.images.set(plan.image.reference, { id: 'theirs', labels: {} });
    expect(await refused(machine)).toEqual(['UPD-03']);
    expect(machine.changes).toEqual([]);
  });
});

describe('secrets of up', () => {
  it('keep the token over down and up', async () => {
    const machine = machineWith();
    await up(machine);
    const token = text(machine, '/work/.torchdock/jupyter-token');
    await takeDown(
      { directory: '.', engine: 'auto', removesVolumes: false, removesImages: false },
      createWorld(machine),
    );
    await up(machine);
    expect(text(machine, '/work/.torchdock/jupyter-token')).toBe(token);
  });

  it('replace a token that was not made here or that others could read', async () => {
    for (const [content, isPrivate] of [
      ['known', true],
      ['A'.repeat(43), false],
    ] as const) {
      const machine = machineWith();
      machine.files.set('/work/.torchdock/jupyter-token', new TextEncoder().encode(content));
      const host = createFakeHost(machine);
      const status: typeof host.status = (path) => {
        const found = host.status(path);
        return found && { ...found, isPrivate: isPrivate || machine.changes.includes(`write ${path}`) };
      };
      await up(machine, { host: { status } });
      expect(text(machine, '/work/.torchdock/jupyter-token')).not.toBe(content);
    }
  });

  it('replace a token that a repository has brought along, which others know', async () => {
    const machine = machineWith();
    await up(machine);
    const made = text(machine, '/work/.torchdock/jupyter-token');
    const copied = machineWith();
    copied.files.set('/work/.torchdock/jupyter-token', new TextEncoder().encode(made));
    const host = createFakeHost(copied);
    // The same private file in a folder that is another one.
    const status: typeof host.status = (path) => {
      const found = host.status(path);
      return found && { ...found, isPrivate: true, identity: `7:${path.endsWith('/.torchdock') ? 4711 : 1}` };
    };
    await up(copied, { host: { status } });
    const replaced = text(copied, '/work/.torchdock/jupyter-token');
    expect(replaced).not.toBe(made);
    await up(copied, { host: { status } });
    expect(text(copied, '/work/.torchdock/jupyter-token')).toBe(replaced);
  });

  it('restart the container when a key has changed', async () => {
    const machine = machineWith();
    await up(machine);
    machine.files.set('/home/person/.ssh/id_ed25519.pub', new TextEncoder().encode(KEY.replace('Mine', 'Newer')));
    machine.changes.length = 0;
    expect(await up(machine)).toMatchObject({ action: 'restart' });
    expect(told(machine.changes)).toEqual([
      'stop torchdock-lab',
      'write /work/.torchdock/authorized_keys',
      'start torchdock-lab',
    ]);
  });

  it('take variables from the environment, and forget them with down', async () => {
    const machine = machineWith(`${SPEC}secrets: [HF_TOKEN]\n`);
    expect(await refused(machine)).toEqual(['UPD-07']);
    expect(machine.changes).toEqual([]);
    machine.environment['HF_TOKEN'] = 'hf_1';
    const { plan } = await up(machine);
    expect(text(machine, '/work/.torchdock/secrets/HF_TOKEN')).toBe('hf_1');
    expect(JSON.stringify(plan)).not.toContain('hf_1');
    // Another terminal need not have it.
    delete machine.environment['HF_TOKEN'];
    expect(await up(machine)).toMatchObject({ action: 'nothing' });
    await takeDown(
      { directory: '.', engine: 'auto', removesVolumes: false, removesImages: false },
      createWorld(machine),
    );
    expect(machine.files.has('/work/.torchdock/secrets/HF_TOKEN')).toBe(false);
  });

  it.each([
    ['no key at all', undefined, '', 'UPD-08'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----', '  keys: [./id.pub]', 'UPD-09'],
    ['a file that is not there', undefined, '  keys: [./nothing.pub]', 'UPD-09'],
    ['no key in the file', 'hello', '  keys: [./id.pub]', 'UPD-09'],
  ] as const)('want keys that open something: %s', async (_title, content, line, code) => {
    const machine = machineWith(SPEC.replace('  port: 2222', `  port: 2222\n${line}`));
    machine.files.delete('/home/person/.ssh/id_ed25519.pub');
    if (content !== undefined) machine.files.set('/work/id.pub', new TextEncoder().encode(content));
    expect(await refused(machine)).toEqual([code]);
    expect(machine.changes).toEqual([]);
  });

  it('are not written through a link that a repository brings', async () => {
    const machine = machineWith();
    const host = createFakeHost(machine);
    const readDirectory: typeof host.readDirectory = (path) => [
      ...host.readDirectory(path),
      ...(path === '/work' ? [{ name: '.torchdock', kind: 'link' as const }] : []),
    ];
    expect(await refused(machine, { host: { readDirectory } })).toEqual(['UPD-10']);
    expect(machine.changes).toEqual([]);
  });
});

describe('a container that does not answer', () => {
  it('is taken back when it ended, with what it said last', async () => {
    const machine = machineWith();
    machine.behaviour.now = 'fails';
    const result = await bringUp(REQUEST, createWorld(machine));
    expect(result).toMatchObject({ kind: 'refused', lines: ['starting', 'ImportError: no module named torhc'] });
    expect(JSON.stringify(result)).toContain('UPD-05');
    expect(machine.containers.size).toBe(0);
    expect(machine.volumes.size).toBe(2);
  });

  it('is left for a look when it hangs', async () => {
    const machine = machineWith();
    machine.behaviour.now = 'silent';
    expect(await refused(machine)).toEqual(['UPD-06']);
    expect(machine.containers.size).toBe(1);
  });

  it('is fine when it has no services and ends well', async () => {
    const machine = machineWith(
      'name: lab\nbase: localhost/debian:bookworm\ninstaller: none\njupyter: false\ncommand: [python3, train.py]\n',
    );
    machine.behaviour.now = 'ends well';
    expect(await up(machine)).toMatchObject({ hasEnded: true });
  });
});

it('goes without GPUs when auto finds none that can be given', async () => {
  const machine = machineWith();
  machine.behaviour.hasGpu = true;
  machine.behaviour.refusesGpu = true;
  const { action } = await up(machine);
  expect(action).toBe('create');
  expect(told(machine.changes).slice(-7, -2)).toEqual([
    'create torchdock-lab with GPUs',
    'start torchdock-lab',
    'remove torchdock-lab',
    'create torchdock-lab',
    'start torchdock-lab',
  ]);
});

it('says when the container is somebody else who cannot read its secrets', async () => {
  const machine = machineWith(`${SPEC}user: {uid: 4711}\n`);
  expect((await up(machine)).findings.map(({ code }) => code)).toContain('UPD-15');
  expect((await up(machineWith())).findings.map(({ code }) => code)).not.toContain('UPD-15');
});
