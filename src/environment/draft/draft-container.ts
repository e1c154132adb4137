import { uniqueBy } from '../../base/order.js';
import { normalizePath } from '../../base/paths.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { EnvironmentVariable, Limits, PortMapping } from '../../graph/node.js';
import { isSecretName, looksSecret } from '../spec/looks-secret.js';
import { block, type DraftLine, entry, item, notePlace, remark } from './draft.js';
import type { Subject } from './find-subject.js';

/** Variables that the image, the engine or torchdock sets itself. */
const NOT_CARRIED =
  /^(?:PATH|HOME|HOSTNAME|USER|UID|GID|TERM|SHELL|LD_LIBRARY_PATH|DEBIAN_FRONTEND|NVIDIA_.*|JUPYTER_.*|.*\$.*)$/;

/** Where the services listen in most containers, and where torchdock publishes its own. */
const USUAL_PORTS = { jupyter: { inside: 8888, outside: 8888 }, ssh: { inside: 22, outside: 2222 } } as const;

/** Jupyter and SSH on the host: as published, else as usual. Their usual port alone, published, says that they are wanted. */
export function draftServices({ services, containers }: Subject): readonly DraftLine[] {
  return (['jupyter', 'ssh'] as const).flatMap((role) => {
    const found = services.find(({ service }) => service.facts.role === role)?.service;
    const inside = found?.facts.port?.value ?? USUAL_PORTS[role].inside;
    const published = portsOf(containers).find(({ containerPort }) => containerPort === inside);
    const place = found?.origins[0] ?? published?.place;
    if (!place) return [];
    const { hostPort } = published ?? {};
    const usual = USUAL_PORTS[role].outside;
    if (hostPort === undefined || hostPort === usual) return [entry(role, true, notePlace(place))];
    return block(role, [entry('port', unprivileged(hostPort), notePlace(place), 1)]);
  });
}

/** Ports that the files publish, but for those of Jupyter and SSH; each for this machine alone. */
export function draftPorts({ services, containers }: Subject): readonly DraftLine[] {
  const given = new Set<number>(Object.values(USUAL_PORTS).map(({ inside }) => inside));
  for (const { facts } of services.map(({ service }) => service))
    if ((facts.role === 'jupyter' || facts.role === 'ssh') && facts.port) given.add(facts.port.value);
  const ports = portsOf(containers).filter(
    ({ containerPort, protocol, count }) => protocol === 'tcp' && count === 1 && !given.has(containerPort),
  );
  const lines = uniqueBy(ports, ({ hostPort, containerPort }) => `${hostPort ?? containerPort}`).map((port) => {
    const hostPort = unprivileged(port.hostPort ?? port.containerPort);
    return item(
      hostPort === port.containerPort ? hostPort : `${hostPort}:${port.containerPort}`,
      notePlace(port.place),
      1,
    );
  });
  return block('ports', lines);
}

function portsOf(containers: Subject['containers']): readonly PortMapping[] {
  return containers.flatMap(({ facts }) => facts.ports.filter(({ isPublished }) => isPublished));
}

/** Only root may open ports below 1024. */
function unprivileged(port: number): number {
  return port < 1024 ? port + 8000 : port;
}

/** Where the workspace is by itself. */
const WORKSPACE = '/workspace';

/** The workspace, named volumes, and folders of the host. */
export function draftMounts(index: GraphIndex, { containers }: Subject): readonly DraftLine[] {
  const edges = containers.flatMap(({ id }) => index.edgesFrom(id, 'mounts'));
  const mounts = uniqueBy(edges, ({ facts }) => normalizePath(facts.target)).flatMap((edge) => {
    const volume = index.node(edge.to);
    const place = edge.origins[0];
    const source = volume?.kind === 'volume' ? volume.facts.source : undefined;
    if (volume?.kind !== 'volume' || source === undefined || !place) return [];
    return [
      {
        type: volume.facts.type,
        source,
        target: edge.facts.target,
        isReadOnly: edge.facts.isReadOnly,
        note: notePlace(place),
      },
    ];
  });
  const folders = mounts.filter(({ type }) => type === 'bind');
  const workspace =
    folders.find(({ source }) => normalizePath(source) === '.') ??
    folders.find(({ target }) => normalizePath(target) === WORKSPACE);
  return [
    ...(workspace ? draftWorkspace(workspace) : []),
    ...block(
      'volumes',
      uniqueBy(
        mounts.filter(({ type }) => type === 'named'),
        ({ source }) => source,
      ).map(({ source, target, note }) => entry(source, target, note, 1)),
    ),
    ...block(
      'mounts',
      folders
        .filter((one) => one !== workspace)
        .map(({ source, target, isReadOnly, note }) =>
          item(`${asPath(source)}:${target}${isReadOnly ? ':ro' : ''}`, note, 1),
        ),
    ),
  ];
}

