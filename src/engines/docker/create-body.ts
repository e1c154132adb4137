import type { ContainerCreateOptions } from 'dockerode';
import type { MountPlan } from '../../environment/plan/plan.js';
import type { GpuWish } from '../../environment/spec/spec.js';
import type { ContainerRequest, EngineDescription } from '../engine.js';

/** The request by which Docker makes a container: the same as `docker run` with the arguments of the plan. */
export function createBody(
  { container, hostPorts, givesGpus }: ContainerRequest,
  gpuAccess: EngineDescription['gpuAccess'],
): ContainerCreateOptions {
  const { limits, ports, user } = container;
  const bindings = ports.map(({ containerPort, address }, index) => ({
    key: `${containerPort}/tcp`,
    binding: { HostIp: address, HostPort: String(hostPorts[index] ?? '') },
  }));
  const devices = givesGpus ? deviceRequests(container.gpus, gpuAccess) : [];
  return {
    name: container.name,
    Image: container.image,
    Hostname: container.hostname,
    User: `${user.uid}:${user.gid}`,
    WorkingDir: container.workdir,
    Cmd: [...container.command],
    Env: Object.entries(container.environment).map(([key, value]) => `${key}=${value}`),
    Labels: { ...container.labels },
    StopTimeout: container.stopSeconds,
    // Docker ignores bindings of ports that are not exposed.
    ExposedPorts: Object.fromEntries(bindings.map(({ key }) => [key, {}])),
    HostConfig: {
      PortBindings: groupBindings(bindings),
      Mounts: container.mounts.map(toMount),
      PidsLimit: limits.pids,
      ShmSize: limits.sharedMemoryBytes,
      ...(limits.memoryBytes === undefined ? {} : { Memory: limits.memoryBytes }),
      ...(limits.cpus === undefined ? {} : { NanoCpus: Math.round(limits.cpus * 1e9) }),
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      ...(devices.length > 0 ? { DeviceRequests: devices } : {}),
    },
  };
}

function groupBindings<T>(bindings: readonly { readonly key: string; readonly binding: T }[]): Record<string, T[]> {
  const grouped: Record<string, T[]> = {};
  for (const { key, binding } of bindings) (grouped[key] ??= []).push(binding);
  return grouped;
}

function toMount(mount: MountPlan) {
  const { target: Target } = mount;
  if (mount.kind === 'volume') return { Type: 'volume' as const, Source: mount.name, Target };
  return { Type: 'bind' as const, Source: mount.source, Target, ReadOnly: mount.kind === 'secret' || mount.isReadOnly };
}

/** As `docker run --gpus` asks for them, or by the names of the Container Device Interface. */
function deviceRequests(wish: GpuWish, access: EngineDescription['gpuAccess']) {
  if (wish.kind === 'none') return [];
  if (access === 'cdi') return [{ Driver: 'cdi', DeviceIDs: gpuNames(wish).map((name) => `nvidia.com/gpu=${name}`) }];
  const capabilities = { Driver: '', Capabilities: [['gpu']] };
  if (wish.kind === 'ids') return [{ ...capabilities, DeviceIDs: [...wish.ids] }];
  return [{ ...capabilities, Count: wish.kind === 'count' ? wish.count : -1 }];
}

/** CDI knows GPUs by index or UUID; a number of them are the first ones. */
function gpuNames(wish: GpuWish): readonly string[] {
  if (wish.kind === 'ids') return wish.ids;
  return wish.kind === 'count' ? Array.from({ length: wish.count }, (_, index) => String(index)) : ['all'];
}
