import { type ContainerState, type Engine, EngineError, type ImageState } from '../../src/engines/engine.js';
import type { ContainerPlan, VolumePlan } from '../../src/environment/plan/plan.js';
import type { Host } from '../../src/host/host.js';
import { createMemoryHost, type MemoryHost } from '../../src/host/memory-host.js';

/** What a container of the fake does once it is started. */
export type Behaviour = 'answers' | 'silent' | 'fails' | 'ends well';

/** A machine made of memory: an engine, its network and a clock that moves when somebody waits. */
export interface FakeMachine {
  readonly containers: Map<string, FakeContainer>;
  readonly images: Map<string, ImageState>;
  readonly volumes: Map<string, VolumePlan>;
  /** Ports of the host that somebody else listens on. */
  readonly takenPorts: Set<number>;
  /** Ports that look free and are refused at the start, once each. */
  readonly treacherousPorts: Set<number>;
  readonly files: MemoryHost['files'];
  readonly behaviour: { now: Behaviour; buildFails: boolean; hasGpu: boolean; refusesGpu: boolean };
  /** Every call that changed something, in order: `start torchdock-lab-…`. */
  readonly changes: string[];
  readonly environment: Record<string, string>;
}

interface FakeContainer {
  state: ContainerState;
  readonly plan: ContainerPlan | undefined;
  readonly hasGpus: boolean;
}

/** The process ends here: nothing of it happens any more, no clean-up either. */
export class Killed extends Error {}

/** Called at each step that leaves the process; `effect` is what it does to the world. */
export type Step = <T>(name: string, effect: () => T) => T;

export const LIVES: Step = (_name, effect) => effect();

/** Ends the process at one step, before or after its effect; `steps` counts them. */
export function killAt(index: number, moment: 'before' | 'after'): { readonly step: Step; readonly seen: string[] } {
  const seen: string[] = [];
  let isDead = false;
  const step: Step = (name, effect) => {
    if (isDead) throw new Killed(name);
    seen.push(name);
    const isNow = seen.length - 1 === index;
    if (isNow) isDead = true;
    if (isNow && moment === 'before') throw new Killed(name);
    const result = effect();
    if (isNow) throw new Killed(name);
    return result;
  };
  return { step, seen };
}

export function createMachine(files: Readonly<Record<string, string>> = {}): FakeMachine {
  return {
    containers: new Map(),
    images: new Map(),
    volumes: new Map(),
    takenPorts: new Set(),
    treacherousPorts: new Set(),
    files: createMemoryHost(files).files,
    behaviour: { now: 'answers', buildFails: false, hasGpu: false, refusesGpu: false },
    changes: [],
    environment: {},
  };
}

/** The host of one process on the machine. */
export function createFakeHost(machine: FakeMachine, step: Step = LIVES, workingDirectory = '/work'): Host {
  const memory = createMemoryHost({}, workingDirectory);
  let nowMs = 0;
  const put = (path: string, content: string | Uint8Array): void => {
    machine.changes.push(`write ${path}`);
    machine.files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  };
  // The files of the machine are shared by all its processes.
  const reading = shareFiles(machine.files, workingDirectory);
  return {
    ...memory,
    readFile: reading.readFile,
    readDirectory: reading.readDirectory,
    status: reading.status,
    environment: machine.environment,
    writeFile: (path, content) => step(`writeFile ${path}`, () => put(path, content)),
    writePrivateFile: (path, content) => step(`writePrivateFile ${path}`, () => put(path, content)),
    createPrivateFile: (path, content) =>
      step(`createPrivateFile ${path}`, () => {
        if (machine.files.has(path)) return false;
        put(path, content);
        return true;
      }),
    removeFile: (path) =>
      step(`removeFile ${path}`, () => {
        if (machine.files.delete(path)) machine.changes.push(`remove ${path}`);
      }),
    network: {
      isFree: async (_address, port) =>
        step(`isFree ${port}`, () => !machine.takenPorts.has(port) && !isBound(machine, port)),
      get: async (url) => {
        const port = Number(new URL(url).port);
        const answer = { status: 200, headers: {}, body: '{"version": "2"}' };
        return step(`get ${url}`, () => (answeringPorts(machine).has(port) ? answer : undefined));
      },
      readBanner: async (_address, port) =>
        step(`banner ${port}`, () => (answeringPorts(machine).has(port) ? 'SSH-2.0-OpenSSH_9.2' : undefined)),
    },
    sleep: async (durationMs) => step('sleep', () => void (nowMs += durationMs)),
    monotonicMs: () => nowMs,
  };
}

function shareFiles(files: MemoryHost['files'], workingDirectory: string): MemoryHost {
  const host = createMemoryHost({}, workingDirectory);
  const fresh = (): MemoryHost => {
    host.files.clear();
    for (const [path, content] of files) host.files.set(path, content);
    return host;
  };
  return {
    ...host,
    readFile: (path, most) => fresh().readFile(path, most),
    readDirectory: (path) => fresh().readDirectory(path),
    status: (path) => fresh().status(path),
  };
}

function isBound(machine: FakeMachine, port: number): boolean {
  return [...machine.containers.values()].some(
    ({ state }) => state.status === 'running' && state.ports.some(({ hostPort }) => hostPort === port),
  );
}

function answeringPorts(machine: FakeMachine): ReadonlySet<number> {
  if (machine.behaviour.now !== 'answers') return new Set();
  const running = [...machine.containers.values()].filter(({ state }) => state.status === 'running');
  return new Set(running.flatMap(({ state }) => state.ports.map(({ hostPort }) => hostPort)));
}

