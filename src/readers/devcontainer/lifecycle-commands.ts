import { joinPath } from '../../base/paths.js';
import type { Place } from '../../base/text.js';
import { readInstalls } from '../../commands/installs.js';
import type { MountedFiles } from '../../commands/mounted-files.js';
import { openMountedFile } from '../../commands/mounted-files.js';
import { addStartedServices } from '../../commands/services.js';
import type { CommandLine } from '../../commands/word.js';
import { nodeId } from '../../graph/ids.js';
import type { EnvironmentVariable, NodeId } from '../../graph/node.js';
import { packageNodes } from '../../graph/package-nodes.js';
import type { DataNode } from '../../syntax/data/data-node.js';
import { valueAt } from '../../syntax/data/data-node.js';
import type { DevcontainerSource } from './devcontainer-source.js';
import { locatedText, placeIn } from './devcontainer-source.js';

/** Run once, when the container is made: what they install stays in it. */
const INSTALLING = ['onCreateCommand', 'updateContentCommand', 'postCreateCommand'] as const;
/** Run whenever the container starts or the editor attaches: what they start is what runs. */
const STARTING = ['postStartCommand', 'postAttachCommand'] as const;

/** Adds what the lifecycle commands install into the container and start in it. */
export function addLifecycleCommands(
  devcontainer: DevcontainerSource,
  id: NodeId,
  environment: readonly EnvironmentVariable[],
  files: MountedFiles,
): void {
  const { builder, root } = devcontainer;
  const values = new Map(environment.map(({ name, value }) => [name, value]));
  const variable = (name: string): string | undefined => values.get(name);
  const installing = INSTALLING.flatMap((key) => commandLines(devcontainer, valueAt(root, key)));
  const installs = installing.map((line) => readInstalls(line, variable));
  const packages = installs.flatMap((install) => install.packages.map(({ facts, places }) => ({ facts, places })));
  for (const node of packageNodes(id, packages)) builder.addNode(node);
  for (const { path, place } of installs.flatMap(({ manifests }) => manifests)) {
    const inRepository = path.startsWith('/') ? path : joinPath(devcontainer.workspace, path);
    builder.addEdge('installs-from', id, nodeId.manifest(inRepository), place, {});
  }
  const openFile = (path: string) => openMountedFile(path, files);
  for (const line of STARTING.flatMap((key) => commandLines(devcontainer, valueAt(root, key))))
    addStartedServices(builder, id, line, { variable, openFile });
}

/** A text is for the shell, a list is not, and a map holds several commands that run side by side. */
function commandLines(devcontainer: DevcontainerSource, node: DataNode | undefined, isInside = false): CommandLine[] {
  if (!node) return [];
  const place = placeIn(devcontainer, node);
  if (node.kind === 'map')
    return isInside ? [] : node.entries.flatMap(({ value }) => commandLines(devcontainer, value, true));
  if (node.kind === 'list') {
    const words = node.items.flatMap((item) => {
      const word = locatedText(devcontainer, item);
      return word ? [{ ...word, hasExpansion: false }] : [];
    });
    return words.length === 0 ? [] : [{ words, place }];
  }
  const text = locatedText(devcontainer, node)?.value ?? '';
  return text === '' ? [] : [shellLine(text, place)];
}

function shellLine(text: string, place: Place): CommandLine {
  const words = ['sh', '-c', text].map((value) => ({ value, hasExpansion: false, place }));
  return { words, place };
}
