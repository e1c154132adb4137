import type { CpuShare, Limit } from './cgroup.js';

/** What was read inside of a container; whatever is undefined could not be measured. */
export interface InsideFacts {
  readonly cgroupVersion: 1 | 2 | undefined;
  readonly memoryBytes: Limit<number>;
  readonly cpu: Limit<CpuShare>;
  readonly pids: Limit<number>;
  readonly sharedMemoryBytes: number | undefined;
  /** Of the first process. */
  readonly rights: RightsInside;
  /** Undefined where there is no token in the container. */
  readonly token: { readonly processes: number; readonly seen: readonly string[] } | undefined;
  /** Settings of the SSH server as it reads them, by their names in lower case. */
  readonly sshd: ReadonlyMap<string, string>;
  /** In the order in which the folders were named. */
  readonly folders: readonly FolderInside[];
  /** Device files of GPUs. */
  readonly gpuDevices: number | undefined;
  readonly python: PythonInside;
}

export interface RightsInside {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly noNewPrivileges: boolean | undefined;
  /** Hexadecimal masks: `0000000000000000` is none. */
  readonly effective: string | undefined;
  readonly bounding: string | undefined;
  /** 0 off, 1 strict, 2 by a filter (proc(5), "Seccomp"). */
  readonly seccomp: number | undefined;
}

export interface FolderInside {
  readonly isWritable: boolean | undefined;
  /** Undefined when nothing is mounted there. */
  readonly isMountedReadOnly: boolean | undefined;
  /** The container that has seen this volume before this one. */
  readonly before: string | undefined;
}

export interface PythonInside {
  readonly version: string | undefined;
  readonly torch: string | undefined;
  /** `none` in a build for the CPU. */
  readonly cuda: string | undefined;
  /** The number that cuDNN gives itself: 90501 is 9.5.1. */
  readonly cudnn: string | undefined;
  readonly modules: ReadonlyMap<string, string>;
  /** `sm_80`, `compute_90`; empty in a build for the CPU. */
  readonly architectures: readonly string[] | undefined;
  /** What PyTorch sees; undefined without PyTorch. */
  readonly gpus: readonly GpuInside[] | undefined;
  /** What failed, by its key: `torch` → `ImportError: …`. */
  readonly failures: ReadonlyMap<string, string>;
  /** It ran to its end. */
  readonly isComplete: boolean;
}

export interface GpuInside {
  readonly name: string | undefined;
  readonly capability: string | undefined;
  /** Whether it computed what the CPU computes; undefined when it failed. */
  readonly isProductSame: boolean | undefined;
  readonly failure: string | undefined;
}
