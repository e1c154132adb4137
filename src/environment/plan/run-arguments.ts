import type { GpuWish } from '../spec/spec.js';
import { quoteMountField } from './escape.js';
import type { ContainerPlan, MountPlan } from './plan.js';

export interface RunOptions {
  readonly engine: 'docker' | 'podman';
  /** `create` only makes it; `run` starts it too, in the background. */
  readonly verb: 'create' | 'run';
  /** The host port of each published port, in the order of the plan; those of the plan when absent. */
  readonly hostPorts?: readonly number[];
  /** Whether the GPUs of the plan are given; decided by who knows the machine. */
  readonly givesGpus: boolean;
  /** `cdi` names devices as `nvidia.com/gpu=all`; Podman knows no other way. */
  readonly gpuAccess?: 'cdi' | 'device-request' | undefined;
  /** Of rootless Podman: the uid that runs it, which is mapped to that of the container's user. */
  readonly rootlessUid?: number | undefined;
}

type Flag = readonly [flag: string, values: readonly string[]];

/** What an engine says otherwise than the other. */
const DIFFERENCES: Readonly<
  Record<
    RunOptions['engine'],
    {
      readonly gpus: (gpus: GpuWish, access: RunOptions['gpuAccess']) => Flag;
      readonly userNamespace: (container: ContainerPlan, rootlessUid: number | undefined) => string | undefined;
    }
  >
> = {
  docker: {
    gpus: (gpus, access) => (access === 'cdi' ? cdiDevices(gpus) : deviceRequest(gpus)),
    // Rootless Docker maps its own user to root inside, and no other: the workspace is then root's.
    userNamespace: () => undefined,
  },
  podman: {
    gpus: cdiDevices,
    userNamespace: ({ user }, rootlessUid) => {
      if (rootlessUid === undefined) return undefined;
      // The long form is known since Podman 4.3; where nothing is to be mapped the short one does.
      return rootlessUid === user.uid ? 'keep-id' : `keep-id:uid=${user.uid},gid=${user.gid}`;
    },
  },
};

/** The words behind `docker` or `podman` that make the container of a plan. Every value is one word, unquoted. */
export function runArguments(container: ContainerPlan, options: RunOptions): readonly string[] {
  const { limits, user, image, command } = container;
  const { gpus, userNamespace } = DIFFERENCES[options.engine];
  const flags: readonly (readonly [flag: string, values: readonly (string | number | undefined)[]])[] = [
    // The image was built here; a registry of that name would be somebody else's.
    ['--pull', ['never']],
    ['--name', [container.name]],
    ['--hostname', [container.hostname]],
    ['--user', [`${user.uid}:${user.gid}`]],
    ['--userns', [userNamespace(container, options.rootlessUid)]],
    ['--workdir', [container.workdir]],
    ['--env', assignments(container.environment)],
    ['--mount', container.mounts.map(mountArgument)],
    ['--publish', publishedPorts(container, options.hostPorts)],
    ...(options.givesGpus ? [gpus(container.gpus, options.gpuAccess)] : []),
    ['--memory', [limits.memoryBytes]],
    ['--cpus', [limits.cpus]],
    ['--pids-limit', [limits.pids]],
    ['--shm-size', [limits.sharedMemoryBytes]],
    ['--security-opt', ['no-new-privileges']],
    ['--cap-drop', ['ALL']],
    ['--stop-timeout', [container.stopSeconds]],
    ['--label', assignments(container.labels)],
  ];
  return [
    options.verb,
    ...(options.verb === 'run' ? ['--detach'] : []),
    ...flags.flatMap(([flag, values]) => values.flatMap((value) => (value === undefined ? [] : [flag, String(value)]))),
    image,
    ...command,
  ];
}

function assignments(record: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(record).map(([name, value]) => `${name}=${value}`);
}

function mountArgument(mount: MountPlan): string {
  const source = mount.kind === 'volume' ? mount.name : mount.source;
  const isReadOnly = mount.kind === 'secret' || (mount.kind === 'bind' && mount.isReadOnly);
  return [
    `type=${mount.kind === 'volume' ? 'volume' : 'bind'}`,
    `source=${source}`,
    `target=${mount.target}`,
    ...(isReadOnly ? ['readonly'] : []),
  ]
    .map(quoteMountField)
    .join(',');
}

function publishedPorts({ ports }: ContainerPlan, hostPorts: readonly number[] = []): readonly string[] {
  return ports.map(({ address, containerPort, hostPort }, at) => {
    const host = address.includes(':') ? `[${address}]` : address;
    return `${host}:${hostPorts[at] ?? hostPort}:${containerPort}`;
  });
}

/** Docker reads the value of `--gpus` as comma separated, so a list is quoted inside it. */
function deviceRequest(gpus: GpuWish): Flag {
  if (gpus.kind === 'none') return ['--gpus', []];
  if (gpus.kind === 'count') return ['--gpus', [String(gpus.count)]];
  return ['--gpus', [gpus.kind === 'ids' ? `"device=${gpus.ids.join(',')}"` : 'all']];
}

function cdiDevices(gpus: GpuWish): Flag {
  return ['--device', cdiNames(gpus).map((name) => `nvidia.com/gpu=${name}`)];
}

function cdiNames(gpus: GpuWish): readonly string[] {
  switch (gpus.kind) {
    case 'none':
      return [];
    case 'count':
      return Array.from({ length: gpus.count }, (_, index) => String(index));
    case 'ids':
      return gpus.ids;
    default:
      return ['all'];
  }
}
