import { describe, expect, it } from 'vitest';
import { loadFacts } from '../../../src/environment/facts/load-facts.js';
import type { DoctorCheck } from '../../../src/environment/measure/doctor/doctor-check.js';
import type { EngineSeen, HostSeen } from '../../../src/environment/measure/doctor/host-seen.js';
import { judgeEngine } from '../../../src/environment/measure/doctor/judge-engine.js';
import { judgeHostGpus } from '../../../src/environment/measure/doctor/judge-host-gpus.js';
import { judgeSpace } from '../../../src/environment/measure/doctor/judge-space.js';
import { judgeSystem } from '../../../src/environment/measure/doctor/judge-system.js';
import { SAMPLE, SAMPLE_PLAN } from './sample-measured.js';

const PODMAN: EngineSeen = {
  kind: 'podman',
  version: '4.3.1',
  address: 'podman',
  isRootless: false,
  cgroupVersion: 2,
  gpuAccess: 'cdi',
  storagePath: '/var/lib/containers',
  builder: 'buildah',
};

const HEALTHY: HostSeen = {
  engine: PODMAN,
  otherEngine: undefined,
  userName: 'me',
  programs: new Set(['iptables', 'slirp4netns', 'newuidmap']),
  hasTun: true,
  hasSubordinateIds: true,
  delegated: ['cpu', 'memory', 'pids'],
  gpus: SAMPLE.gpus,
  isWsl: false,
  toolkitVersion: '1.17.8',
  cdiFiles: ['/etc/cdi/nvidia.yaml'],
  freeBytes: 100 * 2 ** 30,
  hasImage: false,
  plan: SAMPLE_PLAN,
  ports: SAMPLE_PLAN.container.ports.map((port) => ({ port, state: 'free' as const })),
  isSelinuxEnforcing: false,
  fileWatches: 524_288,
};

async function examine(changes: Partial<HostSeen>, engine: Partial<EngineSeen> = {}): Promise<readonly DoctorCheck[]> {
  const seen: HostSeen = { ...HEALTHY, engine: { ...PODMAN, ...engine }, ...changes };
  const loaded = await loadFacts({});
  if (loaded.kind !== 'facts') throw new Error('no facts');
  return [
    ...(seen.engine ? judgeEngine(seen.engine, seen) : []),
    ...judgeHostGpus(seen, loaded.facts),
    judgeSpace(seen),
    ...judgeSystem(seen),
  ];
}

function troubles(checks: readonly DoctorCheck[]): readonly string[] {
  return checks
    .filter(({ state }) => state !== 'ok')
    .map(({ name, state, code = '' }) => `${name} ${state} ${code}`.trim());
}

it('finds a healthy machine healthy', async () => {
  expect(troubles(await examine({}))).toEqual([]);
  expect(troubles(await examine({}, { isRootless: true }))).toEqual([]);
});

const CASES: readonly (readonly [
  what: string,
  changes: Partial<HostSeen>,
  engine: Partial<EngineSeen>,
  found: readonly string[],
])[] = [
  ['rootless on cgroup v1', {}, { isRootless: true, cgroupVersion: 1 }, ['limits warning HST-01']],
  ['an engine that does not tell its cgroup', {}, { cgroupVersion: undefined }, ['limits unknown']],
  [
    'processors that are not delegated',
    { delegated: ['memory', 'pids'] },
    { isRootless: true },
    ['limits warning HST-02'],
  ],
  ['delegation that cannot be read', { delegated: undefined }, { isRootless: true }, ['limits unknown']],
  ['Docker without BuildKit', {}, { kind: 'docker', builder: 'classic' }, ['builder error ENG-04']],
  ['no iptables', { programs: new Set() }, {}, ['network error HST-03']],
  ['nft alone', { programs: new Set(['nft']) }, {}, ['network warning HST-03']],
  [
    'no program for networks without root',
    { programs: new Set(['newuidmap']) },
    { isRootless: true },
    ['network error HST-04'],
  ],
  ['no tun', { hasTun: false }, { isRootless: true }, ['network error HST-04']],
  ['no subordinate ids', { hasSubordinateIds: false }, { isRootless: true }, ['users error HST-05']],
  ['no newuidmap', { programs: new Set(['pasta']) }, { isRootless: true }, ['users error HST-05']],
  ['no GPU', { gpus: { kind: 'none', reason: 'there is no nvidia-smi' } }, {}, []],
  [
    'no GPU where all are asked for',
    {
      gpus: { kind: 'none', reason: 'there is no nvidia-smi' },
      plan: { ...SAMPLE_PLAN, container: { ...SAMPLE_PLAN.container, gpus: { kind: 'all' } } },
    },
    {},
    ['gpu error HST-06'],
  ],
  [
    'a driver that does not answer',
    { gpus: { kind: 'broken', reason: 'x', isMismatch: true } },
    {},
    ['gpu error HST-07'],
  ],
  ['a driver too old', { gpus: withDriver('520.61.05') }, {}, ['driver error CMP-08']],
  ['no way to give a GPU', {}, { gpuAccess: undefined }, ['gpu-access error HST-08']],
  ['no toolkit program', { toolkitVersion: undefined }, {}, ['toolkit unknown']],
  [
    'a GPU that the wheel has no code for',
    {
      gpus: {
        kind: 'gpus',
        driverVersion: '570.124.06',
        gpus: [{ name: 'NVIDIA GeForce RTX 5090', isDivided: false }],
      },
    },
    {},
    ['gpu-code error CMP-09'],
  ],
  ['little space', { freeBytes: 2 ** 30 }, {}, ['disk warning HST-09']],
  ['little space, and the image is there', { freeBytes: 2 ** 30, hasImage: true }, {}, []],
  ['space that cannot be read', { freeBytes: undefined }, {}, ['disk unknown']],
  [
    'a port that is taken',
    { ports: [{ port: SAMPLE_PLAN.container.ports[0]!, state: 'taken' }] },
    {},
    ['ports warning HST-10'],
  ],
  ['SELinux', { isSelinuxEnforcing: true }, {}, ['selinux warning HST-11']],
  ['few watches', { fileWatches: 8192 }, {}, ['watches warning HST-12']],
];

function withDriver(driverVersion: string): HostSeen['gpus'] {
  return { ...SAMPLE.gpus, driverVersion } as HostSeen['gpus'];
}

describe('each trouble is a line with a remedy', () => {
  it.each(CASES)('%s', async (_what, changes, engine, found) => {
    const checks = await examine(changes, engine);
    expect(troubles(checks)).toEqual(found);
    for (const check of checks)
      if (check.code !== undefined && check.code !== 'CMP-14') expect(check.remedy).toBeTruthy();
  });

  it('an older driver that runs it is told and no trouble', async () => {
    const checks = await examine({ gpus: withDriver('535.104.05') });
    expect(troubles(checks)).toEqual([]);
    expect(checks.find(({ name }) => name === 'driver')?.code).toBe('CMP-14');
  });
});
