import { sortedBy, uniqueBy } from '../../base/order.js';
import { declaredContents } from '../../graph/image-families.js';
import { parseImageReference } from '../../graph/image-reference.js';
import { parseRequirement } from '../../syntax/requirement/parse-requirement.js';
import { acceleratorOf } from '../lock/accelerator.js';
import type { LockedEnvironment } from '../lock/lock.js';
import type { Installer } from '../spec/spec.js';
import { jupyterRequirement, UV_REQUIREMENT } from './pinned-tools.js';
import { INSIDE } from './places-inside.js';
import type { ContextFile, ImageStep } from './plan.js';
import type { PlanInput, RequirementFile } from './plan-input.js';

/** Names of context files. */
const CONSTRAINTS_FILE = 'constraints.txt';
const START_FILE = 'torchdock-start';
const JUPYTER_FILE = 'jupyter_config.py';
const PROFILE_FILE = 'profile.sh';

type Installed = Exclude<Installer, 'none'>;

/** Torchtext comes from PyPI: it has no CUDA of its own, and is on no index beside the newer releases. */
const FROM_PYPI: ReadonlySet<string> = new Set(['torchtext']);

/** What happens in the image, what seldom changes first, so that a change rebuilds little. */
export function planSteps(
  input: PlanInput,
  environment: LockedEnvironment,
  folders: readonly string[],
): readonly ImageStep[] {
  const { spec } = input;
  const { installer } = spec;
  return [
    planSystemPackages(input, environment),
    ...(installer === 'none' ? [] : planPython(installer, environment)),
    ...(installer === 'none' ? [] : planPackages(input, environment, installer)),
    { kind: 'user', folders },
    ...(spec.jupyter
      ? [{ kind: 'copy' as const, file: JUPYTER_FILE, target: INSIDE.jupyterConfig, mode: '0644' }]
      : []),
    ...(hasOwnPython(input, environment)
      ? [{ kind: 'copy' as const, file: PROFILE_FILE, target: INSIDE.profile, mode: '0644' }]
      : []),
    { kind: 'copy', file: START_FILE, target: INSIDE.startScript, mode: '0755' },
  ];
}

/** True when Python is in a virtual environment of torchdock. */
export function hasOwnPython({ spec }: PlanInput, { pythonFrom }: LockedEnvironment): boolean {
  return spec.installer !== 'none' && pythonFrom !== 'image';
}

function planSystemPackages({ spec }: PlanInput, environment: LockedEnvironment): ImageStep {
  const own = [
    'ca-certificates',
    'tini',
    ...(spec.ssh ? ['openssh-server'] : []),
    ...pythonPackages(spec.installer, environment),
  ];
  const names = sortedBy(
    uniqueBy([...own, ...spec.packages.apt], (name) => name),
    (name) => name,
  );
  return { kind: 'system-packages', names, ...(spec.mirrors.apt === undefined ? {} : { mirror: spec.mirrors.apt }) };
}

/** The system's Python makes the virtual environment, and gets uv; a base that has its own needs neither. */
function pythonPackages(installer: Installer, { pythonFrom, base }: LockedEnvironment): readonly string[] {
  if (installer === 'none' || pythonFrom === 'image' || holdsPython(base.reference)) return [];
  return ['python3', 'python3-venv'];
}

function holdsPython(reference: string): boolean {
  return declaredContents(parseImageReference(reference)).some(({ name }) => name === 'python');
}

function planPython(installer: Installed, { pythonFrom, python }: LockedEnvironment): readonly ImageStep[] {
  const uv = installer === 'uv' || pythonFrom === 'elsewhere' ? { uv: UV_REQUIREMENT } : {};
  if (pythonFrom === 'image') return [];
  return pythonFrom === 'elsewhere' && python !== undefined
    ? [{ kind: 'python', from: 'uv', version: python, path: INSIDE.environment, ...uv }]
    : [{ kind: 'python', from: 'system', path: INSIDE.environment, ...uv }];
}

