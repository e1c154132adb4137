import { resolutionFindings } from '../../findings/catalog/resolution.js';
import type { Finding } from '../../findings/finding.js';
import type { Companion, Facts } from '../facts/facts.js';
import { beginsVersion, compareVersions, majorOf, minorOf } from '../version.js';
import { type Build, glibcOf } from './builds.js';
import { driverNeedOf } from './compatibility.js';
import type { DemandName } from './demands.js';
import { explainAlone } from './explain-alone.js';
import type { EnvironmentRequest } from './request.js';
import type { Reason } from './resolution.js';
import {
  describeBuilds,
  describeDemand,
  describeGpuName,
  describeSpan,
  isCompanion,
  joinWords,
  listVersions,
} from './words.js';

/** A minimal conflict: without any one of `demands` the others can be kept. */
export interface Conflict {
  readonly demands: readonly DemandName[];
  readonly request: EnvironmentRequest;
  readonly facts: Facts;
  /** The builds that keep these demands. */
  keeping(demands: readonly DemandName[]): readonly Build[];
}

interface Explanation {
  readonly finding: Finding;
  readonly source: string;
}

/**
 * Says a conflict in one sentence. One of its demands is held against the builds that keep all the others; these exist,
 * since the conflict is minimal, and none of them keeps it.
 */
export function explainConflict(conflict: Conflict): Reason {
  const { demands } = conflict;
  const [only] = demands;
  const { finding, source } =
    demands.length === 1 && only !== undefined ? explainAlone(only, conflict) : explainTogether(conflict);
  return {
    code: finding.code,
    severity: finding.severity,
    message: finding.message,
    source,
    demands,
  };
}

type Explain = (conflict: Conflict, others: readonly DemandName[], builds: readonly Build[]) => Explanation;

/** The demand that the sentence is about: the first of these that is in the conflict. */
const PIVOTS: readonly (readonly [Exclude<DemandName, Companion | 'torch'>, Explain])[] = [
  ['os', explainSystem],
  ['driver', explainDriver],
  ['gpu', explainGpu],
  ['python', explainPython],
  ['cudnn', explainCudnn],
  ['cuda', explainCuda],
];

function explainTogether(conflict: Conflict): Explanation {
  const { demands, request, keeping } = conflict;
  const othersThan = (pivot: DemandName): readonly DemandName[] => demands.filter((name) => name !== pivot);
  const companion = demands.find(isCompanion);
  if (companion) return explainCompanion(companion, describeBuilds(othersThan(companion), request), conflict);
  const [pivot, explain] = PIVOTS.find(([name]) => demands.includes(name)) ?? (['cuda', explainCuda] as const);
  return explain(conflict, othersThan(pivot), keeping(othersThan(pivot)));
}

/** Where what remains without PyTorch's version can be had, if that is a part of the conflict. */
function spanWithoutTorch({ demands, request, keeping }: Conflict): string | undefined {
  if (!demands.includes('torch')) return undefined;
  return describeSpan(keeping(demands.filter((name) => name !== 'torch')), request.torch);
}

function spanOf(name: DemandName, conflict: Conflict): string {
  const span = spanWithoutTorch(conflict) ?? describeSpan(conflict.keeping([name]), undefined);
  const others = conflict.demands.filter((one) => one !== name && one !== 'torch');
  const company = conflict.demands.includes('torch') && others.length > 0 ? ` with ${nameAll(others, conflict)}` : '';
  return `${describeDemand(name, conflict.request)}${company} ${span}`;
}

function nameAll(names: readonly DemandName[], { request }: Conflict): string {
  return joinWords(names.map((name) => describeDemand(name, request)));
}

function explainCompanion(companion: Companion, what: string, { facts, demands }: Conflict): Explanation {
  const { ended, pythons } = facts.companions[companion];
  const span = ended
    ? `: it ended with ${ended.last}, for PyTorch ${ended.lastTorch}${demands.includes('python') && pythons ? ` and Python up to ${pythons.at(-1)}` : ''}`
    : '';
  return {
    finding: resolutionFindings.noCompanion({ companion, what, span }),
    source: facts.companions[companion].source,
  };
}

function explainSystem(conflict: Conflict, others: readonly DemandName[], builds: readonly Build[]): Explanation {
  const { request } = conflict;
  const needed = listVersions(builds.map(glibcOf))[0] ?? '';
  const span = spanWithoutTorch(conflict);
  return {
    finding: resolutionFindings.oldSystem({
      what: describeBuilds(others, request),
      system: describeDemand('os', request),
      glibc: request.os?.kind === 'known' ? request.os.system.glibc : undefined,
      needed,
      span: span === undefined ? '' : `; support for it ${span}`,
    }),
    source: conflict.facts.sources.systems,
  };
}

