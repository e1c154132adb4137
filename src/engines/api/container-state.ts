import type { BoundPort, ContainerState, ImageState } from '../engine.js';

/**
 * What `inspect` answers, as far as it is read. Everything may be absent or null: Podman fills other fields than Docker, and
 * leaves null what it has nothing for.
 */
export interface InspectedContainer {
  readonly Id?: string;
  readonly Name?: string;
  readonly Config?: { readonly Image?: string; readonly Labels?: Record<string, string> | null } | null;
  readonly State?: InspectedState | null;
  readonly NetworkSettings?: { readonly Ports?: PortTable | null } | null;
  readonly HostConfig?: InspectedSettings | null;
  readonly Mounts?: readonly InspectedMount[] | null;
}

interface InspectedState {
  readonly Status?: string;
  readonly ExitCode?: number;
  readonly StartedAt?: string;
  readonly Health?: { readonly Status?: string } | null;
}

interface InspectedSettings {
  readonly Memory?: number | null;
  readonly NanoCpus?: number | null;
  readonly CpuQuota?: number | null;
  readonly CpuPeriod?: number | null;
  readonly PidsLimit?: number | null;
  readonly ShmSize?: number | null;
  readonly Privileged?: boolean;
  readonly PortBindings?: PortTable | null;
  readonly Binds?: readonly string[] | null;
}

type PortTable = Readonly<Record<string, readonly { HostIp?: string; HostPort?: string }[] | null>>;

interface InspectedMount {
  readonly Type?: string;
  readonly Name?: string;
  readonly Source?: string;
  readonly Destination?: string;
  readonly RW?: boolean;
}

export interface InspectedImage {
  readonly Id?: string;
  readonly Config?: { readonly Labels?: Record<string, string> | null } | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly Size?: number;
}

export function readContainerState(answer: InspectedContainer): ContainerState {
  const { Config: config, HostConfig: settings, State: state } = answer;
  return {
    id: answer.Id ?? '',
    name: (answer.Name ?? '').replace(/^\//, ''),
    image: config?.Image ?? '',
    ...readProgress(state ?? {}),
    labels: config?.Labels ?? {},
    ports: readPorts(answer),
    limits: readLimits(settings ?? {}),
    isPrivileged: settings?.Privileged === true,
    mounts: answer.Mounts?.length ? answer.Mounts.map(readMount) : (settings?.Binds ?? []).map(readBind),
  };
}

/** An image may be known by several names; the digest is that of the registry which the reference means. */
export function readImageState(answer: InspectedImage, reference: string): ImageState {
  const name = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  const digests = (answer.RepoDigests ?? []).map((text) => text.split('@'));
  const digest = digests.find(([known = '']) => fullName(known) === fullName(name))?.[1];
  return {
    id: answer.Id ?? '',
    labels: answer.Config?.Labels ?? {},
    ...(digest ? { digest } : {}),
    ...(answer.Size === undefined ? {} : { sizeBytes: answer.Size }),
  };
}

/** Docker leaves out its own registry: `ubuntu` is `docker.io/library/ubuntu`. */
function fullName(name: string): string {
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && /[.:]|^localhost$/.test(first)) return name;
  return rest.length > 0 ? `docker.io/${name}` : `docker.io/library/${name}`;
}

/** The year 1 is what both engines say of one that was never started. */
const NEVER = '0001-01-01';

function readProgress(state: InspectedState): Pick<ContainerState, 'status' | 'exitCode' | 'health' | 'startedAt'> {
  const status = readStatus(state.Status);
  const health = readHealth(state.Health?.Status);
  const { StartedAt: startedAt = '' } = state;
  const hasEnded = status === 'exited' || status === 'dead';
  return {
    status,
    ...(hasEnded && state.ExitCode !== undefined ? { exitCode: state.ExitCode } : {}),
    ...(health ? { health } : {}),
    ...(startedAt === '' || startedAt.startsWith(NEVER) ? {} : { startedAt }),
  };
}

/** Docker's words, and those by which Podman means the same. */
const STATUSES: Readonly<Record<string, ContainerState['status']>> = {
  created: 'created',
  configured: 'created',
  initialized: 'created',
  running: 'running',
  restarting: 'running',
  stopping: 'running',
  paused: 'paused',
  exited: 'exited',
  stopped: 'exited',
  dead: 'dead',
  removing: 'removing',
};

function readStatus(word = ''): ContainerState['status'] {
  return Object.hasOwn(STATUSES, word) ? (STATUSES[word] ?? 'other') : 'other';
}

function readHealth(word: string | undefined): ContainerState['health'] {
  return word === 'starting' || word === 'healthy' || word === 'unhealthy' ? word : undefined;
}

function readLimits(settings: InspectedSettings): ContainerState['limits'] {
  const {
    Memory: memory,
    PidsLimit: pids,
    ShmSize: shared,
    NanoCpus: nano,
    CpuQuota: quota,
    CpuPeriod: period,
  } = settings;
  const cpus = nano ? nano / 1e9 : quota && quota > 0 ? quota / (period || 100_000) : undefined;
  return {
    ...(memory ? { memoryBytes: memory } : {}),
    ...(cpus === undefined ? {} : { cpus }),
    ...(pids && pids > 0 ? { pids } : {}),
    ...(shared ? { sharedMemoryBytes: shared } : {}),
  };
}

/** As bound now; what was asked for while it does not run. */
function readPorts({ NetworkSettings: network, HostConfig: settings }: InspectedContainer): BoundPort[] {
  const bound = toPorts(network?.Ports);
  return bound.length > 0 ? bound : toPorts(settings?.PortBindings);
}

function toPorts(table: PortTable | null | undefined): BoundPort[] {
  return Object.entries(table ?? {}).flatMap(([key, bindings]) =>
    (bindings ?? []).map(({ HostIp: address, HostPort: hostPort }) => ({
      containerPort: Number.parseInt(key, 10),
      address: address || '0.0.0.0',
      hostPort: Number(hostPort) || 0,
    })),
  );
}

function readMount(mount: InspectedMount): ContainerState['mounts'][number] {
  const source = mount.Type === 'volume' ? (mount.Name ?? mount.Source) : mount.Source;
  return { source: source ?? '', target: mount.Destination ?? '', isReadOnly: mount.RW === false };
}

/** `name-or-path:/target:rw,nosuid`, from the right: a path on the left may hold colons of its own. */
function readBind(text: string): ContainerState['mounts'][number] {
  const match = /^(.*?):(\/[^:]*)(?::([^:]*))?$/.exec(text);
  const options = match?.[3]?.split(',') ?? [];
  return { source: match?.[1] ?? text, target: match?.[2] ?? '', isReadOnly: options.includes('ro') };
}
