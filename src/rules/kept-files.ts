import { fileStart } from '../base/text.js';
import { linkFindings } from '../findings/catalog/link.js';
import { contentsOfContainer } from '../graph/contents.js';
import type { GraphIndex } from '../graph/graph.js';
import type { CheckpointNode, ContainerNode, Platform, VolumeNode } from '../graph/node.js';
import type { Rule } from './rule.js';

/** Platforms whose containers have a file system of their own that goes with them; Slurm's see the file system of the cluster. */
const OWN_FILES: ReadonlySet<Platform> = new Set<Platform>(['docker', 'podman', 'compose', 'kubernetes']);

/** Volumes that are gone as soon as the container is. */
const FADING: Readonly<Partial<Record<VolumeNode['facts']['type'], string>>> = {
  tmpfs: 'a tmpfs, which is kept in memory',
  emptyDir: 'an emptyDir, which goes with the pod',
};

const lostFile: Rule = {
  code: 'LNK-06',
  check: (graph) =>
    graph.nodesOf('checkpoint').flatMap((checkpoint) => {
      const { container: owner = '', containerPath } = checkpoint.facts;
      const container = graph.node(owner);
      if (containerPath === undefined || container?.kind !== 'container') return [];
      if (!OWN_FILES.has(container.facts.platform) || graph.edgesTo(checkpoint.id, 'writes').length === 0) return [];
      const fades = fadesWith(graph, checkpoint);
      if (fades === false || (fades === undefined && isImageVolume(graph, container, containerPath))) return [];
      const { file, line } = checkpoint.origins[0] ?? fileStart('-');
      return linkFindings.lostFile(
        {
          path: checkpoint.facts.path,
          containerPath,
          container: container.label,
          saved: `${file}:${line}`,
          fades,
        },
        container.origins[0],
      );
    }),
};

/** What it is kept in and goes with; false when it is kept, undefined when there is nothing. */
function fadesWith(graph: GraphIndex, { id }: CheckpointNode): string | false | undefined {
  const [kept] = graph.edgesFrom(id, 'kept-in');
  if (!kept) return undefined;
  const volume = graph.node(kept.to);
  return (volume?.kind === 'volume' && FADING[volume.facts.type]) || false;
}

/** `VOLUME` in the Dockerfile: the engine makes a volume that nobody names, and keeps it. */
function isImageVolume(graph: GraphIndex, { id }: ContainerNode, path: string): boolean {
  const volumes = contentsOfContainer(graph, id).stages.flatMap(({ facts }) => facts.volumes);
  return volumes.some(({ value }) => path === value || path.startsWith(`${value.replace(/\/+$/, '')}/`));
}

export const keptFilesRules: readonly Rule[] = [lostFile];
