import type { Place } from '../base/text.js';
import type { PackageNode } from './node.js';

/** One piece of software that the files say is inside. `version` is absent when no file gives it. */
export interface Software {
  readonly version?: string;
  readonly place: Place;
}

export interface FrameworkSoftware extends Software {
  /** Local build of the wheel: `cu126`, `cpu`, `rocm6.3`; absent when the files do not say. */
  readonly build?: string;
  /** As written when not exact: `>=2.6`. */
  readonly specifier?: string;
  /** The image brings it, so that no file of the repository could pin it. */
  readonly isFromImage?: boolean;
  /** The package that needs it, when no file names PyTorch itself. */
  readonly neededBy?: string;
}

/** What the packages of an image amount to, in the words of the deployment view. */
export interface SoftwareStack {
  readonly system?: Software & { readonly name: string };
  readonly python?: Software;
  readonly torch?: FrameworkSoftware;
  readonly cuda?: Software;
  readonly cudnn?: Software;
  readonly rocm?: Software;
  readonly jupyter?: Software & { readonly name: string };
  readonly sshServer?: Software;
  readonly tensorboard?: Software;
}

/**
 * Python of the distribution's `python3` package. Ubuntu: surveyed for this project in 2026-11; Debian bookworm: measured;
 * Debian trixie: release announcement of 2025-08-09; Debian bullseye: from knowledge, not looked up.
 */
const SYSTEM_PYTHON: Readonly<Record<string, string>> = {
  'ubuntu 16.04': '3.5',
  'ubuntu 18.04': '3.6',
  'ubuntu 20.04': '3.8',
  'ubuntu 22.04': '3.10',
  'ubuntu 24.04': '3.12',
  'debian bullseye': '3.9',
  'debian 11': '3.9',
  'debian bookworm': '3.11',
  'debian 12': '3.11',
  'debian trixie': '3.13',
  'debian 13': '3.13',
};

/** `packages`: nearest to the container first; the first that says a thing wins. */
export function summarizeSoftware(packages: readonly PackageNode[]): SoftwareStack {
  const system = findSystem(packages);
  const torch = findTorch(packages);
  const stack: SoftwareStack = {
    ...optional('system', system),
    ...optional('python', findPython(packages, system)),
    ...optional('torch', torch),
    ...optional('cuda', findCuda(packages)),
    ...optional('cudnn', findCudnn(packages)),
    ...optional('rocm', findNamed(packages, /^rocm(?:-.*)?$/)),
    ...optional('jupyter', findJupyter(packages)),
    ...optional('sshServer', findNamed(packages, /^openssh(?:-server)?$/)),
    ...optional('tensorboard', findNamed(packages, /^tensorboard$/)),
  };
  return stack;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Value>>);
}

function placeOfPackage(node: PackageNode): Place {
  return node.origins[0] as Place;
}

function softwareOf(node: PackageNode, version = node.facts.version): Software {
  return { ...(version === undefined ? {} : { version }), place: placeOfPackage(node) };
}

function findNamed(packages: readonly PackageNode[], name: RegExp): Software | undefined {
  const found = packages.find((node) => name.test(node.facts.name));
  return found && softwareOf(found);
}

function findSystem(packages: readonly PackageNode[]): SoftwareStack['system'] {
  const found = packages.find((node) => node.facts.ecosystem === 'os');
  return found && { ...softwareOf(found), name: found.facts.name };
}

function findPython(packages: readonly PackageNode[], system: SoftwareStack['system']): Software | undefined {
  for (const node of packages) {
    const { ecosystem, name, version, specifier } = node.facts;
    if (name === 'python' && (ecosystem === 'runtime' || ecosystem === 'conda')) {
      const stated = version ?? /^=*(\d+\.\d+(?:\.\d+)?)(?:\.\*)?$/.exec(specifier ?? '')?.[1];
      return softwareOf(node, stated);
    }
    const minor = ecosystem === 'apt' ? /^python(3\.\d+)(?:-(?:dev|venv|full|minimal))?$/.exec(name)?.[1] : undefined;
    if (minor !== undefined) return softwareOf(node, minor);
  }
  const plain = packages.find(
    (node) => node.facts.ecosystem === 'apt' && /^python3(?:-(?:pip|dev|venv))?$/.test(node.facts.name),
  );
  return plain && softwareOf(plain, SYSTEM_PYTHON[`${system?.name} ${system?.version}`]);
}

