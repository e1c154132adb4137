import { writeJsonDocument } from '../../base/json-document.js';
import { relativePath } from '../../base/paths.js';
import { quoteWord } from '../../base/shell/escape.js';
import type { MountPlan, Plan } from '../../environment/plan/plan.js';
import { type GpuRequest, requestGpus } from '../gpu-request.js';
import { lossesOf } from '../mapping.js';
import { engineSize, isInside } from '../places.js';
import { headerOf, type Loss, type Target, type TargetContext, type Written } from '../target.js';
import { mountText } from './escape.js';

export const devcontainerTarget: Target = { name: 'devcontainer', write: writeDevcontainer };

/** Stands for the folder that the editor has open: the project, on whatever machine. */
const WORKSPACE = `\${localWorkspaceFolder}`;

function writeDevcontainer(plan: Plan, context: TargetContext): Written {
  const { project, container } = plan;
  const workspace = container.mounts.find((mount) => mount.kind === 'bind' && mount.target === container.workdir);
  const others = container.mounts.filter((mount) => mount !== workspace);
  const gpus = requestGpus(plan);
  const document = {
    name: project.name,
    ...describeImage(plan, context),
    workspaceMount: workspace ? describeMount(workspace, plan) : '',
    workspaceFolder: container.workdir,
    mounts: some(others.map((mount) => describeMount(mount, plan))),
    remoteUser: container.user.name,
    // The files in the image belong to the number that it was made with.
    updateRemoteUserUID: false,
    containerEnv: Object.keys(container.environment).length > 0 ? container.environment : undefined,
    forwardPorts: some(container.ports.map(({ containerPort }) => containerPort)),
    hostRequirements: describeGpus(plan, gpus),
    runArgs: runWords(plan, gpus),
    postStartCommand: describeStart(plan),
  };
  return {
    text: `// ${headerOf('devcontainer')}\n${writeJsonDocument(document)}`,
    files: [],
    losses: [...lossesOf(plan, 'devcontainer', context.image !== undefined), ...replacedVariables(plan)],
  };
}

function describeImage({ container }: Plan, { image, build }: TargetContext): object {
  if (build === undefined) return { image: image ?? container.image };
  return { build: { dockerfile: `${build}/Dockerfile`, context: build } };
}

/** As a text, which can say `readonly`; an object cannot. */
function describeMount(mount: MountPlan, { project }: Plan): string {
  if (mount.kind === 'volume') return mountText([`type=volume`, `source=${mount.name}`, `target=${mount.target}`]);
  const isReadOnly = mount.kind === 'secret' || mount.isReadOnly;
  const source = isInside(project.root, mount.source)
    ? [WORKSPACE, relativePath(project.root, mount.source)].filter((part) => part !== '.').join('/')
    : mount.source;
  return mountText(['type=bind', `source=${source}`, `target=${mount.target}`, ...(isReadOnly ? ['readonly'] : [])]);
}

/** The editor adds `--gpus all` by itself; `optional` only where there is one. A choice among them is said in runArgs. */
function describeGpus({ container }: Plan, request: GpuRequest): { readonly gpu: true | 'optional' } | undefined {
  if (request.kind !== 'all') return undefined;
  return { gpu: container.gpus.kind === 'auto' ? 'optional' : true };
}

function runWords({ container }: Plan, request: GpuRequest): readonly string[] {
  const { limits } = container;
  return [
    `--hostname=${container.hostname}`,
    ...(limits.memoryBytes === undefined ? [] : [`--memory=${engineSize(limits.memoryBytes)}`]),
    ...(limits.cpus === undefined ? [] : [`--cpus=${limits.cpus}`]),
    `--pids-limit=${limits.pids}`,
    `--shm-size=${engineSize(limits.sharedMemoryBytes)}`,
    '--security-opt=no-new-privileges',
    '--cap-drop=ALL',
    `--stop-timeout=${container.stopSeconds}`,
    ...(request.kind === 'count' ? ['--gpus', String(request.count)] : []),
    ...(request.kind === 'ids' ? ['--gpus', `"device=${request.ids.join(',')}"`] : []),
  ];
}

/** The editor starts the container with a command of its own; what the image would start comes after it. */
function describeStart({ image, container }: Plan): string | undefined {
  if (container.command.length === 0) return undefined;
  const words = [...image.entrypoint, ...container.command].map(quoteWord).join(' ');
  return `nohup ${words} > /tmp/torchdock.log 2>&1 &`;
}

/** The editor replaces its own variables in every text, and knows no way to write one that means itself. */
function replacedVariables({ container }: Plan): readonly Loss[] {
  return Object.entries(container.environment)
    .filter(([, value]) =>
      /\$\{(?:localEnv|containerEnv|env|(?:local|container)WorkspaceFolder|devcontainerId)\b/.test(value),
    )
    .map(([name]) => ({
      field: 'environment',
      kind: 'changed',
      message: `${name} holds a variable of the editor, which puts its own value there.`,
    }));
}

function some<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
