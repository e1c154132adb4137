import type { CudaImage, Facts, OfficialImage } from '../../environment/facts/facts.js';
import { beginsVersion, compareVersions, isNewerThan, isVersion, minorOf } from '../../environment/version.js';
import type { ImageNode } from '../../graph/node.js';
import { nearestCuda } from './wheel.js';

/** Why a tag does not exist, and the nearest ones that do. */
export interface MissingTag {
  readonly reason: string;
  readonly nearest: readonly string[];
}

/** Undefined for a tag that exists, and for every one of which the tables say nothing. */
export function missingTag({ facts: { reference } }: ImageNode, facts: Facts): MissingTag | undefined {
  const { registry, repository, tag } = reference;
  if (tag === undefined || !/^[\w.-]+$/.test(tag)) return undefined;
  const name = `${registry}/${repository}`;
  if (name === 'docker.io/pytorch/pytorch') return missingOfficial(tag, facts);
  // The registry of NVIDIA has its own list, of which only the way of writing is known.
  if (name === 'nvcr.io/nvidia/cuda') return missingCuda(tag, facts, false);
  return name === 'docker.io/nvidia/cuda' ? missingCuda(tag, facts, true) : undefined;
}

interface OfficialTag {
  readonly torch: string;
  readonly cuda: string;
  readonly cudnn: string | undefined;
  readonly kind: string | undefined;
}

/** `2.7.1-cuda12.6-cudnn9-runtime`. */
function missingOfficial(tag: string, facts: Facts): MissingTag | undefined {
  const match = /^(\d+\.\d+(?:\.\d+)?)-cuda(\d+\.\d+)(?:-cudnn(\d+)(?:-(runtime|devel))?)?$/.exec(tag);
  const [, torch = '', cuda = '', cudnn, kind] = match ?? [];
  const { official } = facts.images;
  if (!match || !isInTables(torch, facts)) return undefined;
  const isThere = official.some(({ reference }) => reference.endsWith(`:${tag}`));
  // A wheel beside the release matrix may have an image beside it too.
  if (isThere || facts.extraWheels.get(cuda)?.includes(torch)) return undefined;
  return explainOfficial({ torch, cuda, cudnn, kind }, official);
}

function isInTables(torch: string, { releases }: Facts): boolean {
  const [oldest, newest] = [releases[0]?.version ?? '', releases.at(-1)?.version ?? ''];
  return compareVersions(torch, minorOf(oldest)) >= 0 && !isNewerThan(torch, newest);
}

function explainOfficial({ torch, cuda, cudnn, kind }: OfficialTag, official: readonly OfficialImage[]): MissingTag {
  const ofTorch = official.filter((one) => beginsVersion(torch, one.torch));
  const cudas = [...new Set(ofTorch.map((one) => one.cuda))];
  const wanted = ofTorch.filter(({ isRuntime }) => isRuntime === (kind !== 'devel'));
  const best = nearestCuda(cuda, cudas);
  const nearest = wanted
    .filter((one) => one.torch === wanted.at(-1)?.torch && one.cuda === best)
    .map(({ reference }) => reference);
  const own = /cudnn(\d+)/.exec(nearest[0] ?? '')?.[1];
  if (cudas.length === 0) return { reason: `there is no PyTorch ${torch}`, nearest };
  if (!cudas.includes(cuda)) return { reason: `PyTorch ${torch} has images for CUDA ${cudas.join(', ')}`, nearest };
  if (torch.split('.').length < 3) return { reason: 'the tags name all three numbers of PyTorch', nearest };
  if (cudnn !== own) return { reason: `PyTorch ${torch} comes with cuDNN ${own}, and the tags say so`, nearest };
  return { reason: 'the tags end in -runtime or -devel', nearest };
}

interface CudaTag {
  readonly cuda: string;
  /** `cudnn8`, `cudnn`. */
  readonly cudnn: string | undefined;
  readonly kind: string;
  readonly os: string | undefined;
}

const CUDA_TAG = /^(\d+\.\d+(?:\.\d+)?)-(?:(cudnn\d*)-)?(base|runtime|devel)(?:-([a-z]+[\d.]+))?$/;

/** `12.6.3-cudnn-devel-ubuntu22.04`. `areListed`: the registry is the one whose tags the table lists. */
function missingCuda(tag: string, { images: { cuda: listed } }: Facts, areListed: boolean): MissingTag | undefined {
  const [, cuda = '', cudnn, kind = '', os] = CUDA_TAG.exec(tag) ?? [];
  const versions = listed.map((one) => one.cuda).sort(compareVersions);
  if (!isVersion(cuda) || compareVersions(cuda, versions.at(-1) ?? '') > 0) return undefined;
  const minor = minorOf(cuda);
  const written = { cuda, cudnn, kind, os };
  const siblings = listed.filter((one) => minorOf(one.cuda) === minor);
  const nearest = nearestTags(written, siblings);
  if (compareVersions(cuda, minorOf(versions[0] ?? '')) < 0)
    return areListed ? { reason: `NVIDIA has deleted the images of CUDA ${minor}`, nearest } : undefined;
  const isOtherWord = cudnn !== undefined && !cudnnWords(cuda).includes(cudnn);
  if (isOtherWord) return { reason: `with CUDA ${minor} the tag says ${cudnnWords(cuda)[0]}, not ${cudnn}`, nearest };
  if (cuda.split('.').length < 3 && areListed) return { reason: 'its tags name all three numbers of CUDA', nearest };
  return os?.startsWith('ubuntu') ? missingForSystem({ ...written, os }, siblings, nearest, areListed) : undefined;
}

function missingForSystem(
  { cuda, cudnn, os }: CudaTag & { readonly os: string },
  siblings: readonly CudaImage[],
  nearest: readonly string[],
  areListed: boolean,
): MissingTag | undefined {
  const systems = [...new Set(siblings.map((one) => one.os))].sort();
  if (systems.length === 0) return undefined;
  if (!systems.includes(os)) return { reason: `CUDA ${minorOf(cuda)} has images for ${systems.join(', ')}`, nearest };
  // Without cuDNN there are patch releases that the table does not list.
  if (!areListed || cudnn === undefined || siblings.some((one) => one.cuda === cuda && one.os === os)) return undefined;
  const patches = [...new Set(siblings.map((one) => one.cuda))].sort(compareVersions);
  return { reason: `of CUDA ${minorOf(cuda)} there is ${patches.join(', ')} with cuDNN`, nearest };
}

/** How tags of a CUDA release may write cuDNN: `cudnn8` up to 12.2, `cudnn9` in 12.3, `cudnn` from 12.4 on. */
function cudnnWords(cuda: string): readonly string[] {
  if (compareVersions(minorOf(cuda), '12.4') >= 0) return ['cudnn'];
  return minorOf(cuda) === '12.3' ? ['cudnn9', 'cudnn'] : ['cudnn8'];
}

/** The same for the same system, else for the newest; of several patch releases the one that was named, else the last. */
function nearestTags({ cuda, cudnn, kind, os }: CudaTag, siblings: readonly CudaImage[]): readonly string[] {
  const ofSystem = siblings.filter((one) => one.os === os);
  const choice = (ofSystem.length > 0 ? ofSystem : siblings).toSorted((a, b) => compareVersions(a.cuda, b.cuda));
  const best = choice.findLast((one) => one.cuda === cuda) ?? choice.at(-1);
  if (!best) return [];
  const parts = [best.cuda, cudnn === undefined ? undefined : cudnnWords(best.cuda)[0], kind, best.os];
  return [`nvidia/cuda:${parts.filter((part) => part !== undefined).join('-')}`];
}