function findTorch(packages: readonly PackageNode[]): FrameworkSoftware | undefined {
  const found = packages.find(
    (node) => node.facts.name === 'torch' || (node.facts.ecosystem === 'conda' && node.facts.name === 'pytorch'),
  );
  if (!found) return findNeedOfTorch(packages);
  const { version, specifier, indexUrl, extraIndexUrls } = found.facts;
  const [release, local] = (version ?? '').split('+');
  const fromIndex = [indexUrl, ...(extraIndexUrls ?? [])].flatMap((url) => buildOfIndex(url) ?? [])[0];
  const build = local ?? fromIndex;
  return {
    ...softwareOf(found, release || undefined),
    ...(build === undefined ? {} : { build }),
    ...(specifier === undefined ? {} : { specifier }),
    ...(found.parent?.startsWith('image:') ? { isFromImage: true } : {}),
  };
}

/** Packages that install PyTorch with themselves, as their metadata on PyPI say (as of 2026-11). */
const NEED_TORCH: ReadonlySet<string> = new Set(
  `accelerate bitsandbytes coqui-tts deepspeed easyocr fairscale flash-attn fschat gfpgan kornia lightning litgpt llamafactory
  monai mosaicml nerfstudio open-clip-torch openai-whisper peft pytorch-lightning sentence-transformers stable-baselines3 timm
  torchaudio torchmetrics torchtext torchvision trl tts ultralytics vllm xformers`.split(/\s+/),
);

function findNeedOfTorch(packages: readonly PackageNode[]): FrameworkSoftware | undefined {
  const found = packages.find(({ facts }) => facts.ecosystem === 'pip' && NEED_TORCH.has(facts.name));
  if (!found) return undefined;
  const { indexUrl, extraIndexUrls, name } = found.facts;
  const build = [indexUrl, ...(extraIndexUrls ?? [])].flatMap((url) => buildOfIndex(url) ?? [])[0];
  return { place: placeOfPackage(found), neededBy: name, ...(build === undefined ? {} : { build }) };
}

/** `https://download.pytorch.org/whl/cu126` → `cu126`. */
function buildOfIndex(url: string | undefined): string | undefined {
  return url === undefined ? undefined : /\/whl\/(?:test\/|nightly\/)?(cu\d+|cpu|rocm[\d.]+|xpu)\b/.exec(url)?.[1];
}

/** `cu126` → `12.6`, `cu118` → `11.8`; undefined for builds without CUDA. */
export function cudaVersionOfBuild(build: string | undefined): string | undefined {
  const digits = /^cu(\d{2,3})$/.exec(build ?? '')?.[1];
  return digits && `${digits.slice(0, -1)}.${digits.slice(-1)}`;
}

function findCuda(packages: readonly PackageNode[]): Software | undefined {
  for (const node of packages) {
    const { ecosystem, name, version } = node.facts;
    if (name === 'cuda' && ecosystem === 'runtime') return softwareOf(node);
    if (ecosystem === 'conda' && /^(?:pytorch-cuda|cudatoolkit|cuda-toolkit|cuda-version)$/.test(name))
      return softwareOf(node);
    const apt = ecosystem === 'apt' ? /^cuda(?:-toolkit|-runtime|-libraries)?(?:-(\d+)-(\d+))?$/.exec(name) : null;
    if (apt) return softwareOf(node, apt[1] === undefined ? version : `${apt[1]}.${apt[2]}`);
    if (ecosystem === 'apt' && name === 'nvidia-cuda-toolkit') return softwareOf(node);
  }
  return undefined;
}

function findCudnn(packages: readonly PackageNode[]): Software | undefined {
  for (const node of packages) {
    const { ecosystem, name, version } = node.facts;
    if (name === 'cudnn' && (ecosystem === 'runtime' || ecosystem === 'conda')) return softwareOf(node);
    const apt = ecosystem === 'apt' ? /^(?:lib)?cudnn(\d+)?(?:-|$)/.exec(name) : null;
    if (apt) return softwareOf(node, version ?? apt[1]);
    if (ecosystem === 'pip' && /^nvidia-cudnn-cu\d+$/.test(name)) return softwareOf(node);
  }
  return undefined;
}

const JUPYTER_NAMES: Readonly<Record<string, string>> = {
  jupyterlab: 'Jupyter Lab',
  notebook: 'Jupyter Notebook',
  jupyter: 'Jupyter',
  jupyterhub: 'JupyterHub',
  'jupyter-notebook': 'Jupyter Notebook',
  'jupyter-server': 'Jupyter Server',
};

function findJupyter(packages: readonly PackageNode[]): SoftwareStack['jupyter'] {
  for (const name of Object.keys(JUPYTER_NAMES)) {
    const found = packages.find((node) => node.facts.name === name);
    if (found) return { ...softwareOf(found), name: JUPYTER_NAMES[name] ?? name };
  }
  return undefined;
}
