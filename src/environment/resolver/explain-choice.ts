import { choiceFindings } from '../../findings/catalog/choice.js';
import type { Finding } from '../../findings/finding.js';
import type { CudaBuild, Facts } from '../facts/facts.js';
import type { Build } from './builds.js';
import { type Chosen, isExperimental } from './choose.js';
import { driverNeedOf, judgeCompanion, judgeDriver, judgeGpu } from './compatibility.js';
import type { Constraint, DemandName } from './demands.js';
import type { EnvironmentRequest } from './request.js';
import type { Reason } from './resolution.js';
import { describeDemand, describeGpuName, joinWords } from './words.js';

interface Circumstances {
  readonly request: EnvironmentRequest;
  readonly facts: Facts;
  /** Every build that keeps the demands. */
  readonly fitting: readonly Build[];
  readonly constraints: readonly Constraint[];
}

/** What is said, and where it is known from. */
type Said = readonly (readonly [Finding, string])[];

/** Why this choice, and what to know about it: first what was decided, then what is not perfect. */
export function explainChoice(chosen: Chosen, circumstances: Circumstances): readonly Reason[] {
  const { build } = chosen;
  const said: Said = [
    ...sayRelease(build, circumstances),
    ...sayCompanions(build, circumstances),
    ...(build.cuda ? sayCuda(build, build.cuda, circumstances) : []),
    ...(build.cuda ? sayDriver(build.cuda, circumstances) : []),
    ...(build.cuda ? sayGpu(build, build.cuda, circumstances) : []),
    ...sayPython(chosen, circumstances),
    ...sayImage(chosen, circumstances),
  ];
  return said.map(([{ code, severity, message }, source]) => ({
    code,
    severity,
    message,
    source,
    demands: [],
  }));
}

function sayRelease({ release }: Build, { request, fitting, facts }: Circumstances): Said {
  const { torch: asked, companions } = request;
  const newer = fitting.at(-1)?.release.version ?? release.version;
  const demands =
    fitting.at(-1) && facts.releases.at(-1) !== release && asked === undefined ? ' that meets the rest' : '';
  const unknown = companions.filter(
    (name) => facts.releases.find(({ version }) => version === newer)?.companions[name] === undefined,
  );
  return [
    [choiceFindings.release({ torch: release.version, asked, demands }), facts.sources.releases],
    ...(newer === release.version
      ? []
      : ([
          [
            choiceFindings.newerRelease({ newer, torch: release.version, companion: joinWords(unknown) }),
            facts.sources.releases,
          ],
        ] as const)),
  ];
}

function sayCompanions(build: Build, { request, facts }: Circumstances): Said {
  const torch = build.release.version;
  return request.companions.map((companion) => {
    const verdict = judgeCompanion(facts, companion, build);
    return verdict.kind === 'version'
      ? ([
          choiceFindings.companion({ companion, version: verdict.version, torch }),
          facts.companions[companion].source,
        ] as const)
      : ([choiceFindings.unknownCompanion({ companion, torch }), facts.companions[companion].source] as const);
  });
}

function sayCuda(build: Build, { cuda }: CudaBuild, { request, facts, constraints }: Circumstances): Said {
  const { version, defaultCuda, builds } = build.release;
  const usual = builds.find((one) => one.cuda === defaultCuda);
  const against = usual ? refusing({ ...build, cuda: usual }, constraints).filter((name) => name !== 'cuda') : [];
  const slower: readonly DemandName[] = request.cuda === undefined && against.length === 0 ? ['driver'] : against;
  const why = slower.length > 0 ? joinWords(slower.map((name) => describeDemand(name, request))) : undefined;
  const holders = facts.releases.filter((release) => release.builds.some((one) => one.cuda === cuda));
  const last = holders.at(-1)?.version ?? version;
  return [
    [choiceFindings.cuda({ torch: version, cuda, usual: defaultCuda, why }), facts.sources.releases],
    ...(holders.at(-1) === facts.releases.at(-1) || facts.extraWheels.has(cuda)
      ? []
      : ([[choiceFindings.endedCuda({ cuda, last }), facts.sources.releases]] as const)),
  ];
}

/** The demands that a build does not keep. */
function refusing(build: Build, constraints: readonly Constraint[]): readonly DemandName[] {
  return [...new Set(constraints.filter(({ isMetBy }) => !isMetBy(build)).flatMap(({ needs }) => needs))];
}

function sayDriver({ cuda }: CudaBuild, { request: { driver }, facts }: Circumstances): Said {
  const need = driverNeedOf(facts, cuda);
  const { minimum = 'unknown', toolkit = 'unknown' } = need;
  if (driver === undefined)
    return [[choiceFindings.driver({ cuda, minimum, toolkit, given: undefined }), facts.sources.drivers]];
  const { runs, isFull } = judgeDriver(driver, need);
  if (isFull) return [[choiceFindings.driver({ cuda, minimum, toolkit, given: driver }), facts.sources.drivers]];
  if (runs === undefined) return [[choiceFindings.vagueDriver({ driver, needed: minimum }), facts.sources.drivers]];
  if (isFull === undefined) return [[choiceFindings.vagueDriver({ driver, needed: toolkit }), facts.sources.drivers]];
  return [[choiceFindings.olderDriver({ cuda, driver, toolkit }), facts.sources.drivers]];
}

function sayGpu({ release }: Build, cuda: CudaBuild, { request: { gpu: asked }, facts }: Circumstances): Said {
  if (!asked) return [];
  const gpu = describeGpuName(asked);
  const { isExact, isViaPtx } = judgeGpu(asked, cuda);
  const build = `PyTorch ${release.version} for CUDA ${cuda.cuda}`;
  if (isExact === undefined) return [[choiceFindings.unknownGpu({ gpu }), facts.sources.gpus]];
  const toolkit = driverNeedOf(facts, cuda.cuda).toolkit ?? 'unknown';
  return [
    [
      isExact
        ? choiceFindings.exactGpu({ gpu, build, isViaPtx: isViaPtx === true })
        : choiceFindings.ptxGpu({ gpu, build, toolkit }),
      cuda.architectureSource,
    ],
    ...(cuda.isInferred ? ([[choiceFindings.inferredArchitectures({ build }), cuda.architectureSource]] as const) : []),
  ];
}

function sayPython({ build, placement }: Chosen, { facts }: Circumstances): Said {
  const { python, release } = build;
  const { title, python: own } = placement.system;
  return [
    [choiceFindings.python({ python, system: title, from: placement.pythonFrom, own }), facts.sources.systems],
    ...(isExperimental(build)
      ? ([[choiceFindings.experimentalPython({ torch: release.version, python }), facts.sources.releases]] as const)
      : []),
  ];
}

const IMAGE_SAYS = {
  pytorch: 'holds PyTorch, CUDA and cuDNN already',
  nvidia: 'is enough: the wheels bring CUDA and cuDNN',
  system: 'is enough: the wheels bring all they need',
} as const;

const IMAGE_TABLES = { pytorch: 'images', nvidia: 'cudaImages', system: 'systems' } as const;

function sayImage({ placement: { image } }: Chosen, { facts }: Circumstances): Said {
  const { reference, origin, evidence } = image;
  return [
    [
      choiceFindings.image({ image: reference, says: IMAGE_SAYS[origin], evidence }),
      facts.sources[IMAGE_TABLES[origin]],
    ],
  ];
}
