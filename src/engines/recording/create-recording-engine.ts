import { quoteWord } from '../../base/shell/escape.js';
import type { VolumePlan } from '../../environment/plan/plan.js';
import { runArguments } from '../../environment/plan/run-arguments.js';
import { createUnlessSame } from '../adopt-container.js';
import { assertName, assertReference } from '../api/names.js';
import {
  type BuildRequest,
  type ContainerRequest,
  type ContainerState,
  type Engine,
  type EngineDescription,
  EngineError,
  type EngineKind,
  type ImageState,
} from '../engine.js';

/** An engine that does nothing and remembers what it would have done. */
export interface RecordingEngine extends Engine {
  /** Command lines for a POSIX shell, in the order in which they would run; what only asks is left out. */
  readonly commands: readonly string[];
}

/**
 * For rehearsals (`--dry-run`) and for tests. It begins with nothing and keeps in memory what it is told to make, so that a
 * whole story can be played: an image that was built is found, a container that was started runs.
 */
export function createRecordingEngine(
  kind: EngineKind,
  onCommand: (command: string) => void = () => undefined,
): RecordingEngine {
  const world = createWorld();
  const commands: string[] = [];
  const record = (...words: readonly string[]): void => {
    const command = [kind, ...words].map(quoteWord).join(' ');
    commands.push(command);
    onCommand(command);
  };
  return {
    commands,
    description: describe(kind),
    ...imagesOf(world, kind, record),
    ...containersOf(world, kind, record),
    ...volumesOf(world, record),
    readLogs: async (name) => record('logs', assertName(name)),
    execute: async (name, argv, options) => {
      const user = options?.user === undefined ? [] : ['--user', options.user];
      record('exec', ...(options?.input === undefined ? [] : ['-i']), ...user, assertName(name), ...argv);
      return { status: 0, stdout: '', stderr: '' };
    },
    shellCommand: (name, argv, isInteractive) => [kind, 'exec', isInteractive ? '-it' : '-i', name, ...argv],
    close: async () => undefined,
  };
}

type Recorder = (...words: readonly string[]) => void;

interface World {
  readonly images: Map<string, ImageState>;
  readonly containers: Map<string, ContainerState>;
  readonly volumes: Map<string, VolumePlan>;
}

function createWorld(): World {
  return { images: new Map(), containers: new Map(), volumes: new Map() };
}

function describe(kind: EngineKind): EngineDescription {
  return {
    kind,
    version: 'none',
    address: 'nowhere',
    isRootless: false,
    cgroupVersion: undefined,
    gpuAccess: kind === 'podman' ? 'cdi' : 'device-request',
    storagePath: undefined,
    builder: kind === 'podman' ? 'buildah' : 'buildkit',
  };
}

function imagesOf({ images }: World, kind: EngineKind, record: Recorder) {
  return {
    findImage: async (reference: string) => images.get(reference),
    buildImage: async ({ image, pulls }: BuildRequest) => {
      const format = kind === 'podman' ? ['--format', 'docker'] : [];
      // `CONTEXT`: a folder with the Dockerfile and the files of the plan, as `torchdock export` writes them.
      record('build', ...format, ...(pulls ? ['--pull'] : []), '--tag', assertReference(image.reference), 'CONTEXT');
      const id = image.digest;
      images.set(image.reference, { id, labels: image.labels });
      return { kind: 'built', imageId: id } as const;
    },
    listImages: async (labels: Labels) =>
      [...images].filter(([, state]) => carries(state, labels)).map(([reference]) => reference),
    removeUnfinished: async (labels: Labels) => {
      const filters = Object.entries(labels).flatMap(([key, value]) => ['--filter', `label=${key}=${value}`]);
      record('image', 'prune', '--force', ...filters);
    },
    removeImage: async (reference: string) => {
      if (images.delete(assertReference(reference))) record('rmi', reference);
    },
  };
}

function containersOf({ containers }: World, kind: EngineKind, record: Recorder) {
  const findContainer = async (name: string): Promise<ContainerState | undefined> => containers.get(name);
  const change = (name: string, status: ContainerState['status'], ...words: readonly string[]): void => {
    const found = containers.get(assertName(name));
    if (!found || found.status === status) return;
    record(...words, name);
    containers.set(name, { ...found, status, ...(status === 'exited' ? { exitCode: 0 } : {}) });
  };
  return {
    findContainer,
    listContainers: async (labels: Labels) => [...containers.values()].filter((state) => carries(state, labels)),
    createContainer: (request: ContainerRequest) =>
      createUnlessSame(
        request.container,
        async () => {
          const name = assertName(request.container.name);
          if (containers.has(name)) throw new EngineError('name-in-use', `the name ${name} is already in use`);
          const { container, hostPorts, givesGpus } = request;
          record(...runArguments(container, { engine: kind, verb: 'create', hostPorts, givesGpus }));
          containers.set(name, toState(request));
        },
        findContainer,
      ),
    startContainer: async (name: string) => {
      if (!containers.has(assertName(name))) throw new EngineError('refused', `no such container: ${name}`);
      change(name, 'running', 'start');
    },
    stopContainer: async (name: string, seconds: number) => {
      if (containers.get(name)?.status === 'running') change(name, 'exited', 'stop', '-t', String(seconds));
    },
    removeContainer: async (name: string) => {
      if (containers.delete(assertName(name))) record('rm', '--force', '--volumes', name);
    },
  };
}

function volumesOf({ volumes }: World, record: Recorder) {
  return {
    listVolumes: async (labels: Labels) => [...volumes.values()].filter((volume) => carries(volume, labels)),
    findVolume: async (name: string) => volumes.get(name),
    createVolume: async (volume: VolumePlan) => {
      if (volumes.has(assertName(volume.name))) return;
      const labels = Object.entries(volume.labels).flatMap(([key, value]) => ['--label', `${key}=${value}`]);
      record('volume', 'create', ...labels, volume.name);
      volumes.set(volume.name, volume);
    },
    removeVolume: async (name: string) => {
      if (volumes.delete(assertName(name))) record('volume', 'rm', name);
    },
  };
}

type Labels = Readonly<Partial<{ [key: string]: string }>>;

function carries(thing: { readonly labels: Labels }, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => thing.labels[key] === value);
}

function toState({ container, hostPorts }: ContainerRequest): ContainerState {
  return {
    id: container.digest,
    name: container.name,
    image: container.image,
    status: 'created',
    labels: container.labels,
    ports: container.ports.map(({ containerPort, address, hostPort }, index) => ({
      containerPort,
      address,
      hostPort: hostPorts[index] ?? hostPort,
    })),
    limits: container.limits,
    isPrivileged: false,
    mounts: container.mounts.map((mount) => ({
      source: mount.kind === 'volume' ? mount.name : mount.source,
      target: mount.target,
      isReadOnly: mount.kind === 'secret' || (mount.kind === 'bind' && mount.isReadOnly),
    })),
  };
}
