import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type IsolatedEngine, startIsolatedDocker, startIsolatedPodman, TINY_IMAGE } from '../setup/engines.js';
import { DOCKERD, PODMAN, requireTool, STATIC_BUSYBOX } from '../setup/tools.js';
import { DEBIAN_BASE, findDebianBase, ROOT, SSH_CLIENT } from './needs.js';
import { makeProject, OWN_PORTS, PERSON, type Project } from './project.js';
import type { RunResult } from './run-torchdock.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/resnet50', import.meta.url));
const BASE = 'localhost/torchdock-test/debian:bookworm';
const NEEDS = [PODMAN, STATIC_BUSYBOX, ROOT, DEBIAN_BASE, SSH_CLIENT];
// The build is slow because apt is: minutes.
vi.setConfig({ testTimeout: 9 * 60_000, hookTimeout: 2 * 60_000 });

const JUPYTER_PORT = OWN_PORTS;
const SSH_PORT = OWN_PORTS + 5;
/** Must be found nowhere but inside. */
const CANARY = `canary-${randomBytes(12).toString('hex')}`;

const SPEC = `name: lab
base: ${BASE}
installer: none
packages:
  apt: [python3-torch, python3-torchvision, jupyter-notebook, openssh-server, python3-pandas, python3-matplotlib]
jupyter: {port: ${JUPYTER_PORT}}
ssh: {port: ${SSH_PORT}, keys: [id_test.pub]}
volumes: {checkpoints: /workspace/checkpoints}
secrets: [LAB_TOKEN]
gpus: auto
limits: {memory: 3gb, cpus: 1.5, pids: 300, shm: 256mb}
`;

let podman: IsolatedEngine;
let lab: Project;
let bystanders: string;
/** All that torchdock printed, to look for secrets in. */
const said: string[] = [];

beforeAll(async () => {
  if (!NEEDS.every((tool) => tool.isPresent())) return;
  podman = await startIsolatedPodman();
  podman.run('import', '--quiet', '--change', 'CMD ["bash"]', findDebianBase() ?? '', BASE);
  podman.run('volume', 'create', 'bystander');
  podman.run('run', '--detach', '--name', 'bystander', '--volume', 'bystander:/keep', TINY_IMAGE, 'sleep', '100000');
  bystanders = listBystanders();
  lab = makeLab();
});

afterAll(async () => {
  lab?.remove();
  await podman?.stop();
});

beforeEach((context) => {
  for (const tool of NEEDS) requireTool(context, tool);
});

