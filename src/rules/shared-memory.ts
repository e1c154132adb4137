import { sharedMemoryFindings } from '../findings/catalog/shared-memory.js';
import { contentsOfContainer } from '../graph/contents.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ContainerNode, Platform } from '../graph/node.js';
import type { Rule } from './rule.js';

/** Engines that give a container 64 MB of /dev/shm when nothing is said. */
const ENGINES: ReadonlySet<Platform> = new Set<Platform>(['docker', 'podman', 'compose', 'devcontainer']);

const smallInContainer: Rule = {
  code: 'SHM-01',
  check: (graph) =>
    crowded(graph, (platform) => ENGINES.has(platform)).map(({ container, processes }) =>
      sharedMemoryFindings.smallInContainer({ container: container.label, processes }, container.origins[0]),
    ),
};

const smallInPod: Rule = {
  code: 'SHM-02',
  check: (graph) =>
    crowded(graph, (platform) => platform === 'kubernetes').map(({ container, processes }) =>
      sharedMemoryFindings.smallInPod({ container: container.label, processes }, container.origins[0]),
    ),
};

const hostMemory: Rule = {
  code: 'SHM-03',
  check: (graph) =>
    graph
      .nodesOf('container')
      .flatMap(({ label, facts }) =>
        facts.settings
          .filter(({ name, value }) => name === 'ipc' && value === 'host')
          .map(({ place }) => sharedMemoryFindings.hostMemory({ container: label }, place)),
      ),
};

export const sharedMemoryRules: readonly Rule[] = [smallInContainer, smallInPod, hostMemory];

interface Crowded {
  readonly container: ContainerNode;
  /** `torchrun with 4 processes`. */
  readonly processes: string;
}

/** Containers of a platform in which certainly several training processes share a default /dev/shm. */
function crowded(graph: GraphIndex, isWanted: (platform: Platform) => boolean): readonly Crowded[] {
  return graph
    .nodesOf('container')
    .filter((container) => isWanted(container.facts.platform) && hasDefaultSharedMemory(graph, container))
    .flatMap((container) => {
      const processes = describeProcesses(graph, container);
      return processes === undefined ? [] : [{ container, processes }];
    });
}

function hasDefaultSharedMemory(graph: GraphIndex, { id, facts }: ContainerNode): boolean {
  return (
    facts.limits.sharedMemoryBytes === undefined &&
    !facts.settings.some(({ name }) => name === 'ipc') &&
    !graph.edgesFrom(id, 'mounts').some((edge) => /^\/dev(?:\/shm)?\/?$/.test(edge.facts.target))
  );
}

function describeProcesses(graph: GraphIndex, container: ContainerNode): string | undefined {
  for (const { facts } of contentsOfContainer(graph, container.id).services) {
    const count = facts.launcher?.processesPerNode;
    if (facts.launcher && typeof count === 'number' && count > 1)
      return `${facts.launcher.name} with ${count} processes`;
  }
  return undefined;
}
