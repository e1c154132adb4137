import type { MountedFiles } from '../../commands/mounted-files.js';
import type { VolumeMount } from '../../commands/mounts.js';
import { addVolumeMount, parseMountOption } from '../../commands/mounts.js';
import { devcontainerFindings } from '../../findings/catalog/devcontainer.js';
import type { Located, NodeId } from '../../graph/node.js';
import type { DataNode } from '../../syntax/data/data-node.js';
import { itemsOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import type { DevcontainerSource } from './devcontainer-source.js';
import { locatedText, oneOrMany, placeIn } from './devcontainer-source.js';

/** Adds `workspaceMount`, `mounts` and what `runArgs` mounts. */
export function addDevcontainerMounts(
  devcontainer: DevcontainerSource,
  id: NodeId,
  fromFlags: readonly Located<VolumeMount>[],
): MountedFiles {
  const { builder, root, context, report, workspace } = devcontainer;
  const mounts: Located<VolumeMount>[] = [...fromFlags];
  const written = [...oneOrMany(valueAt(root, 'workspaceMount')), ...itemsOf(valueAt(root, 'mounts'))];
  for (const item of written) {
    if (textOf(item) === '') continue;
    const mount = readMount(devcontainer, item);
    const place = placeIn(devcontainer, item);
    if (mount) mounts.push({ value: mount, place });
    else report(devcontainerFindings.invalidMount({ text: textOf(item) ?? '' }, place));
  }
  for (const { value, place } of mounts) addVolumeMount(builder, id, value, place, workspace);
  return {
    mounts: mounts.map(({ value }) => value),
    workdir: locatedText(devcontainer, valueAt(root, 'workspaceFolder'))?.value,
    directory: workspace,
    open: context.open,
  };
}

/** One mount, as text like that of `--mount`, or as an object with the same words. */
function readMount(devcontainer: DevcontainerSource, item: DataNode): VolumeMount | undefined {
  if (item.kind !== 'map') return parseMountOption(locatedText(devcontainer, item)?.value ?? '');
  const fieldOf = (key: string): string | undefined => locatedText(devcontainer, valueAt(item, key))?.value;
  const source = fieldOf('source') ?? fieldOf('src');
  const target = fieldOf('target') ?? fieldOf('destination') ?? fieldOf('dst');
  const type = /^[a-z]+$/.exec(fieldOf('type') ?? 'volume')?.[0] ?? '';
  const mount = parseMountOption(`type=${type},target=/${source ? ',source=/' : ''}`);
  return mount && target ? { ...mount, ...(source ? { source } : {}), target } : undefined;
}
