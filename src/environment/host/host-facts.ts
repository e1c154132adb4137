/** What is known of a machine that is to run containers; every field absent when it was not found out. */
export interface HostFacts {
  /** `535.104.05`, as `nvidia-smi --query-gpu=driver_version` gives it. */
  readonly driverVersion?: string;
  readonly gpus: readonly HostGpu[];
  /** Of nvidia-container-toolkit: `1.17.8`. */
  readonly toolkitVersion?: string;
  readonly engine?: 'docker' | 'podman';
  readonly cgroupVersion?: 1 | 2;
}

export interface HostGpu {
  /** `NVIDIA A100-SXM4-80GB`. */
  readonly name: string;
  /** `8.0`; absent where the driver is too old to say it. */
  readonly computeCapability?: string;
  readonly memoryMiB?: number;
  /** True in a machine with an ARM processor, of whose wheels the tables say nothing. */
  readonly isOnArm?: boolean;
}
