import { COMPANIONS, type Companion } from '../facts/facts.js';
import { compareVersions, isNewerThan } from '../version.js';
import type { Build } from './builds.js';
import type { DemandName } from './demands.js';
import type { EnvironmentRequest } from './request.js';

/** `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A demand as people say it: `CUDA 12.1`, `Ubuntu 22.04`, `V100 (7.0)`. */
export function describeDemand(name: DemandName, request: EnvironmentRequest): string {
  const { torch, cuda, cudnn, python, os, gpu, driver } = request;
  const words: Readonly<Record<Exclude<DemandName, Companion>, string>> = {
    torch: `PyTorch ${torch}`,
    cuda: cuda === 'cpu' ? 'the CPU build' : `CUDA ${cuda}`,
    cudnn: `cuDNN ${cudnn}`,
    python: `Python ${python}`,
    os: os?.kind === 'known' ? os.system.title : (os?.name ?? ''),
    gpu: gpu ? describeGpuName(gpu) : '',
    driver: `driver ${driver}`,
  };
  return isCompanion(name) ? name : words[name];
}

export function describeGpuName({
  name,
  capability,
}: Pick<NonNullable<EnvironmentRequest['gpu']>, 'name' | 'capability'>): string {
  return name.endsWith(capability) ? name : `${name} (${capability})`;
}

export function isCompanion(name: DemandName): name is Companion {
  return (COMPANIONS as readonly string[]).includes(name);
}

/** The builds that keep these demands: `PyTorch 2.7 for CUDA 12.8 with Python 3.13`. */
export function describeBuilds(demands: readonly DemandName[], request: EnvironmentRequest): string {
  const has = (name: DemandName): boolean => demands.includes(name);
  const rest = demands.filter((name) => name !== 'torch' && name !== 'cuda');
  return [
    has('torch') ? `PyTorch ${request.torch}` : 'PyTorch',
    ...(has('cuda') ? [request.cuda === 'cpu' ? 'for the CPU' : `for CUDA ${request.cuda}`] : []),
    ...(rest.length > 0 ? [`with ${joinWords(rest.map((name) => describeDemand(name, request)))}`] : []),
  ].join(' ');
}

/** Where builds are, seen from the release that was asked for: `ended with 2.5.1`, `began with 2.8.0`. */
export function describeSpan(builds: readonly Build[], asked: string | undefined): string {
  const releases = [...new Set(builds.map(({ release }) => release.version))].sort(compareVersions);
  const [first = '', last = first] = [releases[0], releases.at(-1)];
  if (asked !== undefined && isNewerThan(asked, last)) return `ended with ${last}`;
  if (asked !== undefined && compareVersions(asked, first) < 0) return `began with ${first}`;
  return first === last ? `is in ${first} only` : `is in ${first} to ${last}`;
}

/** `3.9, 3.10, 3.11`: the values of builds, each once, in the order of versions. */
export function listVersions(versions: readonly string[]): readonly string[] {
  return [...new Set(versions)].sort(compareVersions);
}
