import type { Facts } from '../facts/facts.js';
import { compareVersions } from '../version.js';
import { judgeGpu } from './compatibility.js';
import type { GpuRequest } from './request.js';

/** A build that holds code for the GPU, in words: of the same release, else of the newest that has one. */
export function findOtherBuild(gpu: GpuRequest, torch: string, facts: Facts): string | undefined {
  const ordered = [...facts.releases].reverse();
  const releases = [...ordered.filter(({ version }) => compareVersions(version, torch) === 0), ...ordered];
  for (const { version, builds } of releases) {
    const build = builds.findLast((one) => judgeGpu(gpu, one).isExact === true);
    if (build) return `PyTorch ${version} for CUDA ${build.cuda} (--index-url ${build.indexUrl})`;
  }
  return undefined;
}
