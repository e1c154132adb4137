import type { EdgeOf } from '../../graph/edge.js';
import type { GraphIndex } from '../../graph/graph.js';
import type { GpuNode, NodeId } from '../../graph/node.js';
import type { Language } from '../diagram.js';
import { label } from '../labels.js';
import type { Scene } from './scene.js';
import { siteOf } from './sites.js';

const VENDORS: Readonly<Record<GpuNode['facts']['vendor'], string>> = {
  nvidia: 'NVIDIA',
  amd: 'AMD',
  intel: 'Intel',
  unknown: '',
};

/**
 * The GPUs that a container, or a workload without one, asks for; `users` are the boxes that compute on them. `group` is
 * where they stand: with one container inside it (as it sees them), else on the machine.
 */
export function addGpus(scene: Scene, owner: NodeId, users: readonly string[], group: string): void {
  const { builder, index, language } = scene;
  for (const edge of index.edgesFrom(owner, 'uses-gpu')) {
    const gpu = index.node(edge.to);
    if (gpu?.kind !== 'gpu') continue;
    const { vendor, product } = gpu.facts;
    const name = [VENDORS[vendor], product?.toUpperCase() ?? label('gpu', language)].filter(Boolean).join(' ');
    const isEqualForAll = amountsOnSite(scene, edge).size === 1;
    const amount = amountText(edge, language);
    const id = builder.addNode(`${gpu.id}@${group}`, 'gpu', [name, isEqualForAll ? amount : undefined], {
      group,
      origin: edge.origins[0],
      facts: { vendor, product, count: edge.facts.count, devices: edge.facts.devices },
    });
    const rest = { origin: edge.origins[0], ...(isEqualForAll || amount === undefined ? {} : { label: amount }) };
    for (const user of users) builder.addEdge(user, id, 'uses', rest);
  }
}

/** The amounts that the containers and jobs of one machine ask for; where they differ, the arrows say them. */
function amountsOnSite({ index, containers, language }: Scene, edge: EdgeOf<'uses-gpu'>): ReadonlySet<string> {
  const site = siteOfOwner(index, edge.from);
  const shown = new Set(containers.map(({ node }) => node.id));
  const beside = index.edgesTo(edge.to, 'uses-gpu').filter(({ from }) => {
    const isShown = shown.has(from) || index.node(from)?.kind === 'workload';
    return isShown && siteOfOwner(index, from) === site;
  });
  return new Set(beside.map((other) => amountText(other, language) ?? ''));
}

function siteOfOwner(index: GraphIndex, owner: NodeId): string | undefined {
  const node = index.node(owner);
  return node?.kind === 'container' || node?.kind === 'workload' ? siteOf(node.facts.platform) : undefined;
}

function amountText({ facts }: EdgeOf<'uses-gpu'>, language: Language): string | undefined {
  if (facts.devices && facts.devices.length > 0) return `#${facts.devices.join(', #')}`;
  if (facts.count === undefined) return undefined;
  return facts.count === 'all' ? label('allGpus', language) : `×${facts.count}`;
}
