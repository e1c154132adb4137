import { contentsOfContainer } from '../graph/contents.js';
import type { GraphIndex } from '../graph/graph.js';
import type { ContainerNode, PortMapping, ServiceNode } from '../graph/node.js';
import { isEveryAddress } from './arguments.js';

/** A service and the container in which it runs: started by the container's command, or by the image's. */
export interface RunningService {
  readonly container: ContainerNode;
  readonly service: ServiceNode;
}

export function runningServices(graph: GraphIndex): readonly RunningService[] {
  return graph
    .nodesOf('container')
    .flatMap((container) =>
      contentsOfContainer(graph, container.id).services.map((service) => ({ container, service })),
    );
}

/** The mapping that lets every network of the host reach a port of the container, when there is one. */
export function openMapping(container: ContainerNode, port: number): PortMapping | undefined {
  return container.facts.ports.find(
    (mapping) =>
      mapping.isPublished &&
      mapping.protocol === 'tcp' &&
      (mapping.hostAddress === undefined || isEveryAddress(mapping.hostAddress)) &&
      port >= mapping.containerPort &&
      port < mapping.containerPort + mapping.count,
  );
}

/** The host's port that leads to a port of the container; undefined when the engine chooses one. */
export function hostPortOf(mapping: PortMapping, port: number): number | undefined {
  return mapping.hostPort === undefined ? undefined : mapping.hostPort + port - mapping.containerPort;
}
