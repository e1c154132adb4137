import type { MountPlan, Plan, PublishedPort } from '../../environment/plan/plan.js';
import { writeYaml, type YamlValue } from '../../syntax/yaml/write-yaml.js';
import { requestGpus } from '../gpu-request.js';
import { lossesOf } from '../mapping.js';
import { engineSize, isInside, pathFrom } from '../places.js';
import { headerOf, type Target, type TargetContext, type Written } from '../target.js';
import { escapeDollars } from './escape.js';

export const composeTarget: Target = { name: 'compose', write: writeCompose };

/** One service; its container is compose's own, and torchdock leaves it alone. */
function writeCompose(plan: Plan, context: TargetContext): Written {
  const { project, container } = plan;
  const secrets = container.mounts.filter((mount) => mount.kind === 'secret');
  const volumes = container.mounts.filter((mount) => mount.kind === 'volume');
  const document: YamlValue = {
    name: project.name,
    services: { [project.name]: describeService(plan, context) },
    volumes: some(volumes.map(({ name }) => [keyOf(name, plan), { name, labels: labelsOf(name, plan) }])),
    secrets: some(secrets.map(({ name, source }) => [name, { file: pathFrom(context.folder, source) }])),
  };
  return {
    text: `# ${headerOf('compose')}\n${writeYaml(escapeDollars(document))}`,
    files: [],
    losses: lossesOf(plan, 'compose', context.image !== undefined),
  };
}

function describeService(plan: Plan, { image, build, folder }: TargetContext): YamlValue {
  const { container } = plan;
  const { limits, user } = container;
  const mounts = container.mounts.filter((mount) => mount.kind !== 'secret');
  const secrets = container.mounts.filter((mount) => mount.kind === 'secret');
  return {
    image: image ?? container.image,
    build: build === undefined ? undefined : { context: build },
    // The image was built here; a registry of that name would be somebody else's.
    pull_policy: image === undefined && build === undefined ? 'never' : undefined,
    hostname: container.hostname,
    user: `${user.uid}:${user.gid}`,
    working_dir: container.workdir,
    command: list(container.command),
    environment: some(Object.entries(container.environment)),
    volumes: list(mounts.map((mount) => describeMount(mount, plan, folder))),
    secrets: list(secrets.map(({ name, target }) => ({ source: name, target }))),
    ports: list(container.ports.map(describePort)),
    mem_limit: limits.memoryBytes === undefined ? undefined : engineSize(limits.memoryBytes),
    cpus: limits.cpus,
    pids_limit: limits.pids,
    shm_size: engineSize(limits.sharedMemoryBytes),
    deploy: describeGpus(plan),
    security_opt: ['no-new-privileges:true'],
    cap_drop: ['ALL'],
    healthcheck: describeHealth(plan),
    stop_grace_period: `${container.stopSeconds}s`,
  };
}

function describeMount(mount: Exclude<MountPlan, { kind: 'secret' }>, plan: Plan, folder: string): YamlValue {
  if (mount.kind === 'volume') return { type: 'volume', source: keyOf(mount.name, plan), target: mount.target };
  return {
    type: 'bind',
    source: isInside(plan.project.root, mount.source) ? pathFrom(folder, mount.source) : mount.source,
    target: mount.target,
    read_only: mount.isReadOnly ? true : undefined,
  };
}

/** A volume that compose has made first is the one that `torchdock up` goes on with: without labels it would be a stranger's. */
function labelsOf(name: string, { volumes }: Plan): YamlValue | undefined {
  return some(Object.entries(volumes.find((volume) => volume.name === name)?.labels ?? {}));
}

/** `torchdock-lab-5f3a-cache` is `cache` in the file. */
function keyOf(name: string, { container }: Plan): string {
  const prefix = `${container.name}-`;
  const short = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return short === '' ? name : short;
}

function describePort({ address, hostPort, containerPort }: PublishedPort): string {
  return `${address.includes(':') ? `[${address}]` : address}:${hostPort}:${containerPort}`;
}

function describeGpus(plan: Plan): YamlValue | undefined {
  const request = requestGpus(plan);
  if (request.kind === 'none') return undefined;
  const which =
    request.kind === 'ids'
      ? { device_ids: request.ids }
      : { count: request.kind === 'all' ? ('all' as const) : request.count };
  return { resources: { reservations: { devices: [{ driver: 'nvidia', ...which, capabilities: ['gpu'] }] } } };
}

function describeHealth({ image: { healthcheck } }: Plan): YamlValue | undefined {
  if (!healthcheck) return undefined;
  return {
    test: ['CMD', ...healthcheck.command],
    interval: `${healthcheck.intervalSeconds}s`,
    timeout: '10s',
    start_period: '30s',
  };
}

/** A map with something in it, or nothing. */
function some(entries: readonly (readonly [string, YamlValue])[]): YamlValue | undefined {
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function list(items: readonly YamlValue[]): YamlValue | undefined {
  return items.length > 0 ? items : undefined;
}
