import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InsideFacts } from '../../../src/environment/measure/inside-facts.js';
import { INSIDE_SCRIPT, MARKER_FILE } from '../../../src/environment/measure/inside-script.js';
import { readInside } from '../../../src/environment/measure/read-inside.js';

/** The real script in the real shell of this machine, with folders of the test in the place of the kernel's. */
let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'torchdock-inside-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const FIRST = 'a'.repeat(64);
const SECOND = 'b'.repeat(64);

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function measure(id = FIRST, folders: readonly string[] = []): InsideFacts {
  if (!existsSync(join(root, 'bin/python3'))) install('exit 0');
  const script = INSIDE_SCRIPT.replaceAll('/sys/fs/cgroup', join(root, 'cgroup'))
    .replaceAll('/proc/self/cgroup', join(root, 'own'))
    .replaceAll('/run/secrets', join(root, 'secrets'))
    .replace('PATH=$PATH:', 'PATH=$PATH # ');
  const { stdout, stderr } = spawnSync('sh', ['-s', '--', id, ...folders], {
    input: script,
    encoding: 'utf8',
    env: { PATH: `${root}/bin:/usr/bin:/bin` },
  });
  expect(stderr).toBe('');
  return readInside(stdout, folders.length);
}

/** A program by the name of python3, which gets the whole probe as its input. */
function install(text: string): void {
  put('bin/python3', `#!/bin/sh\ncat >${root}/probe.py\n${text}`);
  chmodSync(join(root, 'bin/python3'), 0o755);
}

describe('limits', () => {
  it('are read of version 1', () => {
    put('cgroup/memory/memory.limit_in_bytes', '536870912\n');
    put('cgroup/pids/pids.max', '99\n');
    put('cgroup/cpu,cpuacct/cpu.cfs_quota_us', '150000\n');
    put('cgroup/cpu,cpuacct/cpu.cfs_period_us', '100000\n');
    const { cgroupVersion, memoryBytes, pids, cpu } = measure();
    expect({ cgroupVersion, memoryBytes, pids, cpu }).toEqual({
      cgroupVersion: 1,
      memoryBytes: 536_870_912,
      pids: 99,
      cpu: { quotaUs: 150_000, periodUs: 100_000 },
    });
  });

  it('are read of version 2, where those of the folders above hold too', () => {
    put('cgroup/cgroup.controllers', 'cpu memory pids\n');
    put('own', '0::/box/exec\n');
    put('cgroup/box/memory.max', '3221225472\n');
    put('cgroup/box/cpu.max', '150000 100000\n');
    put('cgroup/box/pids.max', '300\n');
    put('cgroup/box/exec/memory.max', 'max\n');
    put('cgroup/box/exec/cpu.max', 'max 100000\n');
    put('cgroup/box/exec/pids.max', 'max\n');
    const { cgroupVersion, memoryBytes, pids, cpu } = measure();
    expect({ cgroupVersion, memoryBytes, pids, cpu }).toEqual({
      cgroupVersion: 2,
      memoryBytes: 3_221_225_472,
      pids: 300,
      cpu: { quotaUs: 150_000, periodUs: 100_000 },
    });
  });

  it.each(['/', '/../..', '/gone', ''])('are read of version 2 in a namespace of its own (%s)', (path) => {
    put('cgroup/cgroup.controllers', 'cpu memory pids\n');
    put('own', `0::${path}\n`);
    put('cgroup/memory.max', '1048576\n');
    expect(measure().memoryBytes).toBe(1_048_576);
  });

  it('are unknown where there are none', () => {
    const { memoryBytes, pids, cpu } = measure();
    expect([memoryBytes, pids, cpu]).toEqual([undefined, undefined, undefined]);
  });
});

