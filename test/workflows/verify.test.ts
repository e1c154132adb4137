import { describe, expect, it } from 'vitest';
import { digestText } from '../../src/base/digest.js';
import { type Engine, EngineError } from '../../src/engines/engine.js';
import { readSpec } from '../../src/environment/spec/read-spec.js';
import type { Host, ProcessResult } from '../../src/host/host.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import type { LifeWorld } from '../../src/workflows/life/world.js';
import { verifyEnvironment } from '../../src/workflows/verify.js';
import { SAMPLE, SAMPLE_PLAN } from '../environment/measure/sample-measured.js';

/** In the end the seal of a folder to which the file system gives no number. */
const TOKEN = `T0ken-T0ken-T0ken-T0ken-T0ken-T0ken${digestText('', 8)}`;
const KEY = '/home/person/.ssh/id_ed25519';

/** What the script inside would have said. */
const ANSWER = [
  'cgroup.version=2',
  'cgroup.memory=3221225472',
  'cgroup.cpu=150000 100000',
  'cgroup.pids=300',
  'shm.kib=131072',
  'status.Uid=1000\t1000\t1000\t1000',
  'status.Gid=1000\t1000\t1000\t1000',
  'status.NoNewPrivs=1',
  'status.CapEff=0000000000000000',
  'status.CapBnd=0000000000000000',
  'status.Seccomp=2',
  'token.processes=8',
  ...[0, 1, 2, 3].flatMap((at) => [`folder.${at}.options=${at === 1 ? 'ro' : 'rw'}`, `folder.${at}.writable=yes`]),
  `folder.3.before=${'b'.repeat(64)}`,
  'python.version=3.11.2',
  'python.torch=2.7.1+cu126',
  'python.cuda=12.6',
  'python.cudnn=90501',
  'python.module.torchvision=0.22.1+cu126',
  'python.architectures=sm_80 sm_90',
  'python.gpus=1',
  'python.gpu.0.name=NVIDIA H200',
  'python.gpu.0.capability=9.0',
  'python.gpu.0.product=same',
  'python.done=yes',
].join('\n');

interface World {
  readonly engine?: Partial<Engine>;
  readonly programs?: (program: string, args: readonly string[]) => ProcessResult | undefined;
  /** What Jupyter answers to a token, or to none. */
  readonly jupyter?: (token: string | undefined) => number;
}

const GPU_LINE = '570.124.06, NVIDIA H200, 143771, Disabled, 9.0\n';

/** The programs of a host with one GPU, ssh and a key without passphrase. */
function runProgram(program: string, args: readonly string[]): ProcessResult {
  const denied = { status: 255, stdout: '', stderr: 'torch@127.0.0.1: Permission denied (publickey).' };
  if (program.endsWith('nvidia-smi')) return { status: 0, stdout: GPU_LINE, stderr: '' };
  if (program === 'ssh-keygen') return { status: 0, stdout: 'ssh-ed25519 AAAA', stderr: '' };
  if (program === 'ssh')
    return args.includes(`IdentityFile=${KEY}`) && args.includes('torch')
      ? { status: 0, stdout: '', stderr: '' }
      : denied;
  return { status: undefined, stdout: '', stderr: 'ENOENT' };
}

function verify(world: World = {}) {
  const memory = createMemoryHost(
    {
      '/work/lab/.torchdock/jupyter-token': TOKEN,
      [KEY]: 'PRIVATE',
      [`${KEY}.pub`]: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHostKey me\n',
      '/proc/net/tcp': '   0: 0100007F:22BA 00000000:0000 0A 0:0 00:0 0 0 0 1\n',
    },
    '/work/lab',
  );
  const ran: string[][] = [];
  const host: Host = {
    ...memory,
    run: async (program, args) => {
      ran.push([program, ...args]);
      return world.programs?.(program, args) ?? runProgram(program, args);
    },
    network: {
      isFree: async () => true,
      readBanner: async () => 'SSH-2.0-OpenSSH_9.2',
      get: async (_url, { headers }) => {
        const token = headers?.['Authorization']?.replace('token ', '');
        const status = (world.jupyter ?? ((given) => (given === TOKEN ? 200 : 403)))(token);
        return { status, headers: {}, body: '' };
      },
    },
  };
  const executed: string[] = [];
  const engine = {
    description: { kind: 'podman', version: '4.3.1' },
    findContainer: async () => SAMPLE.container,
    findImage: async () => SAMPLE.image,
    execute: async (_name: string, argv: readonly string[]) => {
      executed.push(argv.join(' '));
      return { status: 0, stdout: ANSWER, stderr: '' };
    },
    readLogs: async () => undefined,
    readRecords: async () => ({ container: '{}', image: '{}', history: '[]' }),
    close: async () => undefined,
    ...world.engine,
  } as unknown as Engine;
  const { spec } = readSpec(undefined, { folderName: 'lab' });
  const life = {
    host,
    findEngine: async () => ({ kind: 'found', engine }),
    prepare: async () => ({
      kind: 'prepared',
      plan: SAMPLE_PLAN,
      spec: { ...spec, ssh: { port: 2222, keys: [] } },
      findings: [],
      sources: [],
    }),
    tell: () => undefined,
    interrupted: new AbortController().signal,
  } as unknown as LifeWorld;
  const result = verifyEnvironment({ directory: '.', isFrozen: false, engine: 'auto', waits: false }, life);
  return { result, ran, executed };
}

