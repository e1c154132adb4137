/** What is known about versions, as the files in `facts/` say it. Plain data; whatever is not there is not known. */
export interface Facts {
  /** The day of the release table, `2026-11-22`: what came later is not in it. */
  readonly asOf: string;
  /** Oldest first. */
  readonly releases: readonly TorchRelease[];
  readonly companions: Readonly<Record<Companion, CompanionFacts>>;
  /** Wheels that exist beside those of the releases, and of which nothing more is known: the releases, by their CUDA. */
  readonly extraWheels: ReadonlyMap<string, readonly string[]>;
  readonly images: ImageFacts;
  readonly drivers: DriverFacts;
  readonly gpus: GpuFacts;
  readonly systems: readonly OperatingSystem[];
  /** Where each table comes from, in its own words. */
  readonly sources: Readonly<Record<FactTable, string>>;
}

/** The files, by what they are about. */
export const FACT_FILES = {
  releases: 'torch_releases.json',
  images: 'pytorch_docker_tags.json',
  cudaImages: 'nvidia_cuda_tags.json',
  drivers: 'cuda_drivers.json',
  gpus: 'gpu_capabilities.json',
  systems: 'operating_systems.json',
} as const;

export type FactTable = keyof typeof FACT_FILES;

/** The libraries that are released together with PyTorch. */
export const COMPANIONS = ['torchvision', 'torchaudio', 'torchtext'] as const;

export type Companion = (typeof COMPANIONS)[number];

export interface TorchRelease {
  readonly version: string;
  /** Versions that have wheels: `3.10`, `3.13t`. */
  readonly pythons: readonly string[];
  readonly experimentalPythons: readonly string[];
  /** Oldest CUDA first. */
  readonly builds: readonly CudaBuild[];
  readonly cpuBuild: CpuBuild;
  /** The CUDA of the wheel on PyPI. */
  readonly defaultCuda: string;
  /** Absent where no version is known for this release. */
  readonly companions: Readonly<Partial<Record<Companion, string>>>;
}

export interface CpuBuild {
  readonly indexUrl: string;
  /** The oldest glibc that the wheels run on. */
  readonly glibc: string;
}

export interface CudaBuild extends CpuBuild {
  /** `12.6`. */
  readonly cuda: string;
  /** In full: `9.5.1.17`. */
  readonly cudnn: string;
  /** Compute capabilities with binary code in the wheel: `8.6`. */
  readonly architectures: readonly string[];
  /** Compute capabilities with PTX in the wheel. */
  readonly ptx: readonly string[];
  readonly architectureSource: string;
  /** The architectures follow from other facts; nobody read them in the wheel. */
  readonly isInferred: boolean;
}

export interface CompanionFacts {
  readonly source: string;
  /** Development has ended with `last`, made for PyTorch `lastTorch` (`2.3`). */
  readonly ended?: { readonly last: string; readonly lastTorch: string };
  /** The only Python versions with wheels; those of PyTorch when absent. */
  readonly pythons?: readonly string[];
  /** CUDA versions of PyTorch for which it has no wheel. */
  readonly noWheelForCuda: readonly string[];
}

export interface ImageFacts {
  readonly official: readonly OfficialImage[];
  readonly inside: readonly ImageInside[];
  readonly cuda: readonly CudaImage[];
  /** The day on which the tags of `nvidia/cuda` were listed. */
  readonly cudaAsOf: string;
}

/** An image of `pytorch/pytorch`. */
export interface OfficialImage {
  readonly reference: string;
  readonly torch: string;
  readonly cuda: string;
  readonly isRuntime: boolean;
  readonly evidence: string;
}

/** What the official images of a range of releases hold beside PyTorch. */
export interface ImageInside {
  readonly from: string;
  /** Undefined: to the newest. */
  readonly to: string | undefined;
  readonly os: string | undefined;
  readonly python: string;
}

/** A patch release of CUDA that `nvidia/cuda` has images of. */
export interface CudaImage {
  /** `12.6.3`. */
  readonly cuda: string;
  /** `ubuntu22.04`. */
  readonly os: string;
}

export interface DriverFacts {
  /** The oldest driver that runs a major version of CUDA, by that version. */
  readonly minimum: ReadonlyMap<string, string>;
  /** The driver of the newest update of each toolkit, by `12.6`. */
  readonly toolkit: ReadonlyMap<string, string>;
}

export interface GpuFacts {
  readonly names: readonly GpuName[];
  readonly capabilities: ReadonlySet<string>;
}

export interface GpuName {
  readonly name: string;
  readonly capability: string;
  /** It stands in a machine with an ARM processor, of whose wheels the tables say nothing. */
  readonly isOnArm: boolean;
}

export interface OperatingSystem {
  /** `ubuntu22.04`. */
  readonly name: string;
  readonly title: string;
  /** Undefined for systems with another C library. */
  readonly glibc: string | undefined;
  /** The version of its package `python3`. */
  readonly python: string;
  readonly image: string;
}
