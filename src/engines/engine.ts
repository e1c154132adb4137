import type { ContainerPlan, ImagePlan, VolumePlan } from '../environment/plan/plan.js';
import type { Finding } from '../findings/finding.js';

export type EngineKind = 'docker' | 'podman';

/** What an engine said of itself when it was probed; abilities are what was seen, never what a version number promises. */
export interface EngineDescription {
  readonly kind: EngineKind;
  /** As the engine prints it; for people, never compared. */
  readonly version: string;
  /** How it is reached: a socket path, or the name of the program. */
  readonly address: string;
  readonly isRootless: boolean;
  readonly cgroupVersion: 1 | 2 | undefined;
  /** How a GPU can be given; undefined when there is no way. */
  readonly gpuAccess: 'cdi' | 'device-request' | undefined;
  /** Where images and volumes are kept: for free space. */
  readonly storagePath: string | undefined;
  /** What builds images; `classic` is a Docker without BuildKit, by which torchdock cannot build. */
  readonly builder?: 'buildkit' | 'buildah' | 'classic';
}

export interface ImageState {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `sha256:…` under which a registry knows it. */
  readonly digest?: string;
  readonly sizeBytes?: number;
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly status: 'created' | 'running' | 'paused' | 'exited' | 'dead' | 'removing' | 'other';
  readonly exitCode?: number;
  /** What its HEALTHCHECK last said; undefined when it has none or the engine runs none. */
  readonly health?: 'starting' | 'healthy' | 'unhealthy';
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly BoundPort[];
  /** As the engine says they are; `verify` compares them with what is measured inside. */
  readonly limits: {
    readonly memoryBytes?: number;
    readonly cpus?: number;
    readonly pids?: number;
    readonly sharedMemoryBytes?: number;
  };
  readonly isPrivileged?: boolean;
  /** When it was last started, as ISO 8601; absent when it never was, or the engine does not say. */
  readonly startedAt?: string;
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly isReadOnly: boolean }[];
}

export interface BoundPort {
  readonly containerPort: number;
  /** `0.0.0.0` or `::` when it is published on every address. */
  readonly address: string;
  readonly hostPort: number;
}

/** One line or step of a build, as it happens. */
export type BuildEvent =
  | { readonly kind: 'step'; readonly index: number; readonly count: number | undefined; readonly title: string }
  | { readonly kind: 'line'; readonly text: string };

export type BuildResult =
  | { readonly kind: 'built'; readonly imageId: string }
  | { readonly kind: 'failed'; readonly message: string; readonly step?: string }
  /** `goesOn`: the engine cannot be asked to end it, and finishes it with nobody waiting. */
  | { readonly kind: 'interrupted'; readonly goesOn?: true };

/** A Dockerfile and its context, all of it in memory: nothing of the user's folder is sent but what the plan names. */
export interface BuildRequest {
  readonly image: ImagePlan;
  readonly dockerfile: string;
  /** Whether a registry is asked for a newer base; one that is missing is fetched in any case. */
  readonly pulls: boolean;
}

/** The plan with what only this host knows. */
export interface ContainerRequest {
  readonly container: ContainerPlan;
  /** The host port of each published port, in the order of the plan. */
  readonly hostPorts: readonly number[];
  /** Whether the GPUs of an `auto` wish are given. */
  readonly givesGpus: boolean;
}

export interface ExecuteResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It did not end in time and was killed; the status is then 124, as timeout(1) says it. */
  readonly isTimedOut?: true;
}

/**
 * What runs a plan. Every method that changes something is safe to repeat: what exists already in the wanted state is left,
 * what is gone already is no error. Refusals of the engine throw `EngineError`; nothing else is thrown.
 */
export interface Engine {
  readonly description: EngineDescription;
  findImage(reference: string): Promise<ImageState | undefined>;
  buildImage(
    request: BuildRequest,
    onEvent: (event: BuildEvent) => void,
    interrupted: AbortSignal,
  ): Promise<BuildResult>;
  /** Names of the images that carry these labels; one that has lost its name is not among them. */
  listImages(labels: Readonly<Record<string, string>>): Promise<readonly string[]>;
  removeImage(reference: string): Promise<void>;
  /** Removes images without a name that carry these labels, as Podman keeps them of a build that came to no end. */
  removeUnfinished(labels: Readonly<Record<string, string>>): Promise<void>;
  findContainer(name: string): Promise<ContainerState | undefined>;
  /** Those with these labels, running or not. */
  listContainers(labels: Readonly<Record<string, string>>): Promise<readonly ContainerState[]>;
  createContainer(request: ContainerRequest): Promise<void>;
  startContainer(name: string): Promise<void>;
  stopContainer(name: string, seconds: number): Promise<void>;
  removeContainer(name: string): Promise<void>;
  listVolumes(labels: Readonly<Record<string, string>>): Promise<readonly VolumePlan[]>;
  findVolume(name: string): Promise<VolumePlan | undefined>;
  createVolume(volume: VolumePlan): Promise<void>;
  removeVolume(name: string): Promise<void>;
  /** `tail` lines, and what follows until the signal when `follows`. */
  readLogs(
    name: string,
    options: { readonly tail?: number; readonly follows: boolean },
    onText: (text: string) => void,
    interrupted: AbortSignal,
  ): Promise<void>;
  /** Runs a program inside, as the container's own user unless another is named, without a terminal. */
  execute(
    name: string,
    argv: readonly string[],
    options?: { readonly user?: string; readonly input?: string; readonly timeoutMs?: number },
  ): Promise<ExecuteResult>;
  /**
   * All that the engine keeps of a container and of an image and tells whoever asks it, as text: no secret may be in it.
   * Absent where an engine has nothing to tell.
   */
  readRecords?(
    name: string,
    image: string,
  ): Promise<{ readonly container: string; readonly image: string; readonly history: string }>;
  /** The program of the host that opens a terminal inside: `['podman', 'exec', '-it', …]`. */
  shellCommand(name: string, argv: readonly string[], isInteractive: boolean): readonly string[];
  /** Lets go of sockets and of a service that it started. */
  close(): Promise<void>;
}

/** The engine refused, or could not be reached. */
export class EngineError extends Error {
  constructor(
    readonly reason: 'unreachable' | 'refused' | 'port-in-use' | 'name-in-use' | 'no-such-image' | 'no-gpu',
    message: string,
    readonly finding?: Finding,
  ) {
    super(message);
    this.name = 'EngineError';
  }
}
