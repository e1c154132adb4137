import type { Place } from '../base/text.js';
import { nodeId } from './ids.js';
import { declaredContents, declaredServer } from './image-families.js';
import { parseImageReference } from './image-reference.js';
import type { GraphNode, ImageNode } from './node.js';

/**
 * The image node of a reference, with a package node for each thing that its tag declares and a service node for the
 * server that such an image starts.
 */
export function describeImage(text: string, place: Place, unresolved?: string): readonly [ImageNode, ...GraphNode[]] {
  const reference = parseImageReference(text);
  const id = nodeId.image(text);
  const image: ImageNode = {
    kind: 'image',
    id,
    label: reference.text,
    origins: [place],
    facts: { reference, ...(unresolved === undefined ? {} : { unresolved }) },
  };
  const contents = declaredContents(reference).map(
    (facts): GraphNode => ({
      kind: 'package',
      id: nodeId.package(id, facts.ecosystem, facts.name),
      label: facts.version ? `${facts.name} ${facts.version}` : facts.name,
      parent: id,
      origins: [place],
      facts,
    }),
  );
  const server = declaredServer(reference);
  if (!server) return [image, ...contents];
  const { role, program, port } = server;
  const service: GraphNode = {
    kind: 'service',
    id: nodeId.service(id, program),
    label: program,
    parent: id,
    origins: [place],
    facts: { role, program, argv: [], port: { value: port, from: 'default' } },
  };
  return [image, ...contents, service];
}
