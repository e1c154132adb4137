import { describe, expect, it } from 'vitest';
import { type Engine, EngineError } from '../../src/engines/engine.js';
import type { EngineWish } from '../../src/engines/find-engine.js';
import { engineFindings } from '../../src/findings/catalog/engine.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { type DoctorWorld, examineHost } from '../../src/workflows/doctor.js';
import { preparePlan } from '../../src/workflows/project/prepare-plan.js';

const FILES = {
  '/work/lab/torchdock.yaml': 'torch: "2.7"\ncuda: "12.6"\n',
  '/etc/subuid': 'me:100000:65536\n',
  '/proc/sys/fs/inotify/max_user_watches': '524288\n',
  '/usr/sbin/iptables': '',
};

const PODMAN = {
  kind: 'podman',
  version: '4.3.1',
  address: 'podman',
  isRootless: false,
  cgroupVersion: 2,
  gpuAccess: undefined,
  storagePath: '/var/lib/containers',
  builder: 'buildah',
} as const;

const none = (wish: EngineWish) => ({
  kind: 'none' as const,
  findings: [engineFindings.noEngine({ wish, tried: ['nothing'] })],
});

function found(closed: string[]): DoctorWorld['findEngine'] {
  const engine = {
    description: PODMAN,
    findImage: async () => undefined,
    findContainer: async () => undefined,
    close: async () => void closed.push('closed'),
  } as unknown as Engine;
  return async (_host, wish) => (wish === 'docker' ? none(wish) : { kind: 'found', engine });
}

function examine(
  files: Readonly<Record<string, string>> = FILES,
  findEngine: DoctorWorld['findEngine'] = async (_host, wish) => none(wish),
) {
  const host = createMemoryHost(files, '/work/lab');
  return examineHost({ directory: '.', isFrozen: false, engine: 'auto' }, { host, findEngine, prepare: preparePlan });
}

describe('doctor', () => {
  it('takes a machine without an engine as a finding', async () => {
    const checks = await examine();
    expect(checks[0]).toMatchObject({ name: 'engine', state: 'error', code: 'ENG-01' });
    expect(checks[0]?.remedy).toContain('apt-get install');
    expect(checks.filter(({ state }) => state === 'error')).toHaveLength(1);
  });

  it('says what was found, and lets go of it', async () => {
    const closed: string[] = [];
    const checks = await examine(FILES, found(closed));
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(checks[0]?.measured).toBe('Podman 4.3.1 (podman), as root');
    expect(checks.map(({ name }) => name)).toEqual([
      'engine',
      'limits',
      'builder',
      'network',
      'gpu',
      'disk',
      'ports',
      'watches',
      'plan',
    ]);
    expect(closed).toEqual(['closed']);
  });

  it('takes an engine that breaks off as none', async () => {
    const breaks: DoctorWorld['findEngine'] = async () => {
      throw new EngineError('unreachable', 'ECONNRESET');
    };
    const checks = await examine(FILES, breaks);
    expect(checks.some(({ name, state }) => name === 'engine' && state === 'error')).toBe(true);
  });

  it('says what is wrong with the spec, and goes on', async () => {
    const checks = await examine({ ...FILES, '/work/lab/torchdock.yaml': 'trch: "2.7"\n' });
    expect(checks.find(({ name }) => name === 'plan')).toMatchObject({ state: 'error', code: 'SPC-01' });
    expect(checks.some(({ name }) => name === 'watches')).toBe(true);
  });

  it('needs no folder of torchdock, and no files at all', async () => {
    const checks = await examine({ '/work/lab/README': '' });
    expect(checks.find(({ name }) => name === 'plan')?.state).toBe('ok');
  });
});
