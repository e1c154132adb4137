import type { MountPlan, Plan } from '../environment/plan/plan.js';
import { requestGpus } from './gpu-request.js';

/** What a plan says of a container, one row each; `mapping.ts` tells where it goes in each target. */
export const FIELDS = {
  image: { title: 'image', isUsed: () => true },
  gpus: { title: 'GPUs', isUsed: (plan) => requestGpus(plan).kind !== 'none' },
  optionalGpus: {
    title: 'GPUs, if there are any',
    isUsed: (plan) => plan.container.gpus.kind === 'auto' && requestGpus(plan).kind === 'all',
  },
  allGpus: { title: 'all GPUs', isUsed: (plan) => requestGpus(plan).kind === 'all' },
  gpuCount: { title: 'a number of GPUs', isUsed: (plan) => requestGpus(plan).kind === 'count' },
  gpuIds: { title: 'GPUs by number', isUsed: (plan) => plan.container.gpus.kind === 'ids' },
  memory: { title: 'memory', isUsed: (plan) => plan.container.limits.memoryBytes !== undefined },
  cpus: { title: 'processors', isUsed: (plan) => plan.container.limits.cpus !== undefined },
  pids: { title: 'number of processes', isUsed: () => true },
  sharedMemory: { title: 'shared memory', isUsed: () => true },
  folders: { title: 'folders of the host', isUsed: (plan) => hasMount(plan, 'bind') },
  volumes: { title: 'volumes', isUsed: (plan) => hasMount(plan, 'volume') },
  secrets: { title: 'secrets', isUsed: (plan) => hasMount(plan, 'secret') },
  environment: { title: 'environment', isUsed: (plan) => Object.keys(plan.container.environment).length > 0 },
  ports: { title: 'ports', isUsed: (plan) => plan.container.ports.length > 0 },
  user: { title: 'user', isUsed: () => true },
  workdir: { title: 'working folder', isUsed: () => true },
  hostname: { title: 'host name', isUsed: () => true },
  command: { title: 'services and command', isUsed: (plan) => plan.container.command.length > 0 },
  health: { title: 'health check', isUsed: (plan) => plan.image.healthcheck !== undefined },
  rights: { title: 'no new rights, no capabilities', isUsed: () => true },
  stop: { title: 'time to stop', isUsed: () => true },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly isUsed: (plan: Plan) => boolean }>>;

export type Field = keyof typeof FIELDS;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly Field[];

function hasMount({ container }: Plan, kind: MountPlan['kind']): boolean {
  return container.mounts.some((mount) => mount.kind === kind);
}
