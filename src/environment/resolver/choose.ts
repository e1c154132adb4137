import type { Facts } from '../facts/facts.js';
import { compareVersions, majorOf, versionDistance } from '../version.js';
import type { Build } from './builds.js';
import { driverNeedOf, judgeCompanion, judgeDriver, judgeGpu } from './compatibility.js';
import type { DemandName } from './demands.js';
import { type Criterion, narrow } from './narrow.js';
import { type Placement, placeBuild, type SystemWish } from './place.js';
import type { EnvironmentRequest } from './request.js';

/** A build and the system under it. */
export interface Chosen {
  readonly build: Build;
  readonly placement: Placement;
}

/**
 * The best of the builds that keep the demands `kept`. What the request says beside them is given up, and still shows what
 * is near: 12.6 rather than 11.8 for somebody who wanted 12.1.
 */
export function chooseBuild(
  builds: readonly Build[],
  request: EnvironmentRequest,
  kept: ReadonlySet<DemandName>,
  facts: Facts,
): Chosen | undefined {
  const wish = wishedSystem(request, kept);
  const best = narrow(builds, [
    ...rankRelease(request, kept, facts),
    ...rankCuda(request, kept, facts),
    ...rankPython(request, kept, facts, wish),
  ])[0];
  const placement = best && placeBuild(facts, best, wish);
  return best && placement && { build: best, placement };
}

function wishedSystem({ os }: EnvironmentRequest, kept: ReadonlySet<DemandName>): SystemWish {
  if (!os) return {};
  if (kept.has('os') && os.kind === 'known') return { system: os.system };
  return { near: os.kind === 'known' ? os.system.name : os.name };
}

/** CUDA unless the CPU was asked for; companions that are known; then the newest release, or the nearest to the one given up. */
function rankRelease(
  { torch, companions }: EnvironmentRequest,
  kept: ReadonlySet<DemandName>,
  facts: Facts,
): readonly Criterion<Build>[] {
  const releases = facts.releases.map(({ version }) => version);
  const wanted = companions.filter((name) => kept.has(name));
  return [
    ({ cuda }) => (cuda ? 1 : 0),
    (build) => (wanted.every((name) => judgeCompanion(facts, name, build).kind === 'version') ? 1 : 0),
    ({ release }) => (torch === undefined || kept.has('torch') ? 0 : -versionDistance(torch, release.version)),
    ({ release }) => releases.indexOf(release.version),
  ];
}

/** Code for the GPU itself, near to what was given up, a driver with nothing missing, and then what PyPI gives. */
function rankCuda(
  { cuda: wanted, gpu, driver }: EnvironmentRequest,
  kept: ReadonlySet<DemandName>,
  facts: Facts,
): readonly Criterion<Build>[] {
  const isGivenUp = wanted !== undefined && wanted !== 'cpu' && !kept.has('cuda');
  const minimumOf = (cuda: string): string => driverNeedOf(facts, cuda).minimum ?? '0';
  const drivers = [...new Set(facts.drivers.minimum.values())].sort(compareVersions);
  return [
    ({ cuda }) => (gpu && kept.has('gpu') && cuda && judgeGpu(gpu, cuda).isExact ? 1 : 0),
    ({ cuda }) => (isGivenUp && cuda && majorOf(cuda.cuda) === majorOf(wanted) ? 1 : 0),
    ({ cuda }) => (isGivenUp && cuda ? -versionDistance(cuda.cuda, wanted) : 0),
    ({ cuda }) => (driver !== undefined && !kept.has('driver') && cuda ? -drivers.indexOf(minimumOf(cuda.cuda)) : 0),
    ({ cuda }) => (driver !== undefined && cuda && judgeDriver(driver, driverNeedOf(facts, cuda.cuda)).isFull ? 1 : 0),
    ({ release, cuda }) => (cuda?.cuda === release.defaultCuda ? 1 : 0),
    ({ release, cuda }) => (cuda ? release.builds.indexOf(cuda) : -1),
  ];
}

/** A Python that is no experiment, near to what was given up, and at hand: in the image, or the system's own. */
function rankPython(
  { python }: EnvironmentRequest,
  kept: ReadonlySet<DemandName>,
  facts: Facts,
  wish: SystemWish,
): readonly Criterion<Build>[] {
  return [
    (build) => (isExperimental(build) ? 0 : 1),
    (build) => (python === undefined || kept.has('python') ? 0 : -versionDistance(python, build.python)),
    (build) => {
      const placement = placeBuild(facts, build, wish);
      return placement ? ['elsewhere', 'system', 'image'].indexOf(placement.pythonFrom) : -1;
    },
    ({ release, python: one }) => release.pythons.indexOf(one),
  ];
}

export function isExperimental({ release, python }: Build): boolean {
  return release.experimentalPythons.includes(python);
}