async function judge(world: World = {}) {
  const done = await verify(world).result;
  if (done.kind !== 'verified') throw new Error(done.kind);
  const names = (ok: boolean | null) => done.checks.filter((check) => check.ok === ok).map(({ name }) => name);
  return { wrong: names(false), unknown: names(null), checks: done.checks };
}

describe('verify', () => {
  it('measures inside and outside, and finds all as asked for', async () => {
    const { wrong, unknown } = await judge();
    expect(wrong).toEqual([]);
    expect(unknown).toEqual([]);
  });

  it('runs one script inside, with the folders and never the token as its words', async () => {
    const { result, executed, ran } = verify();
    await result;
    expect(executed).toEqual([
      'sh -s -- aaaaaaaaaaaaaaaa write:/workspace read:/data write:/scratch volume:/workspace/runs',
    ]);
    expect(JSON.stringify(ran)).not.toContain(TOKEN);
    // No file of settings, no agent's other keys, no question, and no entry in anybody's known_hosts.
    for (const words of ran.filter(([program]) => program === 'ssh'))
      expect(words).toEqual(expect.arrayContaining(['-F', '/dev/null', 'BatchMode=yes', 'IdentitiesOnly=yes']));
  });

  it('sees an open Jupyter', async () => {
    expect((await judge({ jupyter: () => 200 })).wrong).toEqual(['jupyter-without-token', 'jupyter-wrong-token']);
  });

  it('sees the token in logs, also when it comes in two parts, and in what the engine tells', async () => {
    const readLogs: Engine['readLogs'] = async (_name, _options, onText) => {
      onText(`GET /?token=${TOKEN.slice(0, 20)}`);
      onText(TOKEN.slice(20));
    };
    const readRecords = async () => ({ container: `{"Env":["JUPYTER_TOKEN=${TOKEN}"]}`, image: '', history: '' });
    expect((await judge({ engine: { readLogs, readRecords } })).wrong).toEqual(['token-in-engine', 'token-in-logs']);
  });

  it('claims nothing where the engine refuses to run or to tell', async () => {
    const refuse = async (): Promise<never> => {
      throw new EngineError('refused', 'no sh in this image');
    };
    const { wrong, unknown, checks } = await judge({
      engine: { execute: refuse, readLogs: refuse, readRecords: refuse },
    });
    expect(wrong).toEqual([]);
    expect(unknown).toEqual(expect.arrayContaining(['memory', 'user', 'torch', 'token-in-engine', 'token-in-logs']));
    expect(checks.find(({ name }) => name === 'memory')?.measured).toContain('no sh in this image');
  });

  it('says that there is no GPU, and no program ssh', async () => {
    const none = { status: undefined, stdout: '', stderr: 'ENOENT' };
    const { wrong, unknown } = await judge({ programs: () => none });
    expect(wrong).toEqual([]);
    expect(unknown).toEqual(expect.arrayContaining(['ssh-methods', 'ssh-root', 'ssh-login', 'gpu-count', 'driver']));
  });

  it('asks an older driver in its own words', async () => {
    const { wrong } = await judge({
      programs: (program, args) => {
        if (!program.endsWith('nvidia-smi')) return undefined;
        return args[0]?.includes('compute_cap')
          ? { status: 2, stdout: 'Field "compute_cap" is not a valid field to query.', stderr: '' }
          : { status: 0, stdout: '570.124.06, NVIDIA H200, 143771\n', stderr: '' };
      },
    });
    expect(wrong).toEqual([]);
  });

  it('runs nothing in a container that is not ours', async () => {
    const foreign = SAMPLE.container && { ...SAMPLE.container, labels: {} };
    const { result, executed } = verify({ engine: { findContainer: async () => foreign } as Partial<Engine> });
    expect((await result).kind).toBe('verified');
    expect(executed).toEqual([]);
  });
});
