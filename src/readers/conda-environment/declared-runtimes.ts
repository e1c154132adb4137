import type { PackageFacts } from '../../graph/node.js';
import type { CondaSpec } from '../../syntax/requirement/parse-conda-spec.js';

/** Packages whose version is the version of CUDA itself (pytorch, nvidia and conda-forge channels). */
const CUDA_PACKAGES: ReadonlySet<string> = new Set([
  'pytorch-cuda',
  'cudatoolkit',
  'cuda-toolkit',
  'cuda-version',
  'cuda',
]);

/**
 * The CUDA and cuDNN that a spec brings, as far as it says so: by its name (`pytorch-cuda=12.4`, `cudnn=9.1.0`) or by its
 * build string (channel pytorch `py3.11_cuda12.4_cudnn9.1.0_0`, conda-forge `cuda126_generic_py312h…`).
 */
export function declaredRuntimes(spec: CondaSpec): readonly PackageFacts[] {
  if (CUDA_PACKAGES.has(spec.name)) return runtime('cuda', plainVersion(spec));
  if (spec.name === 'cudnn') return runtime('cudnn', plainVersion(spec));
  const build = (spec.build ?? '').slice(0, 200);
  const dotted = /cuda(\d+\.\d+(?:\.\d+)?)/.exec(build)?.[1];
  const [, major, minor] = /cuda(\d{2})(\d)(?!\d|\.)/.exec(build) ?? [];
  const cuda = dotted ?? (major === undefined ? undefined : `${major}.${minor}`);
  return [...runtime('cuda', cuda), ...runtime('cudnn', /cudnn(\d+(?:\.\d+)*)/.exec(build)?.[1])];
}

function plainVersion({ version, specifier }: CondaSpec): string | undefined {
  return version ?? /^=?(\d+(?:\.\d+)*)(?:\.\*)?$/.exec(specifier ?? '')?.[1];
}

function runtime(name: string, version: string | undefined): readonly PackageFacts[] {
  return version === undefined ? [] : [{ ecosystem: 'runtime', name, version }];
}
