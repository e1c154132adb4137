import type { Mend } from '../findings/finding.js';
import { replaceText } from '../findings/mend.js';
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

/** A suggestion only: whoever comes from another machine would not get in any more. */
export function loopbackMend({ place, hostPort, containerPort, count }: PortMapping): Mend | undefined {
  if (hostPort === undefined || count > 1) return undefined;
  const open = `${hostPort}:${containerPort}`;
  const title = `Publish it for this machine only: 127.0.0.1:${open}`;
  return { title, edits: [replaceText(place, open, `127.0.0.1:${open}`)], isCertain: false };
}
