import { resolutionFindings } from '../../findings/catalog/resolution.js';
import type { Finding } from '../../findings/finding.js';
import type { Facts } from '../facts/facts.js';
import { compareVersions, isNewerThan, minorOf } from '../version.js';
import { type Build, glibcOf } from './builds.js';
import { driverNeedOf } from './compatibility.js';
import type { DemandName } from './demands.js';
import { familyOf } from './find-system.js';
import type { EnvironmentRequest } from './request.js';
import { describeDemand, describeGpuName, joinWords, listVersions } from './words.js';

/** What the sentence is made of. */
interface Alone {
  readonly request: EnvironmentRequest;
  readonly facts: Facts;
  keeping(demands: readonly DemandName[]): readonly Build[];
}

interface Explanation {
  readonly finding: Finding;
  readonly source: string;
}

/** Why one demand cannot be kept by any build: it is newer than the tables, or never existed. */
export function explainAlone(name: DemandName, alone: Alone): Explanation {
  const { request, facts, keeping } = alone;
  const builds = keeping([]);
  if (name === 'os') return explainSystem(alone, builds);
  if (name === 'driver') return explainDriver(request.driver ?? '', facts, builds);
  if (name === 'gpu') return explainGpu(alone, builds);
  return explainVersion(name, alone, builds);
}

/** The versions that builds have of what is demanded. */
const VERSIONS: Readonly<Partial<Record<DemandName, (build: Build) => string | undefined>>> = {
  torch: ({ release }) => release.version,
  cuda: ({ cuda }) => cuda?.cuda,
  cudnn: ({ cuda }) => cuda?.cudnn,
  python: ({ python }) => python,
};

function explainVersion(name: DemandName, { request, facts }: Alone, builds: readonly Build[]): Explanation {
  const asked = { torch: request.torch, cuda: request.cuda, cudnn: request.cudnn, python: request.python }[
    name as 'torch'
  ];
  const known = listVersions(builds.flatMap((build) => VERSIONS[name]?.(build) ?? []));
  const newest = known.at(-1) ?? '';
  const what = describeDemand(name, request);
  if (asked !== undefined && isNewerThan(asked.replace(/t$/, ''), newest.replace(/t$/, '')))
    return {
      finding: resolutionFindings.newerThanFacts({ what, asOf: facts.asOf, newest: newest.replace(/t$/, '') }),
      source: facts.sources.releases,
    };
  return {
    finding: resolutionFindings.notInFacts({
      problem: name === 'torch' ? `There is no ${what}` : `No build of PyTorch has ${what}`,
      asOf: facts.asOf,
      known: joinWords(nearby(asked ?? '', known)),
    }),
    source: facts.sources.releases,
  };
}

/** Versions that share the first two numbers, else every first two numbers there are. */
function nearby(asked: string, known: readonly string[]): readonly string[] {
  const siblings = known.filter((version) => minorOf(version) === minorOf(asked));
  return siblings.length > 0 ? siblings : listVersions(known.map(minorOf));
}

function explainSystem({ request: { os }, facts }: Alone, builds: readonly Build[]): Explanation {
  if (os?.kind === 'newer') {
    const relatives = facts.systems.filter(({ name }) => familyOf(name) === os.family);
    const newest = relatives.at(-1)?.title ?? '';
    return {
      finding: resolutionFindings.newerThanFacts({ what: os.name, asOf: facts.asOf, newest }),
      source: facts.sources.systems,
    };
  }
  return {
    finding: resolutionFindings.oldSystem({
      what: 'PyTorch',
      system: os?.system.title ?? '',
      glibc: os?.system.glibc,
      needed: listVersions(builds.map(glibcOf))[0] ?? '',
      span: '',
    }),
    source: facts.sources.systems,
  };
}

function explainDriver(driver: string, facts: Facts, builds: readonly Build[]): Explanation {
  const minima = builds.flatMap(({ cuda }) => (cuda ? (driverNeedOf(facts, cuda.cuda).minimum ?? []) : []));
  const minimum = minima.toSorted(compareVersions)[0] ?? '';
  return {
    finding: resolutionFindings.oldDriver({ what: 'Every build of PyTorch in my data', driver, minimum, span: '' }),
    source: facts.sources.drivers,
  };
}

function explainGpu({ request: { gpu }, facts }: Alone, builds: readonly Build[]): Explanation {
  const architectures = joinWords(listVersions(builds.flatMap(({ cuda }) => cuda?.architectures ?? [])));
  return {
    finding: resolutionFindings.noGpuCode({
      what: 'PyTorch',
      gpu: gpu ? describeGpuName(gpu) : '',
      architectures,
      span: '',
    }),
    source: facts.sources.gpus,
  };
}
