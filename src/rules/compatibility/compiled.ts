import type { Place } from '../../base/text.js';
import type { Installation } from './installations.js';

/** Packages whose source distribution compiles CUDA code when they are installed (their setup.py, as of 2026-11). */
const EXTENSIONS: ReadonlySet<string> = new Set(
  `apex causal-conv1d detectron2 diff-gaussian-rasterization flash-attn flash-attn-3 gsplat groundingdino mamba-ssm
  natten nvdiffrast pytorch3d simple-knn tinycudann tiny-cuda-nn torchsparse transformer-engine`.split(/\s+/),
);

/** What an installation compiles with the nvcc of its base image, as far as that is certain. */
export function compiledThing({
  packages,
  layers,
  stages,
}: Installation): { readonly what: string; readonly place: Place } | undefined {
  const extension = packages.find(
    ({ facts }) => facts.ecosystem === 'pip' && EXTENSIONS.has(facts.name) && !facts.reference?.endsWith('.whl'),
  );
  if (extension?.origins[0]) return { what: extension.facts.name, place: extension.origins[0] };
  const effects = layers.flatMap(({ facts }) => facts.effects ?? []);
  const compiled = effects.find(({ kind }) => kind === 'compiles-cuda');
  if (compiled) return { what: 'An extension', place: compiled.place };
  // Nobody sets these but for compiling.
  const variable = stages
    .flatMap(({ facts }) => facts.environment)
    .find(({ name }) => /^(?:TORCH_CUDA_ARCH_LIST|FORCE_CUDA)$/.test(name));
  return variable ? { what: 'An extension', place: variable.place } : undefined;
}

/** Packages that compile CUDA code when they run, or bring extensions that do. */
const COMPILE_LATER: ReadonlySet<string> = new Set(['deepspeed', 'vllm', 'sglang', 'xformers', 'tensorrt-llm', 'cupy']);

/** False only where every layer installs, copies or sets something up that is known to need no compiler of CUDA. */
export function mayCompile(installation: Installation): boolean {
  const { packages, layers, manifests } = installation;
  return (
    compiledThing(installation) !== undefined ||
    packages.some(({ facts }) => COMPILE_LATER.has(facts.name) || facts.reference !== undefined) ||
    layers.some(({ facts: { purpose } }) => /^(?:build|download|other)$/.test(purpose)) ||
    manifests.some(({ facts }) => facts.format === 'pyproject')
  );
}