function planPackages(input: PlanInput, environment: LockedEnvironment, installer: Installed): readonly ImageStep[] {
  const { spec, requirementFiles } = input;
  const { packages, mirrors } = spec;
  const torch = torchRequirements(environment);
  const mirror = mirrors.pip === undefined ? {} : { indexUrl: mirrors.pip };
  const constraints = { constraints: CONSTRAINTS_FILE };
  const own = [...packages.pip, ...torch.fromPypi];
  const files = requirementFiles.filter(({ isIncluded }) => !isIncluded).map(({ path }) => contextPathOf(path));
  const hasJupyter = spec.jupyter === undefined || namesJupyter(input);
  const step = { kind: 'python-packages' as const, installer, requirementFiles: [], compiles: false };
  return [
    ...(torch.fromIndex.length === 0
      ? []
      : [{ ...step, requirements: torch.fromIndex, ...indexFor(environment, mirrors.torch), ...constraints }]),
    ...(hasJupyter
      ? []
      : [{ ...step, requirements: [jupyterRequirement(environment.python)], ...mirror, ...constraints }]),
    ...(own.length + files.length === 0
      ? []
      : [
          {
            ...step,
            requirements: own,
            requirementFiles: files,
            compiles: packages.compiles,
            ...mirror,
            ...constraints,
          },
        ]),
  ];
}

/** PyTorch and its companions; an official image holds PyTorch already. */
function torchRequirements({ torch, companions, pythonFrom }: LockedEnvironment): {
  readonly fromIndex: readonly string[];
  readonly fromPypi: readonly string[];
} {
  const named = Object.entries(companions).map(([name, version]) => ({ name, text: `${name}==${version}` }));
  const own = torch === undefined || pythonFrom === 'image' ? [] : [`torch==${torch}`];
  return {
    fromIndex: [...own, ...named.filter(({ name }) => !FROM_PYPI.has(name)).map(({ text }) => text)],
    fromPypi: named.filter(({ name }) => FROM_PYPI.has(name)).map(({ text }) => text),
  };
}

function indexFor({ indexUrl, cuda }: LockedEnvironment, mirror: string | undefined): { readonly indexUrl?: string } {
  if (mirror !== undefined && cuda !== undefined)
    return { indexUrl: `${mirror.replace(/\/+$/, '')}/${acceleratorOf(cuda)}` };
  return indexUrl === undefined ? {} : { indexUrl };
}

/** True when the user's own requirements say which Jupyter it is. */
function namesJupyter({ spec, requirementFiles }: PlanInput): boolean {
  const lines = [...spec.packages.pip, ...requirementFiles.flatMap(({ content }) => content.split('\n'))];
  return lines.some((line) => {
    const name = parseRequirement(line.replace(/(?:^|\s)#.*$/, ''))?.name;
    return name === 'jupyterlab' || name === 'notebook' || name === 'jupyter';
  });
}

/** The whole build context, in the order of the names. */
export function planFiles(
  input: PlanInput,
  environment: LockedEnvironment,
  scripts: { readonly start: string; readonly jupyterConfig: string },
): readonly ContextFile[] {
  const { spec, requirementFiles } = input;
  const text = (path: string, content: string): ContextFile => ({ path, content, isExecutable: false });
  const profile = `# A login finds the Python of torchdock too.\nPATH=${INSIDE.environment}/bin:$PATH\n`;
  const files: readonly ContextFile[] = [
    { path: START_FILE, content: scripts.start, isExecutable: true },
    ...(spec.jupyter ? [text(JUPYTER_FILE, scripts.jupyterConfig)] : []),
    ...(hasOwnPython(input, environment) ? [text(PROFILE_FILE, profile)] : []),
    ...(spec.installer === 'none'
      ? []
      : [
          text(CONSTRAINTS_FILE, constraintsOf(environment)),
          ...requirementFiles.map(({ path, content }: RequirementFile) => text(contextPathOf(path), content)),
        ]),
  ];
  return sortedBy(files, ({ path }) => path);
}

/** Below a folder of their own, in the folders that they come from: one may include another. */
function contextPathOf(path: string): string {
  return `requirements/${path}`;
}

/** What no requirement may change: PyTorch and its companions, and what an earlier build was found to hold. */
function constraintsOf({ torch, companions, constraints = [] }: LockedEnvironment): string {
  const pinned = [['torch', torch] as const, ...Object.entries(companions)].flatMap(([name, version]) =>
    version === undefined ? [] : [`${name}==${version}`],
  );
  const names = new Set(pinned.map((line) => line.split('==', 1)[0]));
  const others = constraints.filter((line) => !names.has(parseRequirement(line)?.name ?? ''));
  return [...pinned, ...others].map((line) => `${line}\n`).join('');
}