/** A folder as the example is, with a key of its own. */
function makeLab(): Project {
  const project = makeProject('lab', { 'torchdock.yaml': SPEC });
  for (const path of ['train.py', 'src']) cpSync(join(EXAMPLE, path), join(project.folder, path), { recursive: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', join(project.folder, 'id_test')]);
  execFileSync('chown', ['-R', `${PERSON}:${PERSON}`, project.folder]);
  return project;
}

async function torchdock(project: Project, ...args: readonly string[]): Promise<RunResult> {
  const result = await project.run(args, { LAB_TOKEN: CANARY });
  said.push(result.stdout, result.stderr);
  return result;
}

/** One that must go well. */
async function done(project: Project, ...args: readonly string[]): Promise<RunResult> {
  const result = await torchdock(project, ...args);
  expect(result.status, `torchdock ${args.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0);
  return result;
}

async function json<T>(project: Project, ...args: readonly string[]): Promise<T> {
  const { stdout } = await done(project, ...args, '--json');
  return JSON.parse(stdout) as T;
}

interface UpDocument {
  readonly result: string;
  readonly container: { readonly name: string };
  readonly image: string;
  readonly changes: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  readonly ports: readonly { readonly service: string; readonly hostPort: number }[];
}

/** Which container runs, and since when. */
const identify = (name: string): string =>
  podman.run('inspect', '--format', '{{.Id}} {{.State.StartedAt}}', name).trim();

const listOurs = (what: 'ps' | 'images' | 'volume'): string => {
  const verb = what === 'ps' ? ['ps', '--all'] : what === 'images' ? ['images'] : ['volume', 'ls'];
  return podman.run(...verb, '--quiet', '--filter', 'label=torchdock.project').trim();
};

/** What was there before torchdock came, and is no business of its. */
function listBystanders(): string {
  const container = identify('bystander');
  const volume = podman.run('volume', 'inspect', '--format', '{{.Name}} {{.CreatedAt}}', 'bystander');
  const images = [TINY_IMAGE, BASE].map((name) => podman.run('image', 'inspect', '--format', '{{.Id}}', name));
  return [container, volume, ...images].map((text) => text.trim()).join('\n');
}

/** Of every process of the machine, as anybody can read them. */
function listCommandLines(): string {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map((id) => readIfThere(`/proc/${id}/cmdline`).replaceAll('\0', ' ')).join('\n');
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function askJupyter(path: string, token?: string): Promise<number> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `token ${token}` };
  const answer = await fetch(`http://127.0.0.1:${JUPYTER_PORT}${path}`, { headers, redirect: 'manual' });
  await answer.arrayBuffer();
  return answer.status;
}

const readToken = (project: Project): string =>
  readFileSync(join(project.folder, '.torchdock', 'jupyter-token'), 'utf8');

function ssh(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const config = ['-F', join(lab.folder, '.torchdock', 'ssh_config'), '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'];
  return spawnSync('ssh', [...config, ...args], { encoding: 'utf8', input: '' });
}

interface Check {
  readonly name: string;
  readonly measured: string;
  readonly ok: boolean | null;
}

/** Everything that can be measured without a GPU is as asked for, and nothing is claimed of one. */
function expectVerified(checks: readonly Check[], isFirst: boolean): void {
  const isOfGpu = ({ name }: Check): boolean => /^(?:gpu|driver)/.test(name);
  const isOfLater = ({ name }: Check): boolean => isFirst && name.startsWith('volume-kept:');
  const wrong = checks.filter((check) => !isOfGpu(check) && !isOfLater(check) && check.ok !== true);
  expect(wrong).toEqual([]);
  const gpu = checks.filter(isOfGpu);
  expect(gpu.length).toBeGreaterThan(0);
  for (const check of gpu) expect(check).toMatchObject({ measured: 'no GPU on this host', ok: null });
  for (const check of checks.filter(isOfLater)) expect(check.ok).toBe(null);
  const names = checks.map(({ name }) => name);
  for (const name of ['memory', 'cpu', 'pids', 'shared-memory', 'user', 'listening', 'jupyter-without-token'])
    expect(names).toContain(name);
  for (const name of ['jupyter-token', 'token-in-logs', 'ssh-root', 'ssh-methods', 'ssh-login', 'torch', 'python'])
    expect(names).toContain(name);
}

async function verify(project: Project, ...args: readonly string[]): Promise<readonly Check[]> {
  const { checks } = await json<{ checks: readonly Check[] }>(project, 'verify', ...args);
  return checks;
}

describe('an environment of PyTorch, Jupyter and SSH, from nothing to nothing', () => {
  let container = '';
  let image = '';
  let before = '';

  it('is locked', async () => {
    await done(lab, 'lock');
    expect(readFileSync(join(lab.folder, 'torchdock.lock'), 'utf8')).toContain(BASE);
    await done(lab, 'lock', '--check');
  });

  it('is built from the packages of Debian', async () => {
    const built = await json<{ result: string; image: { reference: string } }>(lab, 'build', '--engine', 'podman');
    expect(built.result).toBe('built');
    image = built.image.reference;
    expect(await json(lab, 'build', '--engine', 'podman')).toMatchObject({ result: 'present' });
    expect(existsSync(join(lab.folder, '.torchdock', 'build.log'))).toBe(false);
  });

  it('comes up, and a second up changes nothing', async () => {
    const up = await json<UpDocument>(lab, 'up', '--engine', 'podman');
    expect(up).toMatchObject({ result: 'create', image });
    container = up.container.name;
    before = identify(container);
    expect(await json(lab, 'up')).toMatchObject({ result: 'nothing', changes: [] });
    expect(identify(container)).toBe(before);
    const status = await json<{ projects: readonly unknown[] }>(lab, 'status');
    expect(status.projects).toMatchObject([{ plan: 'current', container: { status: 'running' } }]);
  });

  it('shows Jupyter to nobody without the token', async () => {
    expect(await askJupyter('/api')).toBe(200);
    for (const token of [undefined, 'wrong']) expect(await askJupyter('/api/status', token)).toBe(403);
    expect(await askJupyter('/api/status', readToken(lab))).toBe(200);
    expect(statSync(join(lab.folder, '.torchdock', 'jupyter-token')).mode & 0o777).toBe(0o600);
  });

  it('lets the key in by SSH, and neither root nor passwords', async () => {
    expect(ssh('torchdock-lab', 'id -u; printenv LAB_TOKEN')).toMatchObject({
      status: 0,
      stdout: `${PERSON}\n${CANARY}\n`,
    });
    for (const refused of [
      ['-l', 'root'],
      ['-o', 'PreferredAuthentications=password,keyboard-interactive'],
    ]) {
      const { status, stderr } = ssh(...refused, 'torchdock-lab', 'true');
      expect(status).toBe(255);
      expect(stderr).toMatch(/Permission denied \(publickey\)/);
    }
    const { stdout } = await done(lab, 'shell', '--ssh-config');
    expect(stdout).toMatch(new RegExp(`Host torchdock-lab\\n[^]*Port ${SSH_PORT}`));
  });

  it('is measured to be what was asked for', async () => {
    const checks = await verify(lab);
    expect(checks.length).toBeGreaterThan(30);
    expectVerified(checks, true);
  });

  it('trains', async () => {
    const words = '--epochs 1 --image-size 32 --made-up-size 16 --batch-size 8 --classes 10'.split(' ');
    const { stdout } = await done(lab, 'exec', '--', 'python3', 'train.py', ...words);
    expect(stdout).toMatch(/^epoch 0: loss \d/m);
    expect((await torchdock(lab, 'exec', '--', 'sh', '-c', 'exit 7')).status).toBe(7);
  });

  it('trains with a profiler in between, and the trace names the modules', async () => {
    const words = '--epochs 1 --image-size 32 --made-up-size 80 --batch-size 8 --classes 10'.split(' ');
    await done(lab, 'up', '--profile', '--', 'python3', 'train.py', ...words);
    expect(identify(container)).toBe(before);
    expect(readdirSync(join(lab.folder, '.torchdock', 'traces'))).toEqual(['trace-rank0.json.gz']);
    const paths = ['profile', '.torchdock/traces', '--script', 'train.py'];
    const run = await json<{ ranks: readonly { modules: readonly { path: string }[] }[] }>(lab, ...paths);
    expect(run.ranks[0]?.modules.map(({ path }) => path)).toContain('layer4.2.conv3');
    expect((await torchdock(lab, 'exec', '--', 'sh', '-c', 'ls /tmp')).stdout).not.toContain('torchdock-profile');
  });

  it('gives a secret to those inside, and shows it to nobody else', async () => {
    const inside = await lab.run(['exec', '--', 'cat', '/run/secrets/LAB_TOKEN']);
    expect(inside.stdout).toBe(CANARY);
    const variable = await lab.run(['exec', '--', 'sh', '-c', 'printf %s "$LAB_TOKEN"']);
    expect(variable.stdout).toBe(CANARY);
    const { stdout: logs } = await done(lab, 'logs');
    expect(logs).toMatch(/Jupyter/);
    const seen = [
      ...said,
      logs,
      podman.run('logs', container),
      podman.run('inspect', container),
      podman.run('image', 'inspect', image),
      podman.run('history', '--no-trunc', image),
      listCommandLines(),
      readFileSync(join(lab.folder, 'torchdock.lock'), 'utf8'),
    ].join('\n');
    for (const secret of [CANARY, readToken(lab)]) expect(seen.includes(secret)).toBe(false);
  });

  it('stands beside another of the same name, on other ports, of the same image', async () => {
    const other = makeLab();
    try {
      const up = await json<UpDocument>(other, 'up', '--engine', 'podman');
      expect(up).toMatchObject({ result: 'create', image });
      expect(up.container.name).not.toBe(container);
      const ports = up.ports.map(({ hostPort }) => hostPort);
      expect(ports).not.toContain(JUPYTER_PORT);
      expect(ports).not.toContain(SSH_PORT);
      expect(identify(container)).toBe(before);
      await done(other, 'down', '--volumes', '--image');
      expect(identify(container)).toBe(before);
      expect(await json(lab, 'build')).toMatchObject({ result: 'present' });
    } finally {
      other.remove();
    }
  });

  it('goes down, and the checkpoint is in the volume', async () => {
    await done(lab, 'down');
    expect(listOurs('ps')).toBe('');
    const volume =
      listOurs('volume')
        .split('\n')
        .find((name) => name.endsWith('-checkpoints')) ?? '';
    const folder = podman.run('volume', 'inspect', '--format', '{{.Mountpoint}}', volume).trim();
    const found = statSync(join(folder, 'last.pt'));
    expect(found.size).toBeGreaterThan(2 ** 20);
    expect(found.uid).toBe(PERSON);
    expect(readdirSync(join(lab.folder, 'checkpoints'))).toEqual([]);
    expect(readdirSync(join(lab.folder, '.torchdock', 'secrets'))).toEqual([]);
  });

  it('comes up again with what it had', async () => {
    expect(await json(lab, 'up')).toMatchObject({ result: 'create' });
    await done(lab, 'exec', '--', 'test', '-s', '/workspace/checkpoints/last.pt');
    expectVerified(await verify(lab), false);
  });

  it('is made anew for a changed limit, which it says first, and keeps its volumes', async () => {
    before = identify(container);
    lab.write('torchdock.yaml', SPEC.replace('memory: 3gb', 'memory: 2gb'));
    const { stderr } = await done(lab, 'up', '--dry-run');
    expect(identify(container)).toBe(before);
    expect(stderr).toMatch(/memory/i);
    const { stderr: told } = await done(lab, 'up');
    expect(told).toMatch(/memory.*3 GiB.*2 GiB[^]*(?:Removed|Made)/i);
    expect(identify(container)).not.toBe(before);
    await done(lab, 'exec', '--', 'test', '-s', '/workspace/checkpoints/last.pt');
    expectVerified(await verify(lab), false);
  });

  it('is the same on Docker', async (context) => {
    requireTool(context, DOCKERD);
    const docker = await startIsolatedDocker();
    try {
      await done(lab, 'down', '--engine', 'podman');
      execFileSync('sh', ['-c', 'podman save --quiet --format docker-archive "$1" | docker load --quiet', 'sh', image]);
      expect(await json(lab, 'up', '--engine', 'docker')).toMatchObject({ result: 'create', image });
      expect(await json(lab, 'up', '--engine', 'docker')).toMatchObject({ result: 'nothing' });
      const { checks } = await json<{ checks: readonly Check[] }>(lab, 'verify', '--engine', 'docker');
      expectVerified(checks, true);
      expect(ssh('torchdock-lab', 'id -u')).toMatchObject({ status: 0, stdout: `${PERSON}\n` });
      await done(lab, 'down', '--volumes', '--image', '--engine', 'docker');
      expect(docker.run('ps', '--all', '--quiet').trim()).toBe('');
      expect(docker.run('volume', 'ls', '--quiet').trim()).toBe('');
    } finally {
      await docker.stop();
    }
  });

  it('leaves nothing behind, and what others had as it was', async () => {
    await done(lab, 'up', '--engine', 'podman');
    await done(lab, 'down', '--volumes', '--image', '--engine', 'podman');
    for (const what of ['ps', 'images', 'volume'] as const) expect(listOurs(what), what).toBe('');
    expect(listBystanders()).toBe(bystanders);
    expect(listStrays()).toEqual([]);
  });
});

/** Folders and services that torchdock started for itself. */
function listStrays(): readonly string[] {
  const folder = podman.environment['TMPDIR'] ?? '';
  return readdirSync(folder).filter((name) => name.startsWith('torchdock-') && !name.startsWith('torchdock-e2e-'));
}
