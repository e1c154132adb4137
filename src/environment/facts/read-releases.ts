import { compareVersions, minorOf } from '../version.js';
import type { Companion, CompanionFacts, CpuBuild, CudaBuild, TorchRelease } from './facts.js';
import { COMPANIONS } from './facts.js';
import {
  type Field,
  listField,
  mapField,
  optionalField,
  optionalText,
  optionalVersion,
  requiredField,
  requireSome,
  textField,
  textValue,
  versionField,
  versionList,
} from './fields.js';

/** `torch_releases.json`, oldest release first. */
export function readReleases(table: Field): readonly TorchRelease[] {
  const cpuIndex = textField(requiredField(table, 'cpu'), 'wheel_index');
  const glibc = readGlibc(table);
  const releases = listField(table, 'releases').map((row) => readRelease(row, cpuIndex, glibc));
  return [...requireSome(table, 'releases', releases)].sort((a, b) => compareVersions(a.version, b.version));
}

type Glibc = (release: Field, cuda: string | undefined) => string;

/** The C library that wheels need follows from their C++ ABI: `cxx11`, `pre-cxx11`, `pre-cxx11 except cu126=cxx11`. */
function readGlibc(table: Field): Glibc {
  const versions = requiredField(table, 'wheel_glibc');
  const older = versionField(versions, 'pre-cxx11');
  const newer = versionField(versions, 'cxx11');
  return (release, cuda) => {
    const abi = textField(release, 'cxx11_abi_linux');
    const exception = /except (\w+)=cxx11$/.exec(abi)?.[1];
    return abi === 'cxx11' || (cuda !== undefined && exception === `cu${cuda.replace('.', '')}`) ? newer : older;
  };
}

function readRelease(row: Field, cpuIndex: string, glibc: Glibc): TorchRelease {
  const indexes = new Map(mapField(row, 'wheel_index').map(({ key }) => [key, urlOf(row, key)]));
  const builds = mapField(row, 'cuda').map((build) => readBuild(build, build.key, indexes, glibc(row, build.key)));
  const cpuBuild: CpuBuild = { indexUrl: cpuIndex, glibc: glibc(row, undefined) };
  return {
    version: versionField(row, 'torch'),
    pythons: [...requireSome(row, 'python', versionList(row, 'python'))].sort(compareVersions),
    experimentalPythons: versionList(row, 'python_experimental'),
    builds: [...requireSome(row, 'cuda', builds)].sort((a, b) => compareVersions(a.cuda, b.cuda)),
    cpuBuild,
    defaultCuda: versionField(row, 'pypi_default_cuda'),
    companions: readVersions(row),
  };
}

function urlOf(row: Field, cuda: string): string {
  return textField(requiredField(row, 'wheel_index'), cuda);
}

function readBuild(build: Field, cuda: string, indexes: ReadonlyMap<string, string>, glibc: string): CudaBuild {
  const indexUrl = indexes.get(cuda);
  if (indexUrl === undefined) build.report(build.node, build.where, 'has no URL in wheel_index');
  return {
    cuda: minorOf(cuda),
    cudnn: versionField(build, 'cudnn'),
    architectures: [...requireSome(build, 'sm', versionList(build, 'sm'))].sort(compareVersions),
    ptx: versionList(build, 'ptx'),
    architectureSource: textField(build, 'arch_source'),
    isInferred: textField(build, 'arch_confidence') !== 'high',
    indexUrl: indexUrl ?? '',
    glibc,
  };
}

function readVersions(row: Field): TorchRelease['companions'] {
  return Object.fromEntries(
    COMPANIONS.flatMap((name) => {
      const version = optionalVersion(row, name);
      return version === undefined ? [] : [[name, version]];
    }),
  );
}

/** Wheels that exist, but not as part of a release: CUDA → releases. */
export function readExtraWheels(table: Field): ReadonlyMap<string, readonly string[]> {
  const rows = listField(table, 'outside_release_matrix');
  return new Map(rows.map((row) => [versionField(row, 'cuda'), versionList(row, 'torch')]));
}

/** What holds for a companion in every release. */
export function readCompanions(table: Field): Readonly<Record<Companion, CompanionFacts>> {
  const all = requiredField(table, 'companions');
  const sources = new Map(mapField(table, 'sources').map((entry) => [entry.key, textValue(entry)]));
  const read = (name: Companion): CompanionFacts => {
    const row = optionalField(all, name);
    if (!row) return { source: textField(table, 'source'), noWheelForCuda: [] };
    const last = optionalText(row, 'last');
    const pythons = versionList(row, 'python');
    return {
      source: textField(row, 'source')
        .split(', ')
        .map((code) => sources.get(code) ?? code)
        .join('; '),
      noWheelForCuda: versionList(row, 'no_wheel_for_cuda'),
      ...(last === undefined ? {} : { ended: { last, lastTorch: versionField(row, 'last_torch') } }),
      ...(pythons.length === 0 ? {} : { pythons }),
    };
  };
  return { torchvision: read('torchvision'), torchaudio: read('torchaudio'), torchtext: read('torchtext') };
}
