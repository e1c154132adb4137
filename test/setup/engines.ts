import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { packTinyImage } from './tiny-image.js';

/**
 * Real engines for tests, each with images, containers, volumes and a network of its own in a scratch folder: nothing of
 * the machine's own engine is seen or touched, and `stop` leaves nothing behind.
 */
export interface IsolatedEngine {
  /** What a process needs in its environment to reach it; set in this process until `stop`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the engine's own command line, for a look from outside. */
  readonly run: (...args: readonly string[]) => string;
  stop(): Promise<void>;
}

/** The image that is there from the beginning: busybox, and users root and torch (1000). */
export const TINY_IMAGE = 'localhost/torchdock-test/tiny:1';

/** Of this process alone, so that several can be at work: the network of a subnet, the end of a bridge's name. */
const OWN_SUBNET = `10.${64 + (process.pid % 128)}.${Math.floor(process.pid / 128) % 256}`;
const OWN_NUMBER = String(process.pid % 1_000_000);

/** Of its own, too: netavark names its firewall chains after it, and takes them away with its last container. */
const NETWORK = `torchdock${OWN_NUMBER}`;

export async function startIsolatedPodman(): Promise<IsolatedEngine> {
  const folder = makeScratch();
  writeFileSync(join(folder, 'containers.conf'), podmanSettings(folder));
  const storage = `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/root"\nrunroot = "${folder}/run"\n`;
  writeFileSync(join(folder, 'storage.conf'), storage);
  writeFileSync(join(folder, 'net', `${NETWORK}.json`), JSON.stringify(podmanNetwork()));
  const environment = {
    CONTAINERS_CONF: join(folder, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
    // Where cache mounts of builds are kept, outside of the storage.
    TMPDIR: join(folder, 'tmp'),
  };
  const restore = setEnvironment(environment);
  const run = (...args: readonly string[]): string => runProgram('podman', args);
  await importTinyImage(folder, run);
  return {
    environment,
    run,
    stop: async () => {
      spawnSync('podman', ['rm', '--all', '--force', '--time', '0'], { env: { ...process.env, ...environment } });
      restore();
      removeScratch(folder);
    },
  };
}

/**
 * `runc` and fixed ulimits: what also works inside a virtual machine with a hybrid cgroup tree. The network is its own,
 * so that no address is given twice by two storages.
 */
function podmanSettings(folder: string): string {
  return `[containers]
default_ulimits = ["nofile=20000:20000", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "${folder}/net"
default_network = "${NETWORK}"
`;
}

function podmanNetwork(): unknown {
  return {
    name: NETWORK,
    id: randomBytes(32).toString('hex'),
    driver: 'bridge',
    network_interface: `tdp${OWN_NUMBER}`,
    created: '2026-01-01T00:00:00Z',
    subnets: [{ subnet: `${OWN_SUBNET}.0/25`, gateway: `${OWN_SUBNET}.1` }],
    ipv6_enabled: false,
    internal: false,
    dns_enabled: false,
    ipam_options: { driver: 'host-local' },
  };
}

/** Its ports are published by docker-proxy alone: the machine's firewall rules stay as they are. */
export async function startIsolatedDocker(): Promise<IsolatedEngine> {
  const folder = makeScratch();
  const bridge = `tdd${OWN_NUMBER}`;
  runProgram('ip', ['link', 'add', 'name', bridge, 'type', 'bridge']);
  runProgram('ip', ['address', 'add', `${OWN_SUBNET}.129/25`, 'dev', bridge]);
  runProgram('ip', ['link', 'set', bridge, 'up']);
  writeFileSync(join(folder, 'daemon.json'), '{}');
  const socket = join(folder, 'docker.sock');
  const places = { host: `unix://${socket}`, 'data-root': 'data', 'exec-root': 'exec', pidfile: 'docker.pid' };
  const daemon = spawn(
    'dockerd',
    [
      ...Object.entries(places).map(([flag, value]) =>
        value.startsWith('unix:') ? `--${flag}=${value}` : `--${flag}=${join(folder, value)}`,
      ),
      `--config-file=${join(folder, 'daemon.json')}`,
      `--bridge=${bridge}`,
      '--iptables=false',
      '--ip6tables=false',
      '--ip-masq=false',
      '--ip-forward=false',
      '--default-ulimit=nofile=20000:20000',
      '--default-ulimit=nproc=4096:4096',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  daemon.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const ended = new Promise<void>((resolve) => void daemon.once('exit', () => resolve()));
  const environment = { DOCKER_HOST: `unix://${socket}` };
  const run = (...args: readonly string[]): string => runProgram('docker', args);
  const restore = setEnvironment(environment);
  const stop = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await ended;
    restore();
    spawnSync('ip', ['link', 'delete', bridge]);
    removeScratch(folder);
  };
  try {
    await untilAnswers(() => spawnSync('docker', ['version']).status === 0 || daemon.exitCode !== null);
    await importTinyImage(folder, run);
  } catch (error) {
    await stop();
    throw new Error(`dockerd does not start: ${said}`, { cause: error });
  }
  return { environment, run, stop };
}

async function untilAnswers(answers: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (answers()) return;
    await wait(50);
  }
}

async function importTinyImage(folder: string, run: IsolatedEngine['run']): Promise<void> {
  const path = join(folder, 'tiny.tar');
  writeFileSync(path, await packTinyImage());
  run('import', '--change', 'CMD ["/bin/sh"]', path, TINY_IMAGE);
}

/** Short: the path of a socket has 107 characters at most. */
function makeScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tde-'));
  for (const name of ['net', 'tmp']) mkdirSync(join(folder, name));
  return folder;
}

/** What an engine has mounted on itself would keep its folder; what still waits for its time to tidy up would make it anew. */
function removeScratch(folder: string): void {
  endProcessesOf(folder);
  const mounted = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounted.reverse()) spawnSync('umount', ['--lazy', path]);
  rmSync(folder, { recursive: true, force: true });
}

/** Podman leaves a conmon for five minutes after each program that its API has run in a container. */
function endProcessesOf(folder: string): void {
  for (const id of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(`${folder}/`)) process.kill(Number(id), 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function runProgram(program: string, args: readonly string[]): string {
  return execFileSync(program, [...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What the person has set for their own engine is forgotten meanwhile. */
function setEnvironment(environment: Readonly<Record<string, string>>): () => void {
  const keys = new Set([...Object.keys(environment), 'DOCKER_HOST', 'DOCKER_CONTEXT', 'CONTAINER_HOST']);
  const before = [...keys].map((key) => [key, process.env[key]] as const);
  for (const key of keys) delete process.env[key];
  Object.assign(process.env, environment);
  return () => {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  };
}
