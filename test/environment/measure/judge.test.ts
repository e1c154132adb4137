import { describe, expect, it } from 'vitest';
import { CHECKS, type Check, entryOf } from '../../../src/environment/measure/check.js';
import type { InsideFacts, PythonInside } from '../../../src/environment/measure/inside-facts.js';
import { judgeAll } from '../../../src/environment/measure/judge/judge-all.js';
import { coverOf } from '../../../src/environment/measure/judge/judge-gpus.js';
import { readCudnn } from '../../../src/environment/measure/judge/judge-versions.js';
import type { Measured } from '../../../src/environment/measure/measured.js';
import type { Plan } from '../../../src/environment/plan/plan.js';
import { SAMPLE, SAMPLE_INSIDE, SAMPLE_PLAN } from './sample-measured.js';

function inside(changes: Partial<InsideFacts>): Partial<Measured> {
  return { inside: { ...SAMPLE_INSIDE, ...changes } };
}

function rights(changes: Partial<InsideFacts['rights']>): Partial<Measured> {
  return inside({ rights: { ...SAMPLE_INSIDE.rights, ...changes } });
}

function python(changes: Partial<PythonInside>): Partial<Measured> {
  return inside({ python: { ...SAMPLE_INSIDE.python, ...changes } });
}

function folder(index: number, changes: Partial<InsideFacts['folders'][number]>): Partial<Measured> {
  return inside({ folders: SAMPLE_INSIDE.folders.map((one, at) => (at === index ? { ...one, ...changes } : one)) });
}

function container(changes: Partial<NonNullable<Measured['container']>>): Partial<Measured> {
  return SAMPLE.container ? { container: { ...SAMPLE.container, ...changes } } : {};
}

function plan(environment: Partial<Plan['environment']>, own: Partial<Plan['container']> = {}): Partial<Measured> {
  return {
    plan: {
      ...SAMPLE_PLAN,
      environment: { ...SAMPLE_PLAN.environment, ...environment },
      container: { ...SAMPLE_PLAN.container, ...own },
    },
  };
}

function judge(changes: Partial<Measured>): readonly Check[] {
  return judgeAll({ ...SAMPLE, ...changes });
}

function namesOf(checks: readonly Check[], ok: boolean | null): readonly string[] {
  return checks.filter((check) => check.ok === ok).map(({ name }) => name);
}

it('finds nothing to complain about where all is as asked for', () => {
  const checks = judge({});
  expect(namesOf(checks, false)).toEqual([]);
  expect(namesOf(checks, null)).toEqual([]);
  // Every check of the list is among them, in its order, and no name twice.
  const names = checks.map(({ name }) => name.split(':')[0]);
  expect([...new Set(names)]).toEqual(Object.keys(CHECKS));
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
});

