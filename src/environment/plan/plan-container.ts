import { digestText } from '../../base/digest.js';
import { joinPath } from '../../base/paths.js';
import type { Spec } from '../spec/spec.js';
import { INSIDE, OWN_SECRETS, SECRET_NAMES_VARIABLE, STATE_FOLDER, STOP_SECONDS } from './places-inside.js';
import {
  type ContainerPlan,
  type ImagePlan,
  LABELS,
  type MountPlan,
  type ProjectPlan,
  type PublishedPort,
  type UserPlan,
  type VolumePlan,
} from './plan.js';
import type { PlanInput } from './plan-input.js';

interface Parts {
  readonly project: ProjectPlan;
  readonly image: ImagePlan;
  readonly user: UserPlan;
  readonly limits: ContainerPlan['limits'];
}

export function planContainer(input: PlanInput, parts: Parts): ContainerPlan {
  const { spec, accelerator, toolVersion } = input;
  const { project, image, user, limits } = parts;
  const content: Omit<ContainerPlan, 'digest' | 'labels'> = {
    name: `torchdock-${project.name}-${project.id}`,
    image: image.reference,
    hostname: project.name,
    user,
    workdir: spec.workspace.target,
    command: startWords(spec),
    environment: {
      ...spec.environment,
      ...(spec.secrets.length > 0 ? { [SECRET_NAMES_VARIABLE]: spec.secrets.join(' ') } : {}),
    },
    mounts: planMounts(input, project),
    ports: planPorts(spec),
    gpus: accelerator === 'cpu' && spec.gpus.kind === 'auto' ? { kind: 'none' } : spec.gpus,
    limits,
    security: { noNewPrivileges: true, dropsAllCapabilities: true },
    stopSeconds: STOP_SECONDS,
  };
  const digest = digestContainer(content);
  return {
    ...content,
    digest,
    labels: {
      ...projectLabels(project),
      [LABELS.root]: project.root,
      [LABELS.version]: toolVersion,
      [LABELS.imageDigest]: image.digest,
      [LABELS.containerDigest]: digest,
      [LABELS.container]: JSON.stringify(content),
    },
  };
}

/** The port of the host is only where a search begins: another one makes no other container. */
function digestContainer(content: Omit<ContainerPlan, 'digest' | 'labels'>): string {
  const ports = content.ports.map(({ hostPort: _hostPort, ...port }) => port);
  return digestText(JSON.stringify({ ...content, ports }), 16);
}

function projectLabels(project: ProjectPlan): Readonly<Record<string, string>> {
  return { [LABELS.project]: project.id, [LABELS.name]: project.name };
}

/** What the start script starts: services, then the command behind `--`. */
function startWords({ jupyter, ssh, command }: Spec): readonly string[] {
  return [
    ...(jupyter ? ['jupyter'] : []),
    ...(ssh ? ['ssh'] : []),
    ...(command && command.length > 0 ? ['--', ...command] : []),
  ];
}

function planMounts({ spec, homeDirectory }: PlanInput, project: ProjectPlan): readonly MountPlan[] {
  const { workspace, mounts, volumes, secrets } = spec;
  const atHome = (source: string): string =>
    homeDirectory === undefined ? source : source.replace(/^~(?=\/|$)/, homeDirectory);
  const bind = (source: string, target: string, isReadOnly: boolean): MountPlan => ({
    kind: 'bind',
    source: joinPath(project.root, atHome(source)),
    target,
    isReadOnly,
  });
  const secret = (name: string, file: string): MountPlan => ({
    kind: 'secret',
    name,
    source: joinPath(project.root, STATE_FOLDER, file),
    target: `${INSIDE.secrets}/${name}`,
  });
  return [
    bind(workspace.source, workspace.target, false),
    ...mounts.map(({ source, target, isReadOnly }) => bind(source, target, isReadOnly)),
    ...volumes.map(({ name, target }): MountPlan => ({ kind: 'volume', name: volumeName(project, name), target })),
    ...(spec.jupyter ? [secret(OWN_SECRETS.jupyter, OWN_SECRETS.jupyter)] : []),
    ...(spec.ssh ? [secret(OWN_SECRETS.ssh, OWN_SECRETS.ssh)] : []),
    ...secrets.map((name) => secret(name, `secrets/${name}`)),
  ];
}

function planPorts({ jupyter, ssh, ports }: Spec): readonly PublishedPort[] {
  const address = '127.0.0.1';
  return [
    ...(jupyter
      ? [{ service: 'jupyter' as const, containerPort: INSIDE.jupyterPort, address, hostPort: jupyter.port }]
      : []),
    ...(ssh ? [{ service: 'ssh' as const, containerPort: INSIDE.sshPort, address, hostPort: ssh.port }] : []),
    ...ports.map((port): PublishedPort => ({ service: 'other', ...port })),
  ];
}

export function planVolumes({ volumes }: Spec, project: ProjectPlan): readonly VolumePlan[] {
  return volumes.map(({ name }) => ({ name: volumeName(project, name), labels: projectLabels(project) }));
}

function volumeName(project: ProjectPlan, name: string): string {
  return `torchdock-${project.name}-${project.id}-${name}`;
}
