import type { Place } from '../../base/text.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { ContainerNode, NodeId, Platform, WorkloadNode } from '../../graph/node.js';
import type { DiagramNodeKind } from '../diagram.js';
import { type LabelKey, label } from '../labels.js';
import type { Scene } from './scene.js';
import { sizeText } from './services.js';

type Site = 'host' | 'cluster' | 'slurm';

const SITE_OF: Readonly<Record<Platform, Site>> = {
  docker: 'host',
  podman: 'host',
  compose: 'host',
  devcontainer: 'host',
  kubernetes: 'cluster',
  slurm: 'slurm',
};

const SITES: Readonly<
  Record<Site, { readonly group: LabelKey; readonly root: LabelKey; readonly kind: DiagramNodeKind }>
> = {
  host: { group: 'hostGroup', root: 'host', kind: 'host' },
  cluster: { group: 'clusterGroup', root: 'cluster', kind: 'host' },
  slurm: { group: 'slurmGroup', root: 'slurm', kind: 'host' },
};

/** Id of the group of the machines that run a platform's containers. */
export function siteOf(platform: Platform): string {
  return SITE_OF[platform];
}

/** Adds the group and the machine on which a platform's containers run; gives both ids. */
export function addSite(
  { builder, language }: Scene,
  platform: Platform,
  origin: Place | undefined,
): { group: string; root: string } {
  const site = SITE_OF[platform];
  const { group, root, kind } = SITES[site];
  builder.addGroup(site, label(group, language));
  return { group: site, root: builder.addNode(`${site}/root`, kind, [label(root, language)], { group: site, origin }) };
}

/** The group that a container stands in: its workload and the workloads around that, or the site itself. */
export function addWorkloadGroups(scene: Scene, parent: string | undefined, siteGroup: string): string {
  const node = parent === undefined ? undefined : scene.index.node(parent);
  if (node?.kind !== 'workload') return siteGroup;
  const outer = addWorkloadGroups(scene, node.parent, siteGroup);
  return scene.builder.addGroup(node.id, workloadTitle(scene, node), outer);
}

/** `Deployment trainer ×3`, `PyTorchJob resnet`, `Worker ×4`, `sbatch train (2 nodes)`. */
function workloadTitle({ index, language }: Scene, workload: WorkloadNode): string {
  const { facts, label: name, id } = workload;
  const replicas = facts.replicas && facts.replicas.value !== 1 ? ` ×${facts.replicas.value}` : '';
  const processes = startsBySize(index, id) ? undefined : facts.processesPerNode?.value;
  const size = sizeText(facts.nodes?.value, processes, language);
  const title = facts.role === undefined ? `${facts.controller} ${name}` : facts.role;
  return `${title}${replicas}${size === '' ? '' : ` (${size})`}`;
}

/** True when what it starts says itself how many processes a node gets: torchrun in a Slurm task. */
function startsBySize(index: GraphIndex, id: NodeId): boolean {
  const owners = [id, ...index.childrenOf(id, 'container').map((container) => container.id)];
  return owners.some((owner) =>
    index.edgesFrom(owner, 'starts').some((edge) => {
      const service = index.node(edge.to);
      return service?.kind === 'service' && service.facts.launcher?.processesPerNode !== undefined;
    }),
  );
}

/** How many equal containers the files ask for: `×3`, or nothing for one. */
export function replicaText({ facts }: ContainerNode): string | undefined {
  return facts.replicas && facts.replicas.value !== 1 ? `×${facts.replicas.value}` : undefined;
}