/** One thing is otherwise, and these checks see it, and no others. */
const DIFFERENCES: readonly (readonly [what: string, changes: Partial<Measured>, wrong: readonly string[]])[] = [
  ['ten times the processors', inside({ cpu: { quotaUs: 1_500_000, periodUs: 100_000 } }), ['cpu']],
  ['a period that is ten times shorter', inside({ cpu: { quotaUs: 150_000, periodUs: 10_000 } }), ['cpu']],
  [
    'no limits at all',
    inside({ memoryBytes: 'unlimited', cpu: 'unlimited', pids: 'unlimited' }),
    ['memory', 'cpu', 'pids'],
  ],
  ['a byte more than a page too little', inside({ memoryBytes: 3072 * 2 ** 20 - 65_537 }), ['memory']],
  ['a byte too much', inside({ memoryBytes: 3072 * 2 ** 20 + 1 }), ['memory']],
  ['one process more', inside({ pids: 301 }), ['pids']],
  ['the usual 64 MiB', inside({ sharedMemoryBytes: 64 * 2 ** 20 }), ['shared-memory']],
  ['no /dev/shm', inside({ sharedMemoryBytes: undefined }), ['shared-memory']],
  ['another user', rights({ uid: 1001 }), ['user']],
  ['root', rights({ uid: 0, gid: 0 }), ['user']],
  ['setuid programs that work', rights({ noNewPrivileges: false }), ['no-new-privileges']],
  ['a capability', rights({ effective: '0000000000000400' }), ['capabilities']],
  ['capabilities to get', rights({ bounding: '00000000a80425fb' }), ['capabilities']],
  ['no filter', rights({ seccomp: 0 }), ['seccomp']],
  ['privileges', container({ isPrivileged: true }), ['privileged']],
  [
    'a port on every address',
    container({
      ports: [
        { containerPort: 8888, address: '0.0.0.0', hostPort: 8890 },
        { containerPort: 2222, address: '127.0.0.1', hostPort: 2222 },
      ],
    }),
    ['published'],
  ],
  [
    'a port that is not published',
    container({ ports: [{ containerPort: 8888, address: '127.0.0.1', hostPort: 8890 }] }),
    ['published'],
  ],
  ['a listener on every address', { listeners: [{ address: '::', port: 8890 }] }, ['listening']],
  [
    'an open Jupyter',
    { jupyter: { ...SAMPLE.jupyter, withoutToken: 200, wrongToken: 200 } },
    ['jupyter-without-token', 'jupyter-wrong-token'],
  ],
  ['a Jupyter that refuses its own token', { jupyter: { ...SAMPLE.jupyter, withToken: 403 } }, ['jupyter-token']],
  [
    'a Jupyter that does not answer',
    { jupyter: { hasToken: true, inRecords: [], inLogs: false } },
    ['jupyter-without-token', 'jupyter-wrong-token', 'jupyter-token'],
  ],
  ['a token in ps', inside({ token: { processes: 8, seen: ['cmdline of process 7'] } }), ['token-in-processes']],
  [
    'a token in inspect',
    { jupyter: { ...SAMPLE.jupyter, inRecords: ['inspect of the container'] } },
    ['token-in-engine'],
  ],
  ['a token in the logs', { jupyter: { ...SAMPLE.jupyter, inLogs: true } }, ['token-in-logs']],
  ['no SSH', { ssh: { noKey: 'no server answers' } }, ['ssh-banner']],
  [
    'passwords',
    { ssh: { ...SAMPLE.ssh, withoutKey: { kind: 'refused', methods: ['publickey', 'password'] } } },
    ['ssh-methods'],
  ],
  ['a login without anything', { ssh: { ...SAMPLE.ssh, withoutKey: { kind: 'let-in' } } }, ['ssh-methods']],
  ['root by SSH', { ssh: { ...SAMPLE.ssh, asRoot: { kind: 'let-in' } } }, ['ssh-root']],
  ['root in the settings', inside({ sshd: new Map([['permitrootlogin', 'prohibit-password']]) }), ['ssh-root']],
  [
    'a key that is refused',
    { ssh: { ...SAMPLE.ssh, asUser: { kind: 'refused', methods: ['publickey'] } } },
    ['ssh-login'],
  ],
  [
    'another host key',
    { ssh: { ...SAMPLE.ssh, asUser: { kind: 'unclear', reason: 'Host key verification failed.' } } },
    ['ssh-login'],
  ],
  ['a workspace of somebody else', folder(0, { isWritable: false }), ['workspace']],
  ['a workspace that is not mounted', folder(0, { isMountedReadOnly: undefined }), ['workspace']],
  ['a read-only mount that is not', folder(1, { isMountedReadOnly: false }), ['mount:/data']],
  ['a mount that cannot be written', folder(2, { isWritable: false }), ['mount:/scratch']],
  ['a volume that cannot be written', folder(3, { isWritable: false }), ['volume:/workspace/runs']],
  ['another Python', python({ version: '3.12.3' }), ['python']],
  ['no Python', python({ version: undefined }), ['python']],
  ['another PyTorch', python({ torch: '2.8.0+cu126' }), ['torch']],
  ['another build', python({ torch: '2.7.1+cu128', cuda: '12.8' }), ['torch', 'cuda']],
  ['the build for the CPU', python({ torch: '2.7.1+cpu', cuda: 'none', cudnn: 'none' }), ['torch', 'cuda', 'cudnn']],
  ['another cuDNN', python({ cudnn: '90100' }), ['cudnn']],
  ['no torchvision', python({ modules: new Map() }), ['library:torchvision']],
  ['a GPU less', python({ gpus: SAMPLE_INSIDE.python.gpus?.slice(0, 1) }), ['gpu-count']],
  ['no GPU inside', python({ gpus: [] }), ['gpu-count', 'gpu-names']],
  [
    'a GPU that computes otherwise',
    python({ gpus: SAMPLE_INSIDE.python.gpus?.map((one) => ({ ...one, isProductSame: false })) }),
    ['gpu-product'],
  ],
  ['no code for a GPU', python({ architectures: ['sm_50', 'sm_60', 'sm_90'] }), ['gpu-code']],
  ['GPUs that nobody asked for', plan({}, { gpus: { kind: 'none' } }), ['gpu-count']],
  [
    'a driver too old',
    {
      gpus: {
        ...SAMPLE.gpus,
        kind: 'gpus',
        driverVersion: '520.61.05',
        gpus: SAMPLE.gpus.kind === 'gpus' ? SAMPLE.gpus.gpus : [],
      },
    },
    ['driver'],
  ],
];

