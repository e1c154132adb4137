import type { Place } from '../../base/text.js';
import type { RequestWords } from '../resolver/request.js';

/**
 * `torchdock.yaml`: what somebody wants, small, all of it optional. This is what the file says with the usual values filled
 * in; a relative path stays as written, relative to the folder of the spec.
 */
export interface Spec {
  /** Lower case letters, digits and dashes; the folder's name when the file gives none. */
  readonly name: string;
  /** Versions wished for, in the words of the resolver; what is absent is chosen. */
  readonly versions: RequestWords;
  /** Builds that the lock serves besides the one that is chosen by itself: `cpu`, `cu126`. */
  readonly accelerators: readonly string[];
  /** An image reference that takes the place of the chosen base. */
  readonly base?: string;
  /** How PyTorch gets in; `none` when the base or the system packages bring it, and torchdock only measures it. */
  readonly installer: Installer;
  readonly packages: PackageSpec;
  readonly mirrors: MirrorSpec;
  readonly trust: TrustSpec;
  readonly user: UserSpec;
  /** The folder that is the container's workspace; bound, not copied. */
  readonly workspace: { readonly source: string; readonly target: string };
  /** Named volumes: they outlive the container. */
  readonly volumes: readonly { readonly name: string; readonly target: string }[];
  /** Folders of the host, bound as they are. */
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly isReadOnly: boolean }[];
  /** Settings that are no secrets: they can be read in the image and in `inspect`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Variables of the host's environment that reach the container as files, and as variables of what it starts. */
  readonly secrets: readonly string[];
  readonly jupyter?: JupyterSpec;
  readonly ssh?: SshSpec;
  readonly ports: readonly PortSpec[];
  readonly gpus: GpuWish;
  readonly limits: LimitSpec;
  /** What the container runs beside its services; without it and without services it waits. */
  readonly command?: readonly string[];
  /** Where each top-level key stands, for findings about what it says. */
  readonly places: Readonly<Record<string, Place>>;
}

export type Installer = 'pip' | 'uv' | 'none';

export interface PackageSpec {
  readonly apt: readonly string[];
  /** Requirements as pip takes them. */
  readonly pip: readonly string[];
  /** Requirement files, relative to the spec. */
  readonly requirements: readonly string[];
  /** True when packages compile extensions: they are built in a stage of their own, whose compilers stay behind. */
  readonly compiles: boolean;
}

/** Addresses that take the place of the public ones, so that everything works without the internet. */
export interface MirrorSpec {
  /** In place of the system's own mirror: `http://mirror.example/debian`. */
  readonly apt?: string;
  /** In place of PyPI. */
  readonly pip?: string;
  /** In place of the folder of PyTorch's indexes, below which `cu126` stands. */
  readonly torch?: string;
}

export interface TrustSpec {
  /** Registries and namespaces that images may come from: `docker.io/pytorch`; undefined: any. */
  readonly registries?: readonly string[];
  readonly requiresDigest: boolean;
}

export interface UserSpec {
  readonly name: string;
  /** `host`: the one who runs torchdock, so that files in the workspace belong to them. */
  readonly uid: number | 'host';
}

export interface JupyterSpec {
  /** Wished for on the host; the next free one is taken when it is in use. */
  readonly port: number;
}

export interface SshSpec {
  readonly port: number;
  /** Public keys: files of the host, or the text of a key; empty: the person's own `~/.ssh/*.pub`. */
  readonly keys: readonly string[];
}

export interface PortSpec {
  readonly containerPort: number;
  /** Wished for on the host. */
  readonly hostPort: number;
  /** `127.0.0.1` unless the file says another. */
  readonly address: string;
}

export type GpuWish =
  /** All that are there, and fine without. */
  | { readonly kind: 'auto' }
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'count'; readonly count: number }
  /** Indices or UUIDs as `nvidia-smi` shows them. */
  | { readonly kind: 'ids'; readonly ids: readonly string[] };

export interface LimitSpec {
  readonly memoryBytes?: number;
  /** Cores; fractions allowed. */
  readonly cpus?: number;
  readonly pids: number;
  /** Size of /dev/shm, through which DataLoader workers hand over their batches. */
  readonly sharedMemoryBytes: number;
}
