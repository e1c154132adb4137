import type { CudaBuild, Facts, TorchRelease } from '../facts/facts.js';

/** One wheel of PyTorch that was published: what a request is held against. */
export interface Build {
  readonly release: TorchRelease;
  /** Undefined for the CPU. */
  readonly cuda: CudaBuild | undefined;
  readonly python: string;
}

/** Every wheel in the tables, oldest release first. */
export function listBuilds({ releases }: Facts): readonly Build[] {
  return releases.flatMap((release) =>
    [...release.builds, undefined].flatMap((cuda) => release.pythons.map((python) => ({ release, cuda, python }))),
  );
}

/** The oldest glibc that a wheel runs on. */
export function glibcOf({ release, cuda }: Build): string {
  return (cuda ?? release.cpuBuild).glibc;
}

export function indexUrlOf({ release, cuda }: Build): string {
  return (cuda ?? release.cpuBuild).indexUrl;
}