/** An engine as the contract says it is: what exists in the wanted state is left, what is gone is no error. */
export function createFakeEngine(machine: FakeMachine, step: Step = LIVES): Engine {
  const { containers, images, volumes, behaviour, changes } = machine;
  let made = 0;
  const call = async <T>(name: string, effect: () => T): Promise<T> => {
    // Others get their turn between two calls.
    await Promise.resolve();
    return step(name, effect);
  };
  const change = <T>(name: string, effect: () => T): Promise<T> =>
    call(name, () => {
      changes.push(name);
      return effect();
    });
  const update = (name: string, state: Partial<ContainerState>): void => {
    const found = containers.get(name);
    if (found) found.state = { ...found.state, ...state };
  };
  return {
    description: {
      kind: 'podman',
      version: '0',
      address: 'memory',
      isRootless: false,
      cgroupVersion: 2,
      gpuAccess: behaviour.hasGpu ? 'cdi' : undefined,
      storagePath: undefined,
    },
    findImage: (reference) => call(`findImage ${reference}`, () => images.get(reference)),
    buildImage: async ({ image }, onEvent, interrupted) => {
      onEvent({ kind: 'step', index: 1, count: 2, title: `FROM ${image.base}` });
      onEvent({ kind: 'line', text: 'Get:1 http://deb.example bookworm InRelease' });
      if (interrupted.aborted) return { kind: 'interrupted' };
      if (behaviour.buildFails) {
        onEvent({ kind: 'line', text: 'E: Unable to locate package nothing' });
        return { kind: 'failed', message: 'exit status 100', step: 'RUN apt-get install nothing' };
      }
      return change(`build ${image.reference}`, () => {
        images.set(image.reference, { id: 'sha256:1', labels: image.labels, sizeBytes: 2 ** 30 });
        return { kind: 'built', imageId: 'sha256:1' };
      });
    },
    listImages: (labels) =>
      call('listImages', () =>
        [...images].filter(([, { labels: own }]) => hasLabels(own, labels)).map(([reference]) => reference),
      ),
    removeUnfinished: () => call('removeUnfinished', () => undefined),
    removeImage: (reference) => change(`remove image ${reference}`, () => void images.delete(reference)),
    findContainer: (name) => call(`findContainer ${name}`, () => containers.get(name)?.state),
    listContainers: (labels) =>
      call('listContainers', () =>
        [...containers.values()].map(({ state }) => state).filter((state) => hasLabels(state.labels, labels)),
      ),
    createContainer: ({ container, hostPorts, givesGpus }) =>
      change(`create ${container.name}${givesGpus ? ' with GPUs' : ''}`, () => {
        const existing = containers.get(container.name);
        if (existing && existing.plan?.digest === container.digest) return;
        if (existing) throw new EngineError('name-in-use', 'that name is already in use');
        if (!images.has(container.image)) throw new EngineError('no-such-image', `no image ${container.image}`);
        const ports = container.ports.map(({ containerPort, address }, index) => ({
          containerPort,
          address,
          hostPort: hostPorts[index] ?? 0,
        }));
        made += 1;
        containers.set(container.name, {
          plan: container,
          hasGpus: givesGpus,
          state: {
            id: `id-${made}-${changes.length}`,
            name: container.name,
            image: container.image,
            status: 'created',
            labels: container.labels,
            ports,
            limits: {},
            mounts: [],
          },
        });
      }),
    startContainer: (name) =>
      change(`start ${name}`, () => {
        const found = containers.get(name);
        if (!found) throw new EngineError('refused', `no container ${name}`);
        if (found.state.status === 'running') return;
        for (const { hostPort } of found.state.ports)
          if (
            machine.takenPorts.has(hostPort) ||
            machine.treacherousPorts.delete(hostPort) ||
            isBound(machine, hostPort)
          )
            throw new EngineError('port-in-use', `port ${hostPort} is already allocated`);
        if (found.hasGpus && behaviour.refusesGpu) throw new EngineError('no-gpu', 'could not select device driver');
        const isOver = behaviour.now === 'fails' || behaviour.now === 'ends well';
        const { exitCode: _exitCode, ...fresh } = found.state;
        found.state = fresh;
        update(
          name,
          isOver ? { status: 'exited', exitCode: behaviour.now === 'fails' ? 1 : 0 } : { status: 'running' },
        );
      }),
    stopContainer: (name) =>
      change(`stop ${name}`, () => {
        if (containers.get(name)?.state.status === 'running') update(name, { status: 'exited', exitCode: 0 });
      }),
    removeContainer: (name) => change(`remove ${name}`, () => void containers.delete(name)),
    listVolumes: (labels) =>
      call('listVolumes', () => [...volumes.values()].filter((volume) => hasLabels(volume.labels, labels))),
    findVolume: (name) => call(`findVolume ${name}`, () => volumes.get(name)),
    createVolume: (volume) =>
      change(`create volume ${volume.name}`, () => {
        if (!volumes.has(volume.name)) volumes.set(volume.name, volume);
      }),
    removeVolume: (name) => change(`remove volume ${name}`, () => void volumes.delete(name)),
    readLogs: (name, { tail }, onText) =>
      call(`logs ${name}`, () => {
        const lines = ['starting', 'ImportError: no module named torhc'];
        onText(lines.slice(-(tail ?? lines.length)).join('\n'));
      }),
    execute: (name, argv) =>
      call(`execute ${argv.join(' ')}`, () => {
        if (containers.get(name)?.state.status !== 'running') throw new EngineError('refused', 'not running');
        return { status: 0, stdout: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHostKey torchdock\n', stderr: '' };
      }),
    shellCommand: (name, argv, isInteractive) => ['podman', 'exec', isInteractive ? '-it' : '-i', name, ...argv],
    close: async () => undefined,
  };
}

function hasLabels(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