function explainDriver(conflict: Conflict, others: readonly DemandName[], builds: readonly Build[]): Explanation {
  const { request, facts, keeping } = conflict;
  const driver = request.driver ?? '';
  const what = describeBuilds(others, request);
  const needs = builds.flatMap(({ cuda }) => (cuda ? [{ cuda: cuda.cuda, ...driverNeedOf(facts, cuda.cuda) }] : []));
  const minimum = listVersions(needs.flatMap((need) => need.minimum ?? []))[0] ?? '';
  if (request.gpu && compareVersions(driver, minimum) >= 0) {
    const toolkit = listVersions(needs.flatMap((need) => need.toolkit ?? []))[0] ?? '';
    const gpu = describeGpuName(request.gpu);
    const rest = describeBuilds(
      others.filter((name) => name !== 'gpu'),
      request,
    );
    return {
      finding: resolutionFindings.ptxDriver({ what: rest, gpu, driver, toolkit }),
      source: conflict.facts.sources.drivers,
    };
  }
  const newest = listVersions(keeping(['driver']).flatMap(({ cuda }) => cuda?.cuda ?? [])).at(-1);
  const span = newest === undefined ? '' : `, which runs CUDA up to ${majorOf(newest)}.x`;
  return {
    finding: resolutionFindings.oldDriver({ what, driver, minimum, span }),
    source: conflict.facts.sources.drivers,
  };
}

function explainGpu(conflict: Conflict, others: readonly DemandName[], builds: readonly Build[]): Explanation {
  const { request, keeping } = conflict;
  const gpu = request.gpu ? describeGpuName(request.gpu) : '';
  if (builds.every(({ cuda }) => cuda === undefined))
    return { finding: resolutionFindings.noGpuOnCpu({ gpu }), source: conflict.facts.sources.gpus };
  const isNamed = conflict.demands.includes('torch');
  const span = describeSpan(keeping(conflict.demands.filter((name) => name !== 'torch')), undefined);
  const rest = others.filter((name) => name !== 'torch');
  const company = rest.length > 0 ? ` ${describeBuilds(rest, request).replace(/^PyTorch /, '')}` : '';
  return {
    finding: resolutionFindings.noGpuCode({
      what: describeBuilds(others, request),
      gpu,
      architectures: describeArchitectures(builds),
      span: isNamed ? `; code for it${company} ${span}` : '',
    }),
    source: [...new Set(builds.flatMap(({ cuda }) => cuda?.architectureSource ?? []))].join('; '),
  };
}

function describeArchitectures(builds: readonly Build[]): string {
  const binary = listVersions(builds.flatMap(({ cuda }) => cuda?.architectures ?? []));
  const ptx = listVersions(builds.flatMap(({ cuda }) => cuda?.ptx ?? []));
  return `${joinWords(binary)}${ptx.length > 0 ? `, with PTX of ${joinWords(ptx)}` : ''}`;
}

function explainPython(conflict: Conflict, others: readonly DemandName[], builds: readonly Build[]): Explanation {
  return {
    finding: resolutionFindings.noPythonWheel({
      what: describeBuilds(others, conflict.request),
      python: describeDemand('python', conflict.request),
      pythons: joinWords(listVersions(builds.map(({ python }) => python))),
      span: spanOf('python', conflict),
    }),
    source: conflict.facts.sources.releases,
  };
}

/** Said of the whole major version where that is gone: `cuDNN 8 ended with 2.3.1`. */
function explainCudnn(conflict: Conflict, others: readonly DemandName[], builds: readonly Build[]): Explanation {
  const { request } = conflict;
  const major = majorOf(request.cudnn ?? '');
  const hasMajor = ({ cuda }: Build): boolean => cuda !== undefined && majorOf(cuda.cudnn) === major;
  const isGone = conflict.demands.includes('torch') && !builds.some(hasMajor);
  const ofMajor = conflict.keeping(others.filter((name) => name !== 'torch')).filter(hasMajor);
  const isEnded = isGone && ofMajor.length > 0;
  const pairs = builds.flatMap(({ cuda }) => (cuda ? [`${cuda.cudnn} (CUDA ${cuda.cuda})`] : []));
  return {
    finding: resolutionFindings.otherCudnn({
      what: describeBuilds(others, request),
      cudnn: describeDemand('cudnn', request),
      builds: pairs.length === 0 ? 'none at all' : joinWords(shorten([...new Set(pairs)])),
      span: isEnded ? `cuDNN ${major} ${describeSpan(ofMajor, request.torch)}` : spanOf('cudnn', conflict),
    }),
    source: conflict.facts.sources.releases,
  };
}

/** A long list says less than its ends. */
function shorten(words: readonly string[]): readonly string[] {
  return words.length <= 5 ? words : [...words.slice(0, 2), '…', ...words.slice(-2)];
}

function explainCuda(conflict: Conflict, others: readonly DemandName[], builds: readonly Build[]): Explanation {
  const cudas = listVersions(builds.flatMap(({ cuda }) => (cuda ? [minorOf(cuda.cuda)] : [])));
  return {
    finding: resolutionFindings.noCudaBuild({
      what: describeBuilds(others, conflict.request),
      cuda: describeDemand('cuda', conflict.request),
      builds: joinWords(cudas),
      span: `${spanOf('cuda', conflict)}${sayExtraWheels(conflict)}`,
    }),
    source: conflict.facts.sources.releases,
  };
}

/** What exists beside the releases is not denied. */
function sayExtraWheels({ request: { torch = '', cuda = '' }, facts }: Conflict): string {
  const releases = (facts.extraWheels.get(cuda) ?? []).filter((version) => beginsVersion(torch, version));
  return releases.length === 0 ? '' : `, but for extra wheels of ${joinWords(releases)}, of which my data says no more`;
}