describe('what is otherwise is seen', () => {
  it.each(DIFFERENCES)('%s', (_what, changes, wrong) => {
    const checks = judge(changes);
    expect(namesOf(checks, false)).toEqual(wrong);
    for (const check of checks) expect(entryOf(check)).toBeDefined();
  });

  it('another image, another container, another project', () => {
    expect(namesOf(judge({ image: { labels: {} } }), false)).toEqual(['image-digest']);
    expect(namesOf(judge({ image: undefined }), false)).toEqual(['image-digest']);
    const labels = SAMPLE.container?.labels ?? {};
    const other = { ...labels, 'torchdock.container-digest': 'other' };
    expect(namesOf(judge(container({ labels: other })), false)).toEqual(['container-digest']);
    const foreign = judge(container({ labels: { ...labels, 'torchdock.project': 'other' } }));
    expect(namesOf(foreign, false)).toEqual(['container']);
    expect(namesOf(foreign, true)).toEqual(['image-digest', 'container-digest']);
  });
});

describe('what could not be measured is not claimed', () => {
  it('when nothing runs', () => {
    const checks = judge({ container: undefined });
    expect(namesOf(checks, true)).toEqual([]);
    expect(namesOf(checks, false)).toEqual(['container']);
    expect(namesOf(checks, null)).toContain('memory');
    expect(namesOf(judge(container({ status: 'exited' })), false)).toEqual(['container']);
  });

  it('when nothing can be run inside', () => {
    const checks = judge({ inside: undefined, insideProblem: 'nothing could be run inside: no sh' });
    expect(namesOf(checks, false)).toEqual([]);
    for (const name of ['memory', 'user', 'torch', 'token-in-processes', 'gpu-count', 'workspace'])
      expect(namesOf(checks, null)).toContain(name);
  });

  it('without a GPU on the host', () => {
    const none = judge({ gpus: { kind: 'none', reason: 'there is no nvidia-smi' } });
    expect(namesOf(none, false)).toEqual([]);
    expect(namesOf(none, null)).toEqual([
      'gpu-count',
      'gpu-names',
      'gpu-code',
      'gpu-product',
      'driver',
      'driver-toolkit',
    ]);
    expect(new Set(none.filter(({ ok }) => ok === null).map(({ measured }) => measured))).toEqual(
      new Set(['no GPU on this host']),
    );
    const asked = judge({ ...plan({}, { gpus: { kind: 'all' } }), gpus: { kind: 'none', reason: '' } });
    expect(namesOf(asked, false)).toEqual(['gpu-count']);
  });

  it('of a GPU that is divided', () => {
    const gpus: Measured['gpus'] = {
      kind: 'gpus',
      driverVersion: '570.124.06',
      gpus: [{ name: 'NVIDIA H200', isDivided: true }],
    };
    const part = { name: 'NVIDIA H200 MIG 1g.18gb', capability: '9.0', isProductSame: true, failure: undefined };
    const checks = judge({ gpus, ...python({ gpus: [part] }) });
    expect(namesOf(checks, false)).toEqual([]);
    expect(namesOf(checks, null)).toEqual(['gpu-count']);
  });

  it('of a driver that runs it and is older than the toolkit', () => {
    const gpus = { ...SAMPLE.gpus, driverVersion: '535.104.05' } as Measured['gpus'];
    expect(namesOf(judge({ gpus }), false)).toEqual([]);
    expect(namesOf(judge({ gpus }), null)).toEqual(['driver-toolkit']);
  });

  it('of a volume before a second container has seen it', () => {
    expect(namesOf(judge(folder(3, { before: undefined })), null)).toEqual(['volume-kept:/workspace/runs']);
  });

  it('of SSH without a key to try, and without the program', () => {
    const noKey = 'no key of yours can be used without being asked for';
    const { asUser: _user, asRoot: _root, ...rest } = SAMPLE.ssh;
    expect(namesOf(judge({ ssh: { ...rest, noKey } }), null)).toEqual(['ssh-login']);
    const noProgram = judge({
      ssh: { banner: 'SSH-2.0-x', withoutKey: { kind: 'unclear', reason: 'no ssh' }, noKey: 'no ssh' },
    });
    expect(namesOf(noProgram, false)).toEqual([]);
    expect(namesOf(noProgram, null)).toEqual(['ssh-login']);
    expect(noProgram.find(({ name }) => name === 'ssh-methods')?.measured).toContain('sshd -T');
  });

  it('of the token where its file cannot be read', () => {
    const checks = judge({ jupyter: { withoutToken: 403, wrongToken: 403, hasToken: false } });
    expect(namesOf(checks, null)).toEqual(['jupyter-token', 'token-in-engine', 'token-in-logs']);
  });
});

