import type { LockedEnvironment } from '../lock/lock.js';
import type { GpuWish, Installer } from '../spec/spec.js';

/** Everything needed to build and start: pure data, printable, made before anything is touched. No secret is in it. */
export interface Plan {
  readonly project: ProjectPlan;
  /** `cpu`, `cu126`, or `given`. */
  readonly accelerator: string;
  readonly environment: LockedEnvironment;
  readonly image: ImagePlan;
  readonly container: ContainerPlan;
  readonly volumes: readonly VolumePlan[];
}

export interface ProjectPlan {
  readonly name: string;
  /** Digest of the folder's real path: two folders of one name are two projects. */
  readonly id: string;
  /** The folder of the spec; absolute. */
  readonly root: string;
}

export interface ImagePlan {
  /** `localhost/torchdock/<name>:<accelerator>-<digest>`. */
  readonly reference: string;
  /** Of all the rest but the labels: the same content of another folder or another torchdock is the same image. */
  readonly digest: string;
  /** With a digest where the lock has one. */
  readonly base: string;
  readonly steps: readonly ImageStep[];
  /** The whole build context beside the Dockerfile; nothing of the user but what the spec names. */
  readonly files: readonly ContextFile[];
  readonly environment: Readonly<Record<string, string>>;
  /** Put before the PATH that the base has: `/opt/venv/bin`. */
  readonly pathFolders: readonly string[];
  readonly user: UserPlan;
  readonly workdir: string;
  readonly exposedPorts: readonly number[];
  /** Undefined where nothing answers by itself. */
  readonly healthcheck?: { readonly command: readonly string[]; readonly intervalSeconds: number };
  readonly entrypoint: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface UserPlan {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** What happens in the image, in order; a writer says it in its language. */
export type ImageStep =
  | { readonly kind: 'system-packages'; readonly names: readonly string[]; readonly mirror?: string }
  /**
   * A virtual environment at `path`, of the Python that is there, or of one that uv brings. Where uv is needed, for this or
   * for packages, `uv` is the requirement by which pip gets it; `python3` and `python3-venv` are among the system packages.
   */
  | {
      readonly kind: 'python';
      readonly from: 'system' | 'uv';
      readonly version?: string;
      readonly path: string;
      readonly uv?: string;
    }
  | {
      readonly kind: 'python-packages';
      readonly installer: Exclude<Installer, 'none'>;
      readonly requirements: readonly string[];
      /** Names of context files. */
      readonly requirementFiles: readonly string[];
      /** In place of PyPI: PyTorch's own index for its wheels, or a mirror. */
      readonly indexUrl?: string;
      /** Name of a context file with exact versions. */
      readonly constraints?: string;
      /** Built in a stage of its own, with compilers that stay behind. */
      readonly compiles: boolean;
    }
  /** Makes the group, the user, the home and the folders that volumes are mounted on, owned by the user. */
  | { readonly kind: 'user'; readonly folders: readonly string[] }
  | { readonly kind: 'copy'; readonly file: string; readonly target: string; readonly mode: string };

export interface ContextFile {
  /** Relative to the build context. */
  readonly path: string;
  readonly content: string;
  readonly isExecutable: boolean;
}

export interface ContainerPlan {
  /** The same for the same project and accelerator: `torchdock-<name>-<id>`. */
  readonly name: string;
  /** Digest of all the rest, ports on the host left out: another one means that the container must be made anew. */
  readonly digest: string;
  readonly image: string;
  readonly hostname: string;
  readonly user: UserPlan;
  readonly workdir: string;
  /** Words after the image: services and command, as the start script takes them. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly mounts: readonly MountPlan[];
  readonly ports: readonly PublishedPort[];
  readonly gpus: GpuWish;
  readonly limits: {
    readonly memoryBytes?: number;
    readonly cpus?: number;
    readonly pids: number;
    readonly sharedMemoryBytes: number;
  };
  /** What a container of torchdock always has; told so that exports and `verify` can say it. */
  readonly security: { readonly noNewPrivileges: true; readonly dropsAllCapabilities: true };
  /** Seconds between the request to stop and the end. */
  readonly stopSeconds: number;
  readonly labels: Readonly<Record<string, string>>;
}

export type MountPlan =
  | { readonly kind: 'bind'; readonly source: string; readonly target: string; readonly isReadOnly: boolean }
  | { readonly kind: 'volume'; readonly name: string; readonly target: string }
  /** A 0600 file of `.torchdock/` in the project, made by the workflow before the start; read-only inside. */
  | { readonly kind: 'secret'; readonly name: string; readonly source: string; readonly target: string };

export interface PublishedPort {
  readonly service: 'jupyter' | 'ssh' | 'other';
  readonly containerPort: number;
  readonly address: string;
  /** The first to try. */
  readonly hostPort: number;
}

export interface VolumePlan {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The label keys by which torchdock knows what is its own; nothing else is ever touched. */
export const LABELS = {
  project: 'torchdock.project',
  name: 'torchdock.name',
  root: 'torchdock.root',
  version: 'torchdock.version',
  imageDigest: 'torchdock.image-digest',
  containerDigest: 'torchdock.container-digest',
  /** On every layer that Podman keeps of a build, also of one that came to no end; the same for all projects, who share layers. */
  layer: 'torchdock.layer',
  /** The container plan as JSON, so that a change can be told field by field. */
  container: 'torchdock.container',
} as const;