describe('folders', () => {
  it('are written, read and left as they were', () => {
    put('work/file', 'mine');
    const { folders } = measure(FIRST, [`write:${root}/work`, `write:${root}/gone`, `read:${root}/work`]);
    expect(folders.map(({ isWritable }) => isWritable)).toEqual([true, false, undefined]);
    expect(spawnSync('ls', ['-A', join(root, 'work')], { encoding: 'utf8' }).stdout).toBe('file\n');
  });

  it('keep a note in a volume, that a later container finds', () => {
    mkdirSync(join(root, 'data'));
    const look = (id: string) => measure(id, [`volume:${root}/data`]).folders[0]?.before;
    expect([look(FIRST), look(FIRST), look(SECOND), look(SECOND), look(FIRST)]).toEqual([
      undefined,
      undefined,
      FIRST,
      FIRST,
      SECOND,
    ]);
    expect(readFileSync(join(root, 'data', MARKER_FILE), 'utf8')).toBe(`${FIRST} ${SECOND}\n`);
  });

  it('believe no note that nobody of ours can have written', () => {
    put(`data/${MARKER_FILE}`, '$(touch /tmp/x) `id`\n');
    expect(measure(SECOND, [`volume:${root}/data`]).folders[0]?.before).toBeUndefined();
  });
});

describe('the token', () => {
  const token = 'T0ken-that-nobody-else-has_0123456789abcdef';

  it('is found in the command line of a process, and in its variables', async () => {
    put('secrets/jupyter-token', token);
    expect(measure().token?.seen).toEqual([]);
    const leaking = spawn('sleep', ['60'], { argv0: `sleep ${token}`, env: { SECRET: token }, stdio: 'ignore' });
    try {
      await expect
        .poll(() => measure().token?.seen, { timeout: 10_000 })
        .toEqual([`cmdline of process ${leaking.pid}`, `environ of process ${leaking.pid}`]);
    } finally {
      leaking.kill('SIGKILL');
    }
  });

  it('is unknown where there is none', () => {
    expect(measure().token).toBeUndefined();
  });
});

describe('Python', () => {
  it('is asked for versions and GPUs', () => {
    const lines = [
      'python.version=3.11.2',
      'python.torch=2.7.1+cu126',
      'python.cuda=12.6',
      'python.cudnn=90501',
      'python.architectures=sm_80 sm_90 compute_90',
      'python.module.torchvision=0.22.1+cu126',
      'python.gpus=2',
      'python.gpu.0.name=NVIDIA H200',
      'python.gpu.0.capability=9.0',
      'python.gpu.0.product=same',
      'python.failed.gpu.1.product=RuntimeError: CUDA error: no kernel image is available',
      'python.done=yes',
    ];
    install(`cat <<'END'\nsome package says hello\n${lines.join('\n')}\nEND\n`);
    const { python } = measure();
    expect(python).toMatchObject({ version: '3.11.2', torch: '2.7.1+cu126', cuda: '12.6', isComplete: true });
    expect(python.architectures).toEqual(['sm_80', 'sm_90', 'compute_90']);
    expect(python.modules.get('torchvision')).toBe('0.22.1+cu126');
    expect(python.gpus).toEqual([
      { name: 'NVIDIA H200', capability: '9.0', isProductSame: true, failure: undefined },
      {
        name: undefined,
        capability: undefined,
        isProductSame: undefined,
        failure: 'RuntimeError: CUDA error: no kernel image is available',
      },
    ]);
    // It got the probe, and nothing of the rest of the script.
    const probe = readFileSync(join(root, 'probe.py'), 'utf8');
    expect(probe).toMatch(/^import platform, sys\n/);
    expect(probe).toMatch(/put\("done", "yes"\)\n$/);
  });

  it('may end early', () => {
    install('echo python.version=3.11.2; exit 1');
    expect(measure().python).toMatchObject({ version: '3.11.2', isComplete: false, gpus: undefined });
  });
});

it.each(['sh', 'dash', 'bash'])('is understood by %s', (shell) => {
  const { status, stderr, error } = spawnSync(shell, ['-n'], { input: INSIDE_SCRIPT, encoding: 'utf8' });
  expect(error === undefined ? { status, stderr } : undefined).toEqual(
    error === undefined ? { status: 0, stderr: '' } : undefined,
  );
});

it('reads any answer without a fault', () => {
  for (const text of ['', '\0', '=', 'python.gpus=99999999999999', 'cgroup.cpu=\u001b[2J', 'folder.0.before=../../x']) {
    expect(() => readInside(text, 3)).not.toThrow();
    expect(readInside(text, 1).folders[0]?.before).toBeUndefined();
  }
  expect(readInside('python.gpus=99999', 0).python.gpus).toHaveLength(64);
});
