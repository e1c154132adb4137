import type { Facts } from '../../environment/facts/facts.js';
import { compareVersions, majorOf, versionDistance } from '../../environment/version.js';
import { cudaVersionOfBuild } from '../../graph/software.js';
import { extraIndexOf, hasUnknownIndex, mainIndexOf } from './index-url.js';
import type { Installation } from './installations.js';
import { type Pin, releaseOf } from './pin.js';

/** The build that the files name with certainty: `cu126`, `cpu`. */
export function namedBuild({ packages }: Installation, pin: Pin): string | undefined {
  const { facts } = pin.node;
  if (pin.local !== undefined) return pin.local;
  if (facts.ecosystem === 'conda') {
    const cuda = packages.find(({ facts: one }) => one.ecosystem === 'conda' && one.name === 'pytorch-cuda')?.facts;
    const version = /^=*(\d+\.\d+)/.exec(cuda?.version ?? cuda?.specifier ?? '')?.[1];
    return version === undefined ? undefined : `cu${version.replace('.', '')}`;
  }
  const index = mainIndexOf(facts);
  return index.kind === 'pytorch' ? index.build : undefined;
}

/** The CUDA that the installed PyTorch brings, `12.6`; undefined where that is not certain. */
export function cudaOfWheel(installation: Installation, pin: Pin, facts: Facts): string | undefined {
  if (pin.isFromImage) {
    const cuda = installation.packages.find(
      ({ parent, facts: one }) => parent === pin.node.parent && one.name === 'cuda' && one.ecosystem === 'runtime',
    );
    return cuda?.facts.version;
  }
  const build = namedBuild(installation, pin);
  if (build !== undefined) return cudaVersionOfBuild(build);
  const { facts: written } = pin.node;
  const isFromPypi =
    mainIndexOf(written).kind === 'pypi' && extraIndexOf(written).length === 0 && !hasUnknownIndex(written);
  return isFromPypi ? releaseOf(facts, pin.version)?.defaultCuda : undefined;
}

/** All versions of CUDA that PyTorch was ever built for in the tables, oldest first. */
export function knownCudas({ releases, extraWheels }: Facts): readonly string[] {
  const all = [...releases.flatMap(({ builds }) => builds.map(({ cuda }) => cuda)), ...extraWheels.keys()];
  return [...new Set(all)].sort(compareVersions);
}

/** The one that is nearest, first of the same major version: it runs on the same drivers. */
export function nearestCuda(wanted: string, cudas: readonly string[]): string | undefined {
  const distance = (cuda: string): number =>
    versionDistance(wanted, cuda) + (majorOf(cuda) === majorOf(wanted) ? 0 : 10_000);
  return cudas.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** The releases that have wheels for a CUDA version, oldest first. */
export function releasesFor({ releases, extraWheels }: Facts, cuda: string): readonly string[] {
  const extra = extraWheels.get(cuda) ?? [];
  return releases
    .map(({ version, builds }) => ({ version, isBuilt: builds.some((one) => one.cuda === cuda) }))
    .filter(({ version, isBuilt }) => isBuilt || extra.includes(version))
    .map(({ version }) => version);
}

export function indexOfCuda(cuda: string): string {
  return `https://download.pytorch.org/whl/cu${cuda.replace('.', '')}`;
}
