import type { Facts, ImageInside, OfficialImage, OperatingSystem } from '../facts/facts.js';
import { beginsVersion, compareVersions, versionDistance } from '../version.js';
import { type Build, glibcOf } from './builds.js';
import { familyOf, versionOfSystem } from './find-system.js';
import { narrow } from './narrow.js';

/** The system under a build: which, in which image, and where its Python comes from. */
export interface Placement {
  readonly system: OperatingSystem;
  readonly image: BaseImage;
  /** Part of the image, the package `python3` of the system, or to be installed from elsewhere. */
  readonly pythonFrom: 'image' | 'system' | 'elsewhere';
}

export interface BaseImage {
  readonly reference: string;
  /** The official image holds PyTorch itself, that of NVIDIA only CUDA's entry points, that of the system neither. */
  readonly origin: 'pytorch' | 'nvidia' | 'system';
  /** How it is known that the image exists. */
  readonly evidence: string;
}

/** What is wished of the system. */
export interface SystemWish {
  /** Must be this one. */
  readonly system?: OperatingSystem | undefined;
  /** May not be this one, but should be near to it: `ubuntu18.04`. */
  readonly near?: string | undefined;
}

/** Where a system is free, it is this one: the images of PyTorch and NVIDIA are made of it. */
const USUAL_FAMILY = 'ubuntu';

/** The best system and image for a build; undefined when no system that is wished for can run it. */
export function placeBuild(facts: Facts, build: Build, { system, near }: SystemWish): Placement | undefined {
  const able = facts.systems.filter(({ glibc }) => glibc !== undefined && compareVersions(glibc, glibcOf(build)) >= 0);
  const family = near === undefined ? USUAL_FAMILY : familyOf(near);
  const ofFamily = (name: string): readonly OperatingSystem[] => able.filter((one) => familyOf(one.name) === name);
  const wished = system
    ? able.filter(({ name }) => name === system.name)
    : [ofFamily(family), ofFamily(USUAL_FAMILY), able].find((some) => some.length > 0);
  const placements = (wished ?? []).map((one) => placeOn(facts, build, one));
  return narrow(placements, [
    ({ system: { name } }) =>
      near === undefined || familyOf(near) !== familyOf(name)
        ? 0
        : -versionDistance(versionOfSystem(near), versionOfSystem(name)),
    ({ pythonFrom }) => ['elsewhere', 'system', 'image'].indexOf(pythonFrom),
    ({ image }) => (image.origin === 'system' ? 0 : 1),
    ({ system: { name } }) => Number(versionOfSystem(name)),
  ])[0];
}

function placeOn(facts: Facts, build: Build, system: OperatingSystem): Placement {
  const official = findOfficialImage(facts, build);
  if (official && official.inside.os === system.name && official.inside.python === build.python) {
    const { reference, evidence } = official.image;
    return { system, image: { reference, origin: 'pytorch', evidence }, pythonFrom: 'image' };
  }
  const pythonFrom = system.python === build.python ? 'system' : 'elsewhere';
  const plain: BaseImage = { reference: system.image, origin: 'system', evidence: 'the image of the system itself' };
  return { system, image: findCudaImage(facts, build, system) ?? plain, pythonFrom };
}

/** The image of PyTorch itself for a build, and what it is known to hold. */
function findOfficialImage(
  { images }: Facts,
  { release, cuda }: Build,
): { readonly image: OfficialImage; readonly inside: ImageInside } | undefined {
  if (!cuda) return undefined;
  const image = images.official.find((one) => one.isRuntime && one.torch === release.version && one.cuda === cuda.cuda);
  const inside = images.inside.find(
    ({ from, to }) =>
      compareVersions(release.version, from) >= 0 && (to === undefined || compareVersions(release.version, to) <= 0),
  );
  return image && inside && { image, inside };
}

/** The smallest image of NVIDIA for a build: the wheels bring CUDA and cuDNN themselves. */
function findCudaImage({ images }: Facts, { cuda }: Build, system: OperatingSystem): BaseImage | undefined {
  if (!cuda) return undefined;
  const patches = images.cuda.filter((one) => one.os === system.name && beginsVersion(cuda.cuda, one.cuda));
  const newest = patches.toSorted((a, b) => compareVersions(b.cuda, a.cuda))[0];
  return (
    newest && {
      reference: `nvidia/cuda:${newest.cuda}-base-${system.name}`,
      origin: 'nvidia',
      evidence: `its devel variant was listed on ${images.cudaAsOf}`,
    }
  );
}
