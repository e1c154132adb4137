import type { EdgeOf } from '../../graph/edge.js';
import type { GpuNode, NodeId } from '../../graph/node.js';
import type { Language } from '../diagram.js';
import { label } from '../labels.js';
import type { Scene } from './scene.js';

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
    const id = builder.addNode(`${gpu.id}@${group}`, 'gpu', [name, amountText(edge, language)], {
      group,
      origin: edge.origins[0],
      facts: { vendor, product, count: edge.facts.count, devices: edge.facts.devices },
    });
    for (const user of users) builder.addEdge(user, id, 'uses', { origin: edge.origins[0] });
  }
}

function amountText({ facts }: EdgeOf<'uses-gpu'>, language: Language): string | undefined {
  if (facts.devices && facts.devices.length > 0) return `#${facts.devices.join(', #')}`;
  if (facts.count === undefined) return undefined;
  return facts.count === 'all' ? label('allGpus', language) : `×${facts.count}`;
}
