import type { EdgeOf } from '../../graph/edge.js';
import type { GpuNode } from '../../graph/node.js';
import type { Language } from '../diagram.js';
import { label } from '../labels.js';
import type { ShownContainer } from './choose-containers.js';
import type { Scene } from './scene.js';
import type { SoftwareNodes } from './software.js';

const VENDORS: Readonly<Record<GpuNode['facts']['vendor'], string>> = {
  nvidia: 'NVIDIA',
  amd: 'AMD',
  intel: 'Intel',
  unknown: '',
};

/**
 * The GPU of a container, and who uses it: PyTorch and CUDA where the files name them, else the container itself.
 * `group` is where it stands: with one container inside it (as it sees it), else on the machine.
 */
export function addGpus(scene: Scene, { node }: ShownContainer, software: SoftwareNodes, group: string): void {
  const { builder, index, language } = scene;
  for (const edge of index.edgesFrom(node.id, 'uses-gpu')) {
    const gpu = index.node(edge.to);
    if (gpu?.kind !== 'gpu') continue;
    const id = `${gpu.id}@${group}`;
    const { vendor, product } = gpu.facts;
    builder.addNode(
      id,
      'gpu',
      [
        [VENDORS[vendor], product?.toUpperCase() ?? label('gpu', language)].filter(Boolean).join(' '),
        amountText(edge, language),
      ],
      {
        group,
        origin: edge.origins[0],
        facts: { vendor, product, count: edge.facts.count, devices: edge.facts.devices },
      },
    );
    const users = [software.framework, software.cuda].filter((user) => user !== undefined);
    for (const user of users.length > 0 ? users : [node.id])
      builder.addEdge(user, id, 'uses', { origin: edge.origins[0] });
  }
}

function amountText({ facts }: EdgeOf<'uses-gpu'>, language: Language): string | undefined {
  if (facts.devices && facts.devices.length > 0) return `#${facts.devices.join(', #')}`;
  if (facts.count === undefined) return undefined;
  return facts.count === 'all' ? label('allGpus', language) : `×${facts.count}`;
}
