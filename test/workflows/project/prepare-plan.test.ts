import { describe, expect, it } from 'vitest';
import type { Host } from '../../../src/host/host.js';
import { createMemoryHost, type MemoryHost } from '../../../src/host/memory-host.js';
import { type Prepared, preparePlan } from '../../../src/workflows/project/prepare-plan.js';

/** A machine whose `nvidia-smi` says this driver. */
const withDriver = (host: MemoryHost, driver: string): MemoryHost => ({
  ...host,
  run: async (program) =>
    program === 'nvidia-smi'
      ? { status: 0, stdout: `${driver}\n${driver}\n`, stderr: '' }
      : { status: undefined, stdout: '', stderr: '' },
});

const prepare = (host: Host, changes: Partial<Parameters<typeof preparePlan>[1]> = {}): Promise<Prepared> =>
  preparePlan(host, { directory: '.', isFrozen: false, ...changes });

const folder = (files: Readonly<Record<string, string>>): MemoryHost =>
  createMemoryHost(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/work/${path}`, text])));

const codes = (prepared: Prepared): readonly string[] => prepared.findings.map(({ code }) => code);

async function locked(files: Readonly<Record<string, string>>): Promise<MemoryHost> {
  const host = folder(files);
  const prepared = await prepare(host);
  if (prepared.kind === 'refused') throw new Error(JSON.stringify(prepared.findings));
  host.writeFile(prepared.lock.path, prepared.lock.text);
  return host;
}

describe('the lock', () => {
  it('is made where there is none, and kept where it fits; nothing is written', async () => {
    const host = folder({ 'torchdock.yaml': 'torch: "2.7"\n' });
    const made = await prepare(host);
    expect(made).toMatchObject({ kind: 'prepared', lock: { state: 'missing', hasChanged: true } });
    expect([...host.files.keys()]).toEqual(['/work/torchdock.yaml']);
    const kept = await prepare(await locked({ 'torchdock.yaml': 'torch: "2.7"\n' }), { isFrozen: true });
    expect(kept).toMatchObject({ kind: 'prepared', lock: { state: 'current', hasChanged: false } });
  });

  it('is made anew where it is stale, unless it is frozen', async () => {
    const host = await locked({ 'torchdock.yaml': 'torch: "2.7"\n' });
    host.writeFile('/work/torchdock.yaml', 'torch: "2.6"\n');
    expect(await prepare(host)).toMatchObject({ lock: { state: 'stale', hasChanged: true } });
    const frozen = await prepare(host, { isFrozen: true });
    expect([frozen.kind, ...codes(frozen)]).toEqual(['refused', 'LCK-08']);
    const bare = await prepare(folder({ 'a.py': '' }), { isFrozen: true });
    expect([bare.kind, ...codes(bare)]).toEqual(['refused', 'LCK-09']);
  });

  it('that somebody broke is refused, not replaced', async () => {
    const host = await locked({ 'torchdock.yaml': 'torch: "2.7"\n' });
    const text = new TextDecoder().decode(host.files.get('/work/torchdock.lock'));
    host.writeFile('/work/torchdock.lock', text.replace('2.7.1', '2.7.9'));
    expect(codes(await prepare(host))).toEqual(['LCK-07']);
  });

  it('gets digests from whom is asked, only where the spec requires them, and never when it is frozen', async () => {
    const findDigest = (): Promise<string> => Promise.resolve(`sha256:${'5a'.repeat(32)}`);
    const strict = folder({ 'torchdock.yaml': 'base: ubuntu:24.04\ntrust: { digests: required }\n' });
    expect(await prepare(strict, { findDigest })).toMatchObject({
      lock: { hasChanged: true },
      plan: { image: { base: `ubuntu:24.04@sha256:${'5a'.repeat(32)}` } },
    });
    expect(codes(await prepare(strict, { findDigest, isFrozen: true }))).toEqual(['LCK-09']);
    expect(codes(await prepare(strict))).toEqual(['PLN-02']);
    const host = await locked({ 'torchdock.yaml': 'base: ubuntu:24.04\n' });
    expect(await prepare(host, { findDigest })).toMatchObject({
      lock: { hasChanged: false },
      plan: { image: { base: 'ubuntu:24.04' } },
    });
  });
});

describe('the accelerator', () => {
  const files = { 'torchdock.yaml': 'torch: "2.9"\naccelerators: [cu126, cu130, cpu]\n' };
  const chosen = async (host: Host, accelerator?: string): Promise<string> => {
    const prepared = await prepare(host, { accelerator });
    return prepared.kind === 'prepared' ? prepared.plan.accelerator : codes(prepared).join(' ');
  };

  it('is the one that is named', async () => {
    expect(await chosen(folder(files), 'cu126')).toBe('cu126');
    expect(await chosen(folder(files), '13.0')).toBe('cu130');
    expect(await chosen(folder(files), 'cu118')).toBe('LCK-10');
  });

  it('is the newest CUDA that the driver runs, or the CPU where there is no GPU', async () => {
    expect(await chosen(folder(files), 'auto')).toBe('cpu');
    expect(await chosen(withDriver(folder(files), '580.95.05'))).toBe('cu130');
    expect(await chosen(withDriver(folder(files), '550.54.14'))).toBe('cu126');
    expect(await chosen(withDriver(folder(files), '450.80.02'))).toBe('cu126');
    const host = folder(files);
    host.writeFile('/etc/cdi/nvidia.yaml', 'cdiVersion: 0.5.0');
    expect(await chosen(host)).toBe('cu130');
  });
});

describe('what is refused before anything is touched', () => {
  it.each([
    ['a spec with an error', { 'torchdock.yaml': 'limits:\n  memory: lots\n' }, 'SPC-03'],
    ['versions that do not fit', { 'torchdock.yaml': 'torch: "2.7"\ncuda: "12.1"\n' }, 'LCK-11'],
    ['a base that is not trusted', { 'torchdock.yaml': 'trust:\n  registries: [ghcr.io]\n' }, 'PLN-01'],
    ['no requirement file', { 'torchdock.yaml': 'packages:\n  requirements: [r.txt]\n' }, 'PLN-11'],
    ['a folder as requirement file', { 'torchdock.yaml': 'packages:\n  requirements: [r]\n', 'r/x': '' }, 'PLN-11'],
    [
      'a requirement file that includes one outside',
      { 'torchdock.yaml': 'packages:\n  requirements: [r.txt]\n', 'r.txt': '-r ../secret.txt' },
      'PLN-11',
    ],
    [
      'a requirement of this machine',
      { 'torchdock.yaml': 'packages:\n  requirements: [r.txt]\n', 'r.txt': 'numpy\n-e .  # the project\n' },
      'PLN-10',
    ],
  ])('%s', async (_, files, code) => {
    const prepared = await prepare(folder(files as Record<string, string>));
    expect([prepared.kind, ...codes(prepared)]).toEqual(expect.arrayContaining(['refused', code]));
  });

  it('a requirement file that is a link out of the folder', async () => {
    const host = folder({ 'torchdock.yaml': 'packages:\n  requirements: [r.txt]\n', 'r.txt': 'canary' });
    const linked: Host = { ...host, realPath: (path) => (path === '/work/r.txt' ? '/etc/canary' : path) };
    const prepared = await prepare(linked);
    expect(codes(prepared)).toContain('PLN-11');
    expect(JSON.stringify(prepared)).not.toContain('canary');
  });
});

it('reads requirement files that include each other in a circle', async () => {
  const prepared = await prepare(
    folder({
      'torchdock.yaml': 'packages:\n  requirements: [deps/a.txt]\n',
      'deps/a.txt': 'numpy\n-r b.txt\n-c https://mirror.example/c.txt',
      'deps/b.txt': '-r a.txt\n--requirement=../c.txt\npandas',
      'c.txt': 'git+https://git.example/x.git\nx @ https://h.example/x.whl',
    }),
  );
  if (prepared.kind === 'refused') throw new Error(JSON.stringify(prepared.findings));
  expect(prepared.plan.image.files.map(({ path }) => path).filter((path) => path.endsWith('.txt'))).toEqual([
    'constraints.txt',
    'requirements/c.txt',
    'requirements/deps/a.txt',
    'requirements/deps/b.txt',
  ]);
});

it('puts no secret into the plan, the lock or a finding', async () => {
  const host = folder({
    'torchdock.yaml': 'secrets: [HF_TOKEN]\nssh: true\n',
    '.torchdock/jupyter-token': 'canary-jupyter',
    '.torchdock/secrets/HF_TOKEN': 'canary-file',
    '.torchdock/authorized_keys': 'canary-key',
  });
  const prepared = await prepare({ ...host, environment: { HF_TOKEN: 'canary-hf', JUPYTER_TOKEN: 'canary-token' } });
  expect(prepared.kind).toBe('prepared');
  expect(JSON.stringify(prepared)).not.toContain('canary');
});

it('asks who the person is: the one behind sudo, and the owner of the folder', async () => {
  const root = { uid: 0, gid: 0, homeDirectory: '/root' };
  const user = async (host: Host): Promise<unknown> => {
    const prepared = await prepare(host);
    return prepared.kind === 'prepared' ? prepared.plan.container.user : codes(prepared);
  };
  const host: Host = { ...folder({ 'a.py': '' }), user: root };
  const name = { name: 'torch', home: '/home/torch' };
  expect(await user({ ...host, environment: { SUDO_UID: '1001', SUDO_GID: '1002' } })).toEqual({
    ...name,
    uid: 1001,
    gid: 1002,
  });
  expect(await user({ ...host, environment: { SUDO_UID: '-1' } })).toMatchObject({ uid: 1000 });
  const owned: Host = {
    ...host,
    status: (path) => {
      const found = host.status(path);
      return found && { ...found, owner: { uid: 33, gid: 33 } };
    },
  };
  expect(await user(owned)).toEqual({ ...name, uid: 33, gid: 33 });
});
