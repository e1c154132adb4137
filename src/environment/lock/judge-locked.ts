import type { Facts } from '../facts/facts.js';
import { beginsVersion, compareVersions, isVersion } from '../version.js';
import { acceleratorOf } from './accelerator.js';
import type { LockedEnvironment } from './lock.js';

/**
 * What is wrong with a locked environment by the tables; undefined when they hold it, or know nothing of it: a lock may have
 * been made by newer tables.
 */
export function judgeLocked(accelerator: string, environment: LockedEnvironment, facts: Facts): string | undefined {
  const { torch, cuda, cudnn, python, companions } = environment;
  if (accelerator === 'given') return undefined;
  if (torch === undefined || cuda === undefined || python === undefined) return 'it should say torch, cuda and python';
  if (acceleratorOf(cuda) !== accelerator) return `its cuda is ${cuda}`;
  const newest = facts.releases.at(-1)?.version ?? '0';
  const release = facts.releases.find(({ version }) => version === torch);
  if (!release)
    return isVersion(torch) && compareVersions(torch, newest) > 0 ? undefined : `there is no PyTorch ${torch}`;
  const build = release.builds.find((one) => one.cuda === cuda);
  const isExtra = facts.extraWheels.get(cuda)?.includes(torch) ?? false;
  if (cuda !== 'cpu' && !build && !isExtra) return `PyTorch ${torch} has no build for CUDA ${cuda}`;
  if (build && cudnn !== undefined && !beginsVersion(cudnn, build.cudnn))
    return `PyTorch ${torch} for CUDA ${cuda} comes with cuDNN ${build.cudnn}, not ${cudnn}`;
  if (!release.pythons.includes(python)) return `PyTorch ${torch} has no wheel for Python ${python}`;
  for (const [name, version] of Object.entries(companions)) {
    const fitting = release.companions[name as keyof typeof companions];
    if (fitting !== undefined && fitting !== version && name !== 'torchaudio')
      return `${name} ${version} does not go with PyTorch ${torch}: ${fitting} does`;
  }
  return undefined;
}
