import type { Companion, CudaBuild, Facts } from '../facts/facts.js';
import { beginsVersion, compareVersions, majorOf } from '../version.js';
import type { Build } from './builds.js';
import type { GpuRequest } from './request.js';

/** What is known of one driver and one CUDA; undefined where the driver was given in too few numbers to tell. */
export interface DriverVerdict {
  /** Starts at all, by NVIDIA's minor-version compatibility. */
  readonly runs: boolean | undefined;
  /** Is at least the driver of the toolkit, which PTX and newer features need. */
  readonly isFull: boolean | undefined;
}

export interface DriverNeed {
  readonly minimum: string | undefined;
  readonly toolkit: string | undefined;
}

export function driverNeedOf(facts: Facts, cuda: string): DriverNeed {
  return { minimum: facts.drivers.minimum.get(majorOf(cuda)), toolkit: facts.drivers.toolkit.get(cuda) };
}

export function judgeDriver(driver: string, need: DriverNeed): DriverVerdict {
  return { runs: isAtLeast(driver, need.minimum), isFull: isAtLeast(driver, need.toolkit) };
}

/** `535` says too little about `535.104.05`, and enough about `525.60.13`. */
function isAtLeast(driver: string, needed: string | undefined): boolean | undefined {
  if (needed === undefined || (driver !== needed && beginsVersion(driver, needed))) return undefined;
  return compareVersions(driver, needed) >= 0;
}

/** What is known of one GPU and one build; undefined for machines of which the tables do not speak. */
export interface GpuVerdict {
  /** The wheel holds binary code that this GPU runs. */
  readonly isExact: boolean | undefined;
  /** The wheel holds PTX that the driver can compile for this GPU. */
  readonly isViaPtx: boolean | undefined;
}

/**
 * Binary code for X.Y runs on capability X.Z with Z >= Y; PTX for X.Y is compiled for any capability >= X.Y
 * (CUDA programming guide, "binary compatibility" and "PTX compatibility").
 */
export function judgeGpu({ capability, isOnArm }: GpuRequest, build: CudaBuild): GpuVerdict {
  if (isOnArm) return { isExact: undefined, isViaPtx: undefined };
  const isCovered = (architecture: string): boolean => compareVersions(capability, architecture) >= 0;
  return {
    isExact: build.architectures.some((one) => majorOf(one) === majorOf(capability) && isCovered(one)),
    isViaPtx: build.ptx.some(isCovered),
  };
}

export type CompanionVerdict =
  | { readonly kind: 'version'; readonly version: string }
  /** There is none for this build. */
  | { readonly kind: 'none' }
  /** The tables name none for this release, and nothing says that there is none. */
  | { readonly kind: 'unknown' };

export function judgeCompanion(facts: Facts, name: Companion, { release, cuda, python }: Build): CompanionVerdict {
  const { ended, pythons, noWheelForCuda } = facts.companions[name];
  const version = release.companions[name];
  if (version === undefined) return { kind: ended ? 'none' : 'unknown' };
  const hasWheel = (pythons?.includes(python) ?? true) && !(cuda && noWheelForCuda.includes(cuda.cuda));
  return hasWheel ? { kind: 'version', version } : { kind: 'none' };
}