/** Only what is not usual. */
function draftWorkspace({
  source,
  target,
  note,
}: {
  readonly source: string;
  readonly target: string;
  readonly note: string;
}): readonly DraftLine[] {
  return block('workspace', [
    ...(normalizePath(source) === '.' ? [] : [entry('source', source, note, 1)]),
    ...(normalizePath(target) === WORKSPACE ? [] : [entry('target', target, note, 1)]),
  ]);
}

function asPath(source: string): string {
  return /^[./~]/.test(source) ? source : `./${source}`;
}

/** Variables with a value, and secrets by their names alone. */
export function draftEnvironment({ containers }: Subject): readonly DraftLine[] {
  const all = uniqueBy(
    containers.flatMap(({ facts }) => facts.environment),
    ({ name }) => name,
  ).filter(({ name, value = '' }) => !NOT_CARRIED.test(name) && !value.includes('$'));
  const isSecret = ({ name, value = '' }: EnvironmentVariable): boolean =>
    isSecretName(name) || looksSecret(name, value);
  return [
    ...block(
      'env',
      all
        .filter((one) => !isSecret(one) && one.value !== undefined)
        .map(({ name, value = '', place }) => entry(name, value, notePlace(place), 1)),
    ),
    ...block(
      'secrets',
      all.filter(isSecret).map(({ name, place }) => item(name, notePlace(place), 1)),
    ),
  ];
}

export function draftGpus(index: GraphIndex, { containers, contents }: Subject): readonly DraftLine[] {
  const edge = containers.flatMap(({ id }) => index.edgesFrom(id, 'uses-gpu'))[0];
  const { torch } = contents.software;
  if (!edge?.origins[0])
    return torch?.build === 'cpu' ? [entry('gpus', 'none', `${notePlace(torch.place)}: a build for the CPU`)] : [];
  const note = notePlace(edge.origins[0]);
  const { count, devices } = edge.facts;
  if (devices && devices.length > 0)
    return block(
      'gpus',
      devices.map((device) => item(device, note, 1)),
    );
  return [entry('gpus', typeof count === 'number' ? count : 'auto', note)];
}

/** Of the first container that says each. */
export function draftLimits({ containers }: Subject): readonly DraftLine[] {
  const first = <Key extends keyof Limits>(key: Key): Limits[Key] | undefined =>
    containers.find(({ facts }) => facts.limits[key] !== undefined)?.facts.limits[key];
  const [memory, cpus, pids, shm] = [first('memoryBytes'), first('cpus'), first('pids'), first('sharedMemoryBytes')];
  return block('limits', [
    ...(memory ? [entry('memory', writeSize(memory.value), notePlace(memory.place), 1)] : []),
    ...(cpus ? [entry('cpus', cpus.value, notePlace(cpus.place), 1)] : []),
    ...(pids ? [entry('pids', pids.value, notePlace(pids.place), 1)] : []),
    ...(shm ? [entry('shm', writeSize(shm.value), notePlace(shm.place), 1)] : []),
  ]);
}

function writeSize(bytes: number): string {
  if (bytes % 2 ** 30 === 0) return `${bytes / 2 ** 30}gb`;
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20}mb` : `${bytes}b`;
}

/** What the first container itself trains; what others of the same image train is told, not started. */
export function draftCommand({ services, containers: [main] }: Subject): readonly DraftLine[] {
  const trainings = services.filter(({ service: { facts } }) => facts.role === 'training' && facts.argv.length > 0);
  const own = trainings.find(({ container }) => container === main);
  const [chosen] = own ? [own] : trainings;
  const place = chosen?.service.origins[0];
  if (!chosen || !place) return [];
  const words = `[${chosen.service.facts.argv.map((word) => JSON.stringify(word)).join(', ')}]`;
  if (own) return [{ kind: 'entry', text: `command: ${words}`, indent: 0, note: notePlace(place) }];
  return [remark(`command: ${words}  (${notePlace(place)}, container ${chosen.container?.label ?? ''})`)];
}
