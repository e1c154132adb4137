import type { Companion, CudaBuild, Facts } from '../facts/facts.js';
import { indexUrlOf } from './builds.js';
import type { Chosen } from './choose.js';
import { driverNeedOf, judgeCompanion, judgeDriver, judgeGpu } from './compatibility.js';
import type { EnvironmentRequest } from './request.js';
import type { Choice, DriverChoice, GpuChoice } from './resolution.js';

/** A choice as it is shown: what is chosen, and what it means for what the request names. */
export function describeChoice({ build, placement }: Chosen, request: EnvironmentRequest, facts: Facts): Choice {
  const { release, cuda, python } = build;
  const companions = Object.fromEntries(
    request.companions.flatMap((name) => {
      const verdict = judgeCompanion(facts, name, build);
      return verdict.kind === 'none' ? [] : [[name, verdict.kind === 'version' ? verdict.version : undefined]];
    }),
  );
  const indexUrl = indexUrlOf(build);
  return {
    torch: release.version,
    cuda: cuda?.cuda ?? 'cpu',
    ...(cuda ? { cudnn: cuda.cudnn } : {}),
    python,
    os: placement.system.name,
    base: placement.image.reference,
    indexUrl,
    companions,
    ...(cuda ? { driver: describeDriver(cuda, request, facts) } : {}),
    ...(cuda && request.gpu ? { gpu: describeGpu(cuda, request.gpu) } : {}),
    install: installLines(release.version, companions, indexUrl),
  };
}

function describeDriver({ cuda }: CudaBuild, { driver }: EnvironmentRequest, facts: Facts): DriverChoice {
  const need = driverNeedOf(facts, cuda);
  return driver === undefined ? need : { ...need, given: { version: driver, ...judgeDriver(driver, need) } };
}

function describeGpu(cuda: CudaBuild, gpu: NonNullable<EnvironmentRequest['gpu']>): GpuChoice {
  return { name: gpu.name, capability: gpu.capability, ...judgeGpu(gpu, cuda) };
}

/** torchtext comes from PyPI: it has no CUDA of its own, and is on no index beside the newer releases. */
const FROM_PYPI: ReadonlySet<string> = new Set<Companion>(['torchtext']);

function installLines(torch: string, companions: Choice['companions'], indexUrl: string): readonly string[] {
  const packages = Object.entries(companions).map(([name, version]) => ({
    name,
    text: version === undefined ? name : `${name}==${version}`,
  }));
  const fromIndex = packages.filter(({ name }) => !FROM_PYPI.has(name)).map(({ text }) => text);
  const fromPypi = packages.filter(({ name }) => FROM_PYPI.has(name)).map(({ text }) => text);
  return [
    ['pip install', `torch==${torch}`, ...fromIndex, '--index-url', indexUrl].join(' '),
    ...(fromPypi.length > 0 ? [`pip install ${fromPypi.join(' ')}`] : []),
  ];
}
