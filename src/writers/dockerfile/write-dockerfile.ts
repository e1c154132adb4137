import { compareText } from '../../base/order.js';
import { type ImagePlan, type ImageStep, LABELS } from '../../environment/plan/plan.js';
import { BESIDE, headerOf } from '../target.js';
import { cleanReference, copyPaths, isSayableName, jsonWords, quotePath, quoteValue } from './escape.js';
import { describeInstalling, type Installing } from './installing.js';
import { withComment, writePairs } from './run-instruction.js';
import { writeCopy } from './steps/copy.js';
import { UV_PYTHONS, writePython } from './steps/python.js';
import { writePythonPackages } from './steps/python-packages.js';
import { writeSystemPackages } from './steps/system-packages.js';
import { writeUser } from './steps/user.js';

/** What a stage of its own needs to compile extensions of Python. */
const COMPILERS = ['build-essential', 'python3-dev'] as const;

/**
 * The image plan as a Dockerfile that a person can read, for BuildKit (Docker 20.10 and newer) and Buildah (1.28 and newer).
 *
 *     one stage:            base, system packages, Python, its packages, user, files, settings
 *     where it compiles:    system ← builder (compilers, Python, its packages); system ← the image, with what was built
 *
 * No `# syntax=` line: it would be fetched from a registry. Settings come last, so that a changed one installs nothing anew.
 */
export function writeDockerfile(image: ImagePlan): string {
  const installing = describeInstalling(image);
  const blocks = installing.compiles ? writeStages(image, installing) : writeOneStage(image, installing);
  return `${[writeHeader(image), ...blocks, ...writeSettings(image)].join('\n\n')}\n`;
}

/** Who wrote it, and what it copies: by this torchdock knows its own files again. */
function writeHeader({ files }: ImagePlan): string {
  const names = files.map(({ path }) => (/^[\w./-]+$/.test(path) ? path : JSON.stringify(path)));
  return [headerOf('dockerfile'), ...(names.length > 0 ? [`${BESIDE}${names.join(', ')}`] : [])]
    .map((line) => `# ${line}`)
    .join('\n');
}

/** The base may end as another user; the last USER of all is the one that counts. */
const AS_ROOT = `# By this, torchdock finds the layers that a build leaves which came to no end.
LABEL ${LABELS.layer}="yes"

# Root installs, whoever the base ends as; the user comes at the end.
USER 0`;

function writeOneStage(image: ImagePlan, installing: Installing): string[] {
  return [`FROM ${cleanReference(image.base)}`, AS_ROOT, ...writeSteps(image.steps, image, installing)];
}

function writeStages(image: ImagePlan, installing: Installing): string[] {
  const system = image.steps.filter(({ kind }) => kind === 'system-packages');
  const python = image.steps.filter(({ kind }) => kind === 'python' || kind === 'python-packages');
  const rest = image.steps.filter((step) => !system.includes(step) && !python.includes(step));
  const mirror = installing.aptMirror === undefined ? {} : { mirror: installing.aptMirror };
  const built = [installing.environment ?? '', ...(installing.bringsPython ? [UV_PYTHONS] : [])];
  const copies = built.map((path) => `COPY --from=builder ${copyPaths(path, path)}`).join('\n');
  return [
    withComment(['What both stages stand on.'], `FROM ${cleanReference(image.base)} AS system`),
    AS_ROOT,
    ...writeSteps(system, image, installing),
    withComment(['Extensions are compiled here; the compilers stay behind.'], 'FROM system AS builder'),
    ...writeSystemPackages({ kind: 'system-packages', names: COMPILERS, ...mirror }, ['Compilers.']),
    ...writeSteps(python, image, installing),
    withComment(['The image: the system, and what was built.'], 'FROM system'),
    copies,
    ...writeSteps(rest, image, installing),
  ];
}

function writeSteps(steps: readonly ImageStep[], image: ImagePlan, installing: Installing): string[] {
  return steps.flatMap((step) => writeStep(step, image, installing));
}

function writeStep(step: ImageStep, image: ImagePlan, installing: Installing): string[] {
  switch (step.kind) {
    case 'system-packages':
      return writeSystemPackages(step);
    case 'python':
      return writePython(step, installing);
    case 'python-packages':
      return writePythonPackages(step, installing);
    case 'user':
      return writeUser(step, image.user);
    case 'copy':
      return writeCopy(step);
  }
}

function writeSettings(image: ImagePlan): string[] {
  const { user, workdir, exposedPorts, healthcheck, entrypoint } = image;
  const path = image.pathFolders.map((folder) => `${folder}:`).join('');
  const environment = [
    ...sayablePairs(image.environment),
    ...(path === '' ? [] : [['PATH', `${quoteValue(path).slice(0, -1)}$PATH"`] as const]),
  ];
  const labels = sayablePairs(image.labels);
  const blocks = [
    environment.length > 0 ? writePairs('ENV', environment) : [],
    `WORKDIR ${quotePath(workdir)}`,
    exposedPorts.length > 0 ? `EXPOSE ${exposedPorts.join(' ')}` : [],
    healthcheck
      ? `HEALTHCHECK --interval=${healthcheck.intervalSeconds}s --timeout=10s --start-period=30s \\\n    CMD ${jsonWords(healthcheck.command)}`
      : [],
    withComment(['By number, so that it can be seen that this is not root.'], `USER ${user.uid}:${user.gid}`),
    entrypoint.length > 0 ? `ENTRYPOINT ${jsonWords(entrypoint)}` : [],
    labels.length > 0 ? writePairs('LABEL', labels) : [],
  ];
  return blocks.flat();
}

/** In the order of their names: the same settings give the same bytes. */
function sayablePairs(values: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(values)
    .filter(([name]) => isSayableName(name))
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, value]) => [name, quoteValue(value)]);
}
