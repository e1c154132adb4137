import { joinPath } from '../../base/paths.js';
import { devcontainerFindings } from '../../findings/catalog/devcontainer.js';
import { nodeId } from '../../graph/ids.js';
import { describeImage } from '../../graph/image-contents.js';
import type { Located, NodeId } from '../../graph/node.js';
import { valueAt } from '../../syntax/data/data-node.js';
import type { DevcontainerSource } from './devcontainer-source.js';
import { locatedText, placeIn } from './devcontainer-source.js';

/** Ties the container to its image, or to the Dockerfile (or stage) that is built for it. Gives the image as written. */
export function addContainerImage(devcontainer: DevcontainerSource, id: NodeId): Located<string> | undefined {
  const { builder, root, report } = devcontainer;
  const dockerfile = readDockerfile(devcontainer);
  if (dockerfile) {
    builder.addEdge('runs', id, dockerfile.value, dockerfile.place, {});
    return undefined;
  }
  const image = locatedText(devcontainer, valueAt(root, 'image'));
  if (!image || image.value === '') {
    report(devcontainerFindings.nothingToRun({}, placeIn(devcontainer, { ...root, span: startOf(root.span) })));
    return undefined;
  }
  const unresolved = image.value.includes('${') ? 'it holds a variable without a value' : undefined;
  const [node, ...contents] = describeImage(image.value, image.place, unresolved);
  for (const other of contents) builder.addNode(other);
  builder.addEdge('runs', id, builder.addNode(node), image.place, {});
  return image;
}

/** `build.dockerfile` with `build.target`, or the older `dockerFile`; the path is relative to devcontainer.json. */
function readDockerfile(devcontainer: DevcontainerSource): Located<NodeId> | undefined {
  const { root, folder } = devcontainer;
  const written =
    locatedText(devcontainer, valueAt(root, 'build', 'dockerfile')) ??
    locatedText(devcontainer, valueAt(root, 'dockerFile'));
  if (!written || written.value === '') return undefined;
  const path = joinPath(folder, written.value);
  const target = locatedText(devcontainer, valueAt(root, 'build', 'target'));
  const value = target ? nodeId.stageReference(path, target.value) : nodeId.dockerfile(path);
  return { value, place: written.place };
}

function startOf({ start, end }: { readonly start: number; readonly end: number }) {
  return { start, end: Math.min(start + 1, end) };
}
