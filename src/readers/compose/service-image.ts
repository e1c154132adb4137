import { joinPath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import { nodeId } from '../../graph/ids.js';
import { describeImage } from '../../graph/image-contents.js';
import type { NodeId } from '../../graph/node.js';
import type { ComposeScalar } from './compose-value.js';
import { scalarIn, textIn, valueIn } from './compose-value.js';
import type { ServiceReading } from './service-reading.js';
import { directoryFor } from './service-reading.js';

/**
 * Ties the container to what it runs: the Dockerfile (or its stage) that `build:` names, or the image. With both, the
 * container runs what is built, and the image is the name that the build gets. Gives back the image as written.
 */
export function addServiceImage(reading: ServiceReading): string | undefined {
  const { builder, value, id, report, service } = reading;
  const image = scalarIn(value, 'image');
  const built = readBuild(reading);
  const imageId = image && image.text !== '' ? addImage(reading, image) : undefined;
  if (built) builder.addEdge('runs', id, built.id, built.place, {});
  else if (image && imageId) builder.addEdge('runs', id, imageId, image.place, {});
  if (built && image && imageId) builder.addEdge('builds', built.id, imageId, image.place, {});
  if (!imageId && !['build', 'provider', 'extends'].some((key) => valueIn(value, key)))
    report(composeFindings.missingImage({ service: service.name }, service.place));
  return imageId ? image?.text : undefined;
}

function addImage({ builder }: ServiceReading, { text, unresolved, place }: ComposeScalar): NodeId {
  const reason = unresolved.length === 0 ? undefined : `${unresolved.join(', ')} has no value`;
  const [image, ...contents] = describeImage(text, place, reason);
  for (const node of contents) builder.addNode(node);
  return builder.addNode(image);
}

/** The Dockerfile, or the stage of it, that `build:` names; undefined when it does not lie in the repository. */
function readBuild(reading: ServiceReading): { readonly id: NodeId; readonly place: Place } | undefined {
  const { value, project, report, service } = reading;
  const build = valueIn(value, 'build');
  if (!build || build.kind === 'list') return undefined;
  const inline = scalarIn(build, 'dockerfile_inline');
  if (inline) {
    report(composeFindings.inlineDockerfile({ service: service.name }, inline.place));
    return undefined;
  }
  const context = build.kind === 'scalar' ? build : scalarIn(build, 'context');
  const place = context?.place ?? build.place;
  const contextText = context?.text ?? '.';
  if (isRemote(contextText)) return undefined;
  const dockerfile = scalarIn(build, 'dockerfile');
  const folder = joinPath(directoryFor(project, place), contextText);
  const path = joinPath(folder, dockerfile?.text ?? 'Dockerfile');
  const target = textIn(build, 'target');
  return {
    id: target === undefined ? nodeId.dockerfile(path) : nodeId.stageReference(path, target),
    place: dockerfile?.place ?? place,
  };
}

/** A Git or HTTP address in place of a folder. */
function isRemote(context: string): boolean {
  return /^(?:[a-z+]+:\/\/|git@|github\.com\/)/i.test(context);
}
