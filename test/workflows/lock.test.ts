import { describe, expect, it } from 'vitest';
import { createMemoryHost, type MemoryHost } from '../../src/host/memory-host.js';
import { type LockRequest, type LockResult, lockProject } from '../../src/workflows/lock.js';
import type { FindDigest } from '../../src/workflows/project/renew-lock.js';

const DIGEST = `sha256:${'5a'.repeat(32)}`;
const PATH = '/work/torchdock.lock';

const textOf = (host: MemoryHost): string | undefined => {
  const bytes = host.files.get(PATH);
  return bytes && new TextDecoder().decode(bytes);
};

const nobody: FindDigest = () => Promise.reject(new Error('nobody may be asked'));

function lock(host: MemoryHost, changes: Partial<LockRequest> = {}, findDigest = nobody): Promise<LockResult> {
  const request = { directory: '.', isCheck: false, isUpdate: false, asksRegistries: false, ...changes };
  return lockProject(host, request, findDigest);
}

const put = (host: MemoryHost, path: string, text: string): void => host.writeFile(`/work/${path}`, text);

const codes = (result: LockResult): readonly string[] => result.findings.map(({ code }) => code);

describe('lock', () => {
  it('writes once, and says the second time that nothing is to do', async () => {
    const host = createMemoryHost({ '/work/torchdock.yaml': 'torch: "2.7"\n' });
    expect(await lock(host)).toMatchObject({ kind: 'lock', state: 'written', path: 'torchdock.lock' });
    const first = textOf(host);
    expect(await lock(host)).toMatchObject({ state: 'unchanged' });
    expect(textOf(host)).toBe(first);
  });

  it('locks a folder without a spec too', async () => {
    const host = createMemoryHost({ '/work/train.py': '' });
    expect(await lock(host)).toMatchObject({ state: 'written' });
  });

  it('keeps what is locked while it fits, and resolves anew when it is told to', async () => {
    const host = createMemoryHost({ '/work/torchdock.yaml': 'torch: "2.7"\n' });
    await lock(host);
    const first = textOf(host) ?? '';
    const older = first.replaceAll('2.7.1', '2.7.0');
    put(host, 'torchdock.lock', older);
    expect(await lock(host)).toMatchObject({ state: 'unchanged' });
    expect(textOf(host)).toBe(older);
    expect(await lock(host, { isUpdate: true })).toMatchObject({ state: 'written' });
    expect(textOf(host)).toBe(first);
  });

  it('writes nothing when the spec is wrong, or nothing fits', async () => {
    for (const [spec, code] of [
      ['torch: newest\n', 'SPC-02'],
      ['torch: "2.7"\ncuda: "12.1"\n', 'LCK-11'],
    ] as const) {
      const host = createMemoryHost({ '/work/torchdock.yaml': spec });
      const result = await lock(host);
      expect(result.kind).toBe('refused');
      expect(codes(result)).toContain(code);
      expect(textOf(host)).toBeUndefined();
    }
  });

  it('writes anew what cannot be read', async () => {
    const host = createMemoryHost({ [PATH]: '<<<<<<< HEAD\nlock: 1\n' });
    expect(await lock(host)).toMatchObject({ state: 'written' });
    expect(await lock(host, { isCheck: true })).toMatchObject({ state: 'unchanged' });
  });
});

describe('lock --check', () => {
  it('says that it is missing, stale or unreadable, and writes nothing', async () => {
    const host = createMemoryHost({ '/work/torchdock.yaml': 'torch: "2.7"\n' });
    const check = async (): Promise<readonly string[]> => codes(await lock(host, { isCheck: true }));
    expect(await check()).toEqual(['LCK-09']);
    expect(textOf(host)).toBeUndefined();
    await lock(host);
    const written = textOf(host);
    expect(await check()).toEqual([]);
    put(host, 'torchdock.yaml', 'torch: "2.7"\nports: [6006]\n');
    expect(await check()).toEqual([]);
    put(host, 'torchdock.yaml', 'torch: "2.6"\n');
    expect(await check()).toEqual(['LCK-08']);
    expect(textOf(host)).toBe(written);
    put(host, 'torchdock.lock', 'lock: 1\n');
    expect(await check()).toContain('LCK-05');
  });
});

