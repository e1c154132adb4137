import type { Companion, Facts, TorchRelease } from '../facts/facts.js';
import { beginsVersion, isNewerThan, isVersion } from '../version.js';
import { acceleratorOf } from './accelerator.js';
import type { LockedEnvironment } from './lock.js';

/**
 * What is wrong with a locked environment by the tables; undefined when they hold it, or know nothing of it: a lock may have
 * been made by newer tables.
 */
export function judgeLocked(accelerator: string, environment: LockedEnvironment, facts: Facts): string | undefined {
  const { torch, cuda, python } = environment;
  const unclear = judgeWords(environment);
  if (unclear !== undefined || accelerator === 'given') return unclear;
  if (torch === undefined || cuda === undefined || python === undefined) return 'it should say torch, cuda and python';
  if (acceleratorOf(cuda) !== accelerator) return `its cuda is ${cuda}`;
  const newest = facts.releases.at(-1)?.version ?? '0';
  const release = facts.releases.find(({ version }) => version === torch);
  if (!release) return isVersion(torch) && isNewerThan(torch, newest) ? undefined : `there is no PyTorch ${torch}`;
  if (!release.pythons.includes(python)) return `PyTorch ${torch} has no wheel for Python ${python}`;
  return judgeBuild(environment, release, facts) ?? judgeCompanions(environment, release);
}

const WORD = /^[\w .:+-]{1,80}$/;
const REFERENCE = /^[A-Za-z0-9][\w.:/-]{0,400}$/;
const ADDRESS = /^https?:\/\/[^\s"'\\$`<>]{1,2000}$/;
const CONSTRAINT = /^(?!-)[^\p{Cc}\p{Cf}\u2028\u2029]{1,500}$/u;

/** They become lines of a Dockerfile and words of a shell: a lock comes with a repository, and nobody reads it. */
function judgeWords({
  base,
  indexUrl,
  constraints = [],
  companions,
  driver,
  ...rest
}: LockedEnvironment): string | undefined {
  const { torch, cuda, cudnn, python, os } = rest;
  const words = Object.entries({ torch, cuda, cudnn, python, os, ...companions, ...driver });
  const wrong = words.find(([, value]) => value !== undefined && !WORD.test(value));
  if (wrong) return `its ${wrong[0]} is no version and no name`;
  if (!REFERENCE.test(base.reference)) return 'its base is no name of an image';
  if (indexUrl !== undefined && !ADDRESS.test(indexUrl)) return 'its index_url is no address';
  return constraints.every((line) => CONSTRAINT.test(line)) ? undefined : 'one of its constraints is none';
}

function judgeBuild(
  { cuda = 'cpu', cudnn }: LockedEnvironment,
  release: TorchRelease,
  facts: Facts,
): string | undefined {
  const { version, builds } = release;
  const build = builds.find((one) => one.cuda === cuda);
  if (build && cudnn !== undefined && !beginsVersion(cudnn, build.cudnn))
    return `PyTorch ${version} for CUDA ${cuda} comes with cuDNN ${build.cudnn}, not ${cudnn}`;
  const isKnown = cuda === 'cpu' || build !== undefined || facts.extraWheels.get(cuda)?.includes(version);
  return isKnown ? undefined : `PyTorch ${version} has no build for CUDA ${cuda}`;
}

/** A torchaudio may be older than PyTorch: since 2.11 one serves all that follow. */
function judgeCompanions({ companions }: LockedEnvironment, release: TorchRelease): string | undefined {
  for (const [name, version] of Object.entries(companions)) {
    const fitting = release.companions[name as Companion];
    if (fitting !== undefined && fitting !== version && name !== 'torchaudio')
      return `${name} ${version} does not go with PyTorch ${release.version}: ${fitting} does`;
  }
  return undefined;
}
