import type { HostSeen } from '../../environment/measure/doctor/host-seen.js';
import {
  hasSubordinateLine,
  isWslVersion,
  readSystemNumber,
  readToolkitVersion,
} from '../../environment/measure/doctor/system-files.js';
import type { Plan } from '../../environment/plan/plan.js';
import { type Host, HostError } from '../../host/host.js';
import { readHostGpus } from '../measure/read-host-gpus.js';
import { readTextFile } from '../measure/read-text-file.js';
import type { SeenEngines } from './look-at-engines.js';

/** Where programs of the system are that are not on everybody's PATH. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

const PROGRAMS = ['iptables', 'nft', 'slirp4netns', 'pasta', 'newuidmap'] as const;

const CDI_FOLDERS = ['/etc/cdi', '/var/run/cdi'];

const PATIENCE_MS = 5_000;

/** Reads what the host says of itself; nothing is changed. */
export async function lookAtHost(host: Host, engines: SeenEngines, plan: Plan | undefined): Promise<HostSeen> {
  const { engine } = engines;
  const uid = host.user?.uid;
  const userName = host.environment['USER'] || host.environment['LOGNAME'] || String(uid ?? 'unknown');
  const toolkit = await host.run('nvidia-ctk', ['--version'], { timeoutMs: PATIENCE_MS });
  return {
    engine,
    otherEngine: engines.other,
    userName,
    programs: new Set(PROGRAMS.filter((name) => hasProgram(host, name))),
    hasTun: host.status('/dev/net/tun') !== undefined,
    hasSubordinateIds: uid === undefined ? undefined : readSubordinateIds(host, userName, uid),
    delegated: uid === undefined ? undefined : readDelegated(host, uid),
    gpus: await readHostGpus(host),
    isWsl: isWslVersion(readTextFile(host, '/proc/version')),
    toolkitVersion: toolkit.status === 0 ? readToolkitVersion(toolkit.stdout) : undefined,
    cdiFiles: CDI_FOLDERS.flatMap((folder) => listFiles(host, folder)),
    freeBytes: engine?.storagePath === undefined ? undefined : readFreeBytes(host, engine.storagePath),
    hasImage: engines.hasImage,
    plan,
    ports: await readPorts(host, plan, engines.ownPorts),
    isSelinuxEnforcing: readTextFile(host, '/sys/fs/selinux/enforce')?.trim() === '1',
    fileWatches: readSystemNumber(readTextFile(host, '/proc/sys/fs/inotify/max_user_watches')),
  };
}

function hasProgram(host: Host, name: string): boolean {
  const folders = [...(host.environment['PATH'] ?? '').split(':'), ...SYSTEM_FOLDERS];
  return folders.some((folder) => folder.startsWith('/') && host.status(`${folder}/${name}`)?.kind === 'file');
}

function readSubordinateIds(host: Host, name: string, uid: number): boolean | undefined {
  const texts = ['/etc/subuid', '/etc/subgid'].map((path) => readTextFile(host, path));
  if (texts.every((text) => text === undefined)) return undefined;
  return texts.every((text) => hasSubordinateLine(text ?? '', name, uid));
}

function readDelegated(host: Host, uid: number): readonly string[] | undefined {
  const folder = `/sys/fs/cgroup/user.slice/user-${uid}.slice/user@${uid}.service`;
  return readTextFile(host, `${folder}/cgroup.controllers`)?.trim().split(/\s+/);
}

function listFiles(host: Host, folder: string): readonly string[] {
  try {
    const names = host.readDirectory(folder).map(({ name }) => name);
    return names.filter((name) => /\.(?:ya?ml|json)$/.test(name)).map((name) => `${folder}/${name}`);
  } catch (error) {
    if (error instanceof HostError) return [];
    throw error;
  }
}

function readFreeBytes(host: Host, path: string): number | undefined {
  try {
    return host.freeBytes(path);
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}

function readPorts(host: Host, plan: Plan | undefined, ownPorts: ReadonlySet<number>): Promise<HostSeen['ports']> {
  const ports = plan?.container.ports ?? [];
  return Promise.all(
    ports.map(async (port) => {
      const isOurs = ownPorts.has(port.hostPort);
      const isFree = isOurs || (await host.network.isFree(port.address, port.hostPort));
      return { port, state: isOurs ? ('ours' as const) : isFree ? ('free' as const) : ('taken' as const) };
    }),
  );
}