describe('digests', () => {
  it('are asked for each base once, and stay while the base does', async () => {
    const host = createMemoryHost({ '/work/torchdock.yaml': 'base: ubuntu:24.04\naccelerators: [cpu]\n' });
    const asked: string[] = [];
    const find: FindDigest = async (reference) => {
      asked.push(reference);
      return DIGEST;
    };
    expect(await lock(host, { asksRegistries: true }, find)).toMatchObject({ state: 'written', unpinned: [] });
    expect(asked).toEqual(['ubuntu:24.04']);
    put(host, 'torchdock.yaml', 'base: ubuntu:24.04\naccelerators: [cpu, cu126]\n');
    expect(await lock(host)).toMatchObject({ state: 'written', unpinned: [] });
    put(host, 'torchdock.yaml', 'base: ubuntu:22.04\n');
    expect(await lock(host)).toMatchObject({ state: 'written', unpinned: ['ubuntu:22.04'] });
  });

  it('that nobody says are told; images of this machine have none', async () => {
    const host = createMemoryHost({ '/work/torchdock.yaml': 'base: ubuntu:24.04\n' });
    const result = await lock(host, { asksRegistries: true }, () => Promise.resolve(undefined));
    expect(codes(result)).toEqual(['LCK-12']);
    put(host, 'torchdock.yaml', 'base: localhost/mine:1\nos: debian12\n');
    expect(codes(await lock(host, { asksRegistries: true }))).toEqual([]);
  });
});

describe('a lock that is a link', () => {
  it.each([
    ['/home/person/.bashrc', ['LCK-17']],
    ['/work/locks/torchdock.lock', []],
  ])('to %s', async (target, expected) => {
    const files = { '/work/torchdock.yaml': 'torch: "2.7"\n', [PATH]: '', '/work/locks/x': '' };
    const memory = createMemoryHost(files);
    const host: MemoryHost = {
      ...memory,
      realPath: (path) => (path === PATH ? target : path),
      readDirectory: (path) =>
        memory
          .readDirectory(path)
          .map((entry) => (entry.name === 'torchdock.lock' ? { ...entry, kind: 'link' } : entry)),
    };
    expect(codes(await lock(host))).toEqual(expected);
    expect(textOf(host) === '').toBe(expected.length > 0);
  });
});

describe('a lock that a repository brings', () => {
  const spoil = async (from: string, to: string): Promise<readonly string[]> => {
    const host = createMemoryHost({ '/work/torchdock.yaml': 'torch: "2.7"\naccelerators: [cpu]\n' });
    await lock(host);
    const text = textOf(host) ?? '';
    expect(text).toContain(from);
    put(host, 'torchdock.lock', text.replace(from, to));
    return codes(await lock(host, { isCheck: true }));
  };

  it.each([
    ['os: ubuntu24.04', 'os: "x\\ny"'],
    ['https://download', '"https://download --trusted-host x" #'],
    ['reference: docker.io', 'reference: "debian\\nRUN evil" #'],
    ['    base:', '    constraints: ["--index-url=http://evil"]\n    base:'],
    ['    base:', '    constraints: ["a==1\\n--pre"]\n    base:'],
  ])('says nothing but versions, names and addresses: %s', async (from, to) => {
    expect(await spoil(from, to)).not.toEqual([]);
  });

  it('may hold constraints as pip takes them', async () => {
    expect(await spoil('    base:', '    constraints: ["numpy==2.1.3; python_version < \'3.13\'"]\n    base:')).toEqual(
      [],
    );
  });
});
