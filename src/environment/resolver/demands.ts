import type { Companion, Facts } from '../facts/facts.js';
import { beginsVersion, compareVersions } from '../version.js';
import type { Build } from './builds.js';
import { glibcOf } from './builds.js';
import { driverNeedOf, judgeCompanion, judgeDriver, judgeGpu } from './compatibility.js';
import type { EnvironmentRequest } from './request.js';

/** What a request may demand, by the word that people and programs see. */
export type DemandName = 'gpu' | 'driver' | 'torch' | 'cuda' | 'cudnn' | 'python' | 'os' | Companion;

/** One thing that a build must do. Most need one demand; a few arise only from two together. */
export interface Constraint {
  readonly needs: readonly DemandName[];
  isMetBy(build: Build): boolean;
}

/** What is demanded, in the order in which it is told. */
export function listDemands({ companions, ...rest }: EnvironmentRequest): readonly DemandName[] {
  const order = ['gpu', 'driver', 'torch', 'cuda', 'cudnn', 'python', 'os'] as const;
  return [...order.filter((name) => rest[name] !== undefined), ...companions];
}

export function listConstraints(request: EnvironmentRequest, facts: Facts): readonly Constraint[] {
  const { torch, cuda, cudnn, python, companions } = request;
  const all: Constraint[] = companions.map((name) => ({
    needs: [name],
    isMetBy: (build) => judgeCompanion(facts, name, build).kind !== 'none',
  }));
  const add = (name: DemandName, isMetBy: (build: Build) => boolean): void => void all.push({ needs: [name], isMetBy });
  if (torch !== undefined) add('torch', ({ release }) => beginsVersion(torch, release.version));
  if (cuda === 'cpu') add('cuda', (build) => build.cuda === undefined);
  else if (cuda !== undefined) add('cuda', (build) => build.cuda !== undefined && beginsVersion(cuda, build.cuda.cuda));
  if (cudnn !== undefined) add('cudnn', (build) => build.cuda !== undefined && beginsVersion(cudnn, build.cuda.cudnn));
  if (python !== undefined) add('python', (build) => beginsVersion(python, build.python));
  return [...all, ...constrainSystem(request), ...constrainHardware(request, facts)];
}

function constrainSystem({ os }: EnvironmentRequest): readonly Constraint[] {
  if (!os) return [];
  const glibc = os.kind === 'known' ? os.system.glibc : undefined;
  return [{ needs: ['os'], isMetBy: (build) => glibc !== undefined && compareVersions(glibc, glibcOf(build)) >= 0 }];
}

/** An unknown does not refuse a build: it is said with the choice. */
function constrainHardware({ gpu, driver, cuda: wanted }: EnvironmentRequest, facts: Facts): readonly Constraint[] {
  const all: Constraint[] = [];
  if (driver !== undefined)
    all.push({
      needs: ['driver'],
      // The CPU is no way out of an old driver, unless it is asked for.
      isMetBy: ({ cuda }) =>
        cuda ? judgeDriver(driver, driverNeedOf(facts, cuda.cuda)).runs !== false : wanted === 'cpu',
    });
  if (!gpu) return all;
  all.push({
    needs: ['gpu'],
    isMetBy: ({ cuda }) => {
      if (!cuda) return false;
      const { isExact, isViaPtx } = judgeGpu(gpu, cuda);
      return isExact !== false || isViaPtx !== false;
    },
  });
  if (driver === undefined) return all;
  // PTX is compiled by the driver, which minor-version compatibility does not cover (caveats of cuda_drivers.json).
  const isMetBy = ({ cuda }: Build): boolean => {
    if (!cuda || judgeGpu(gpu, cuda).isExact !== false) return true;
    return judgeDriver(driver, driverNeedOf(facts, cuda.cuda)).isFull !== false;
  };
  return [...all, { needs: ['gpu', 'driver'], isMetBy }];
}
