import { formatBytes } from '../../base/units.js';
import type { VolumeNode, VolumeType } from '../../graph/node.js';
import type { Language } from '../diagram.js';
import { type LabelKey, label } from '../labels.js';
import type { Scene } from './scene.js';
import { siteOf } from './sites.js';
import { namesSavedAt } from './training.js';

/** Word under the name of a volume, by type; `undefined` where the name says enough. */
const WORDS: Readonly<Record<VolumeType, LabelKey | undefined>> = {
  bind: undefined,
  named: 'volume',
  anonymous: 'volume',
  tmpfs: 'inMemory',
  claim: 'claim',
  emptyDir: 'temporary',
  hostPath: undefined,
  configMap: 'configMap',
  secret: 'secret',
  nfs: 'volume',
  other: 'volume',
};

/** Every volume that a shown container mounts, on the machine it belongs to; the arrow leads to where it is mounted. */
export function addVolumes(scene: Scene): void {
  const { builder, index, language } = scene;
  for (const { node } of scene.containers) {
    const group = siteOf(node.facts.platform);
    for (const edge of index.edgesFrom(node.id, 'mounts')) {
      const volume = index.node(edge.to);
      if (volume?.kind !== 'volume' || isSharedMemory(edge.facts.target)) continue;
      builder.addNode(volume.id, 'volume', volumeLines(volume, language), {
        group,
        origin: volume.origins[0],
        facts: {
          type: volume.facts.type,
          source: volume.facts.source,
          sizeBytes: volume.facts.sizeBytes,
          medium: volume.facts.medium,
        },
      });
      const mode = edge.facts.isReadOnly ? `\n${label('readOnly', language)}` : '';
      const saved = namesSavedAt(scene, edge);
      const kept = saved.length === 0 ? '' : `\n${label('saves', language)} ${someOf(saved)}`;
      builder.addEdge(volume.id, node.id, 'data', {
        label: `${edge.facts.target}${mode}${kept}`,
        origin: edge.origins[0],
      });
    }
  }
}

function someOf(names: readonly string[]): string {
  return names.length > 2 ? `${names.slice(0, 2).join(', ')} …` : names.join(', ');
}

/** /dev/shm is a limit of the container and stands in its box. */
function isSharedMemory(target: string): boolean {
  return target === '/dev/shm';
}

function volumeLines({ facts, label: name }: VolumeNode, language: Language): readonly (string | undefined)[] {
  const word = facts.medium === 'Memory' ? 'inMemory' : WORDS[facts.type];
  const size = facts.sizeBytes === undefined ? undefined : formatBytes(facts.sizeBytes);
  return [name === '.' ? './' : name, [word && label(word, language), size].filter(Boolean).join(' ')];
}
