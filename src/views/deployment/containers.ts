import { formatBytes } from '../../base/units.js';
import type { ContainerNode, Platform } from '../../graph/node.js';
import type { DiagramFact, Language } from '../diagram.js';
import { type LabelKey, label, sentence } from '../labels.js';
import type { ShownContainer } from './choose-containers.js';
import type { Scene } from './scene.js';
import { addSite, addWorkloadGroups, replicaText } from './sites.js';
import { systemLine } from './software.js';

const TITLES: Readonly<Record<Platform, LabelKey>> = {
  docker: 'dockerContainer',
  podman: 'podmanContainer',
  compose: 'composeContainer',
  devcontainer: 'devContainer',
  kubernetes: 'podContainer',
  slurm: 'slurmContainer',
};

/** The container boxes, each under the machine that runs it, and the order in which they start. */
export function addContainers(scene: Scene): void {
  const { builder, index, language } = scene;
  for (const shown of scene.containers) {
    const { node, contents } = shown;
    const origin = node.origins[0];
    const { group: siteGroup, root } = addSite(scene, node.facts.platform, origin);
    const group = containerGroup(scene, shown, addWorkloadGroups(scene, node.parent, siteGroup));
    builder.addNode(node.id, 'container', containerLines(shown, language), {
      group,
      origin,
      facts: containerFacts(node),
    });
    builder.addEdge(root, node.id, 'flow', { label: label('runs', language), origin });
    addContainerNotes(scene, shown);
    if (contents.images.length === 0 && contents.stages.length === 0 && node.facts.image) {
      builder.addNote(sentence.noContents(language, node.facts.image));
    }
  }
  for (const { node } of scene.containers) {
    for (const edge of index.edgesFrom(node.id, 'depends-on')) {
      builder.addEdge(node.id, edge.to, 'depends', { label: label('dependsOn', language), origin: edge.origins[0] });
    }
  }
}

/**
 * With several containers each has a group of its own, around its box and what is inside; the only container of a
 * workload stands in the group of the workload.
 */
function containerGroup(scene: Scene, { node }: ShownContainer, outer: string): string {
  const siblings = scene.containers.filter((other) => other.node.parent === node.parent);
  const isAlone = siblings.length === 1 && (node.parent !== undefined || scene.containers.length === 1);
  if (isAlone || scene.depth < 2) return outer;
  return scene.builder.addLooseGroup(`${node.id}/inside`, node.label, outer);
}

/** The group for what is inside a container: its own one, which for the only container of a host stands apart. */
export function insideGroup({ builder, containers, language }: Scene, { node }: ShownContainer): string {
  const isAloneInWorkload =
    node.parent !== undefined && containers.filter((other) => other.node.parent === node.parent).length === 1;
  return isAloneInWorkload && node.parent !== undefined
    ? node.parent
    : builder.addGroup(`${node.id}/inside`, label('insideGroup', language));
}

function addContainerNotes({ builder, language }: Scene, { contents }: ShownContainer): void {
  const [image] = contents.images;
  const dockerfile = contents.stages[0]?.origins[0]?.file;
  if (contents.isAssumed && image && dockerfile)
    builder.addNote(sentence.assumedBuild(language, image.label, dockerfile));
  for (const { facts, label: name } of contents.images) {
    if (facts.unresolved !== undefined) builder.addNote(sentence.unresolved(language, name, facts.unresolved));
  }
}

function containerLines({ node, contents }: ShownContainer, language: Language): readonly (string | undefined)[] {
  const { platform, image, settings } = node.facts;
  const isInit = settings.some(({ name }) => name === 'init');
  const title = label(isInit && platform === 'kubernetes' ? 'initContainer' : TITLES[platform], language);
  const isNamed = platform === 'compose' || platform === 'kubernetes';
  const profiles = settings.flatMap(({ name, value }) => (name === 'profile' ? [value] : []));
  return [
    [title, isNamed ? node.label : undefined, replicaText(node)].filter(Boolean).join(' '),
    image ?? builtFrom(contents.stages[0]?.origins[0]?.file, language),
    profiles.length > 0 ? `${label('profile', language)}: ${profiles.join(', ')}` : undefined,
    systemLine(contents.software),
    ...limitLines(node, language),
  ];
}

function builtFrom(dockerfile: string | undefined, language: Language): string | undefined {
  return dockerfile === undefined ? undefined : `${label('builtFrom', language)} ${dockerfile}`;
}

/** `memory 16 GiB · 8 CPUs` and `shm 8 GiB`, as far as the files limit it. */
function limitLines({ facts }: ContainerNode, language: Language): readonly string[] {
  const { memoryBytes, cpus, sharedMemoryBytes } = facts.limits;
  const memory = memoryBytes && `${label('memory', language)} ${formatBytes(memoryBytes.value)}`;
  const cores = cpus && `${cpus.value} ${label('cpus', language)}`;
  const shared = sharedMemoryBytes && `${label('sharedMemory', language)} ${formatBytes(sharedMemoryBytes.value)}`;
  return [[memory, cores].filter(Boolean).join(' · '), shared ?? ''];
}

function containerFacts({ facts }: ContainerNode): Readonly<Record<string, DiagramFact | undefined>> {
  const settings = new Map<string, string>();
  for (const { name, value } of facts.settings)
    settings.set(name, settings.has(name) ? `${settings.get(name)}, ${value}` : value);
  return {
    platform: facts.platform,
    image: facts.image,
    command: facts.command?.value.join(' '),
    ports: facts.ports.length > 0 ? facts.ports.map(portText) : undefined,
    memoryBytes: facts.limits.memoryBytes?.value,
    cpus: facts.limits.cpus?.value,
    pids: facts.limits.pids?.value,
    sharedMemoryBytes: facts.limits.sharedMemoryBytes?.value,
    replicas: facts.replicas?.value,
    environment: facts.environment.length > 0 ? facts.environment.map(({ name }) => name) : undefined,
    ...Object.fromEntries(settings),
  };
}

/** `127.0.0.1:8888 → 8888`; `8888` for a port that is open but not published; `8000-8009` for a range. */
export function portText(port: ContainerNode['facts']['ports'][number]): string {
  const range = (first: number): string => (port.count > 1 ? `${first}-${first + port.count - 1}` : String(first));
  const protocol = port.protocol === 'tcp' ? '' : `/${port.protocol}`;
  const inside = `${range(port.containerPort)}${protocol}`;
  if (!port.isPublished) return inside;
  const address = port.hostAddress === undefined || port.hostAddress === '0.0.0.0' ? '' : `${port.hostAddress}:`;
  return port.hostPort === undefined ? `? → ${inside}` : `${address}${range(port.hostPort)} → ${inside}`;
}
