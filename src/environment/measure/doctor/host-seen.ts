import type { Plan, PublishedPort } from '../../plan/plan.js';
import type { HostGpus } from '../nvidia-smi.js';

/** An engine, as it described itself when it was probed. */
export interface EngineSeen {
  readonly kind: 'docker' | 'podman';
  readonly version: string;
  readonly address: string;
  readonly isRootless: boolean;
  readonly cgroupVersion: 1 | 2 | undefined;
  readonly gpuAccess: 'cdi' | 'device-request' | undefined;
  readonly storagePath: string | undefined;
  readonly builder?: 'buildkit' | 'buildah' | 'classic';
}

/** What `doctor` saw of a machine; the lines are made of nothing else. */
export interface HostSeen {
  readonly engine: EngineSeen | undefined;
  /** Another one that answers beside it. */
  readonly otherEngine: EngineSeen | undefined;
  readonly userName: string;
  /** Programs of those that were looked for. */
  readonly programs: ReadonlySet<string>;
  readonly hasTun: boolean;
  /** Undefined where the files cannot be read. */
  readonly hasSubordinateIds: boolean | undefined;
  /** What systemd hands to users on cgroup v2; undefined where that cannot be read. */
  readonly delegated: readonly string[] | undefined;
  readonly gpus: HostGpus;
  readonly isWsl: boolean;
  readonly toolkitVersion: string | undefined;
  /** Files that describe GPUs for containers. */
  readonly cdiFiles: readonly string[];
  /** At the engine's storage; undefined where it is not known or cannot be read. */
  readonly freeBytes: number | undefined;
  /** Whether the image of the plan is there. */
  readonly hasImage: boolean;
  readonly plan: Plan | undefined;
  readonly ports: readonly { readonly port: PublishedPort; readonly state: 'free' | 'ours' | 'taken' }[];
  readonly isSelinuxEnforcing: boolean;
  readonly fileWatches: number | undefined;
}
