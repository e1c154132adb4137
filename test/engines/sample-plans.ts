import type { BuildRequest, ContainerRequest } from '../../src/engines/engine.js';
import type { ContainerPlan, ContextFile, ImagePlan } from '../../src/environment/plan/plan.js';
import { LABELS } from '../../src/environment/plan/plan.js';
import { TINY_IMAGE } from '../setup/engines.js';

const TORCH = { name: 'torch', uid: 1000, gid: 1000, home: '/home' };
const MIB = 2 ** 20;

export function sampleBuild(name: string, lines: readonly string[], files: readonly ContextFile[] = []): BuildRequest {
  const image: ImagePlan = {
    reference: `localhost/torchdock-test/${name}:1`,
    digest: `digest-of-${name}`,
    base: TINY_IMAGE,
    steps: [],
    files,
    environment: {},
    user: TORCH,
    workdir: '/',
    pathFolders: [],
    exposedPorts: [],
    entrypoint: [],
    labels: {},
  };
  return { image, dockerfile: [`FROM ${TINY_IMAGE}`, ...lines, ''].join('\n'), pulls: false };
}

/** A container that waits until it is told to stop. */
export function sampleContainer(changes: Partial<ContainerPlan> = {}): ContainerRequest {
  const name = changes.name ?? 'torchdock-sample';
  const digest = changes.digest ?? 'sha256:first';
  const container: ContainerPlan = {
    name,
    digest,
    image: TINY_IMAGE,
    hostname: 'sample',
    user: TORCH,
    workdir: '/tmp',
    command: ['sh', '-c', 'trap "exit 0" TERM; sleep 600 & wait'],
    environment: {},
    mounts: [],
    ports: [],
    gpus: { kind: 'none' },
    limits: { pids: 100, sharedMemoryBytes: 8 * MIB },
    security: { noNewPrivileges: true, dropsAllCapabilities: true },
    stopSeconds: 1,
    ...changes,
    labels: { 'torchdock.test': 'yes', ...changes.labels, [LABELS.containerDigest]: digest },
  };
  return { container, hostPorts: container.ports.map(({ hostPort }) => hostPort), givesGpus: true };
}