describe('versions', () => {
  it('takes a wish for what it says', () => {
    const given = plan({
      torch: '1.13',
      cuda: undefined,
      cudnn: undefined,
      python: undefined,
      companions: {},
    } as object);
    const checks = judge({ ...given, ...python({ torch: '1.13.0a0+gitunknown', cuda: 'none', cudnn: 'none' }) });
    expect(
      namesOf(
        checks.filter((check) => entryOf(check).family === 'versions'),
        true,
      ),
    ).toEqual(['python', 'torch', 'cuda']);
    const newer = judge({ ...given, ...python({ torch: '1.130.0' }) });
    expect(namesOf(newer, false)).toEqual(['torch']);
  });

  it('reads the number of cuDNN', () => {
    expect(['90501', '8902', '8700', '92000', '91301'].map(readCudnn)).toEqual([
      '9.5.1',
      '8.9.2',
      '8.7.0',
      '9.20.0',
      '9.13.1',
    ]);
    expect(readCudnn('none')).toBeUndefined();
  });
});

it('knows which code runs on which GPU', () => {
  expect(coverOf('8.6', ['sm_80'])).toBe('binary');
  expect(coverOf('8.9', ['sm_86'])).toBe('binary');
  expect(coverOf('8.0', ['sm_86'])).toBe('none');
  expect(coverOf('9.0', ['sm_80', 'sm_86'])).toBe('none');
  expect(coverOf('12.1', ['sm_120'])).toBe('binary');
  expect(coverOf('12.0', ['sm_90', 'compute_90'])).toBe('ptx');
  // Code with a letter is for one chip alone.
  expect(coverOf('10.3', ['sm_100a'])).toBe('none');
  expect(coverOf('10.0', ['sm_100a'])).toBe('binary');
  expect(coverOf('7.0', [])).toBe('none');
});
