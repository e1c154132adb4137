import { describe, expect, it } from 'vitest';
import { bringUp, type UpRequest } from '../../../src/workflows/up.js';
import { createMachine, type FakeMachine } from '../fake-engine.js';
import { createWorld, type TestWorld, type WorldOptions } from '../life-world.js';

const BASE = 'name: lab\nbase: localhost/debian:bookworm\ninstaller: none\n';
const REQUEST: UpRequest = { directory: '.', isFrozen: false, engine: 'auto', pulls: false };

/** A machine with a home, its keys, and data beside the project. */
function machineWith(spec: string, files: Readonly<Record<string, string>> = {}): FakeMachine {
  return createMachine({
    '/work/torchdock.yaml': `${BASE}${spec}`,
    '/work/data/one': '',
    '/home/person/.ssh/id_ed25519': 'PRIVATE KEY',
    '/srv/images/cat.jpg': '',
    ...files,
  });
}

/** Links of a machine whose files know none: path → where it leads. */
function withLinks(links: Readonly<Record<string, string>>): Pick<WorldOptions, 'host'> {
  return { host: { realPath: (path) => links[path] ?? path } };
}

async function run(
  machine: FakeMachine,
  options: WorldOptions = {},
): Promise<{ readonly codes: readonly string[]; readonly world: TestWorld }> {
  const world = createWorld(machine, options);
  const result = await bringUp(REQUEST, world);
  const codes = result.kind === 'interrupted' ? [] : result.findings.map(({ code }) => code);
  return { codes, world };
}

const gifts = ({ events }: TestWorld): readonly unknown[] => events.filter(({ kind }) => kind === 'gives');

describe('what a container gets of the host', () => {
  it('says before the build which folders outside of the project and which variables it gives', async () => {
    const machine = machineWith(
      'mounts: ["./data:/data", "/srv/images:/images:ro"]\nsecrets: [HF_TOKEN]\nssh: true\n',
      {
        '/home/person/.ssh/id.pub': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMine me\n',
      },
    );
    machine.environment['HF_TOKEN'] = 'hf_x';
    const { world } = await run(machine);
    expect(gifts(world)).toEqual([
      {
        kind: 'gives',
        folders: [{ source: '/srv/images', target: '/images', isReadOnly: true }],
        variables: ['HF_TOKEN'],
      },
    ]);
    const kinds = world.events.map(({ kind }) => kind);
    expect(kinds.indexOf('gives')).toBeLessThan(kinds.indexOf('build-started'));
    expect(gifts((await run(machine)).world)).toEqual([]);
  });

  it('says nothing where nothing but the project is given', async () => {
    expect(gifts((await run(machineWith('mounts: ["./data:/data"]\n'))).world)).toEqual([]);
  });

  it('says where a link of the repository leads', async () => {
    const machine = machineWith('mounts: ["./data:/data"]\n');
    const { world } = await run(machine, withLinks({ '/work/data': '/srv/images' }));
    expect(gifts(world)).toMatchObject([{ folders: [{ source: '/srv/images', target: '/data' }] }]);
  });

  it.each([
    '/',
    '/home/person',
    '/home',
    '/home/person/.ssh',
    '/home/person/.gnupg/private',
    '/var/run/docker.sock',
    '/run/user/1000',
  ])('refuses a link to %s, and touches nothing', async (target) => {
    const machine = machineWith('mounts: ["./data:/data:ro"]\n');
    const { codes } = await run(machine, withLinks({ '/work/data': target }));
    expect(codes).toContain('UPD-18');
    expect(machine.changes).toEqual([]);
  });

  it.each(['../home/person/.ssh', '/home/person'])('refuses %s, however it is written', async (source) => {
    const { codes } = await run(machineWith(`mounts: ["${source}:/data:ro"]\n`));
    expect(codes).toContain('UPD-18');
  });

  it('refuses a home folder as the workspace, and takes a folder below it', async () => {
    const inHome = withLinks({ '/home/person': '/work' });
    expect((await run(machineWith(''), inHome)).codes).toContain('UPD-18');
    expect((await run(machineWith('workspace: data\n'), inHome)).codes).not.toContain('UPD-18');
  });

  it('says before the build that a folder is not there', async () => {
    const machine = machineWith('mounts: ["./dtaa:/data"]\n');
    expect((await run(machine)).codes).toContain('UPD-19');
    expect(machine.changes).toEqual([]);
  });
});

describe('links in .torchdock', () => {
  it.each([
    ['/work/.torchdock', 'secrets'],
    ['/work/.torchdock/secrets', 'HF_TOKEN'],
    ['/work/.torchdock', 'jupyter-token'],
  ])('are not followed: %s/%s', async (place, name) => {
    const machine = machineWith('secrets: [HF_TOKEN]\n', { '/work/.torchdock/secrets/HF_TOKEN': 'PRIVATE KEY' });
    const { host } = createWorld(machine);
    const readDirectory: typeof host.readDirectory = (path) =>
      path === place ? [{ name, kind: 'link' }] : host.readDirectory(path);
    const { codes } = await run(machine, { host: { readDirectory } });
    expect(codes).toContain('UPD-10');
    expect(machine.changes).toEqual([]);
  });
});
