import { parsePublishedPort } from '../../commands/ports.js';
import { devcontainerFindings } from '../../findings/catalog/devcontainer.js';
import type { PortMapping } from '../../graph/node.js';
import type { DataNode } from '../../syntax/data/data-node.js';
import { textOf, valueAt } from '../../syntax/data/data-node.js';
import type { DevcontainerSource } from './devcontainer-source.js';
import { oneOrMany, placeIn } from './devcontainer-source.js';

export interface DevcontainerPorts {
  readonly own: readonly PortMapping[];
  /** Ports of other services of the compose file: `"db:5432"`. */
  readonly others: readonly { readonly service: string; readonly port: PortMapping }[];
}

/**
 * `forwardPorts`, which the editor brings to localhost, and `appPort`, which the engine publishes (a number alone only on
 * localhost, too).
 */
export function readDevcontainerPorts(devcontainer: DevcontainerSource): DevcontainerPorts {
  const { root, report } = devcontainer;
  const own: PortMapping[] = [];
  const others: { service: string; port: PortMapping }[] = [];
  for (const item of oneOrMany(valueAt(root, 'forwardPorts'))) {
    const [, host, number = ''] = /^(?:(.*):)?(\d{1,5})$/.exec(textOf(item) ?? '') ?? [];
    const port = parseLocal(devcontainer, number, item);
    if (!port) report(devcontainerFindings.invalidPort({ text: textOf(item) ?? '' }, placeIn(devcontainer, item)));
    else if (host === undefined || host === 'localhost') own.push(port);
    else others.push({ service: host, port });
  }
  for (const item of oneOrMany(valueAt(root, 'appPort'))) {
    const text = textOf(item) ?? '';
    const port = /^\d+$/.test(text)
      ? parseLocal(devcontainer, text, item)
      : parsePublishedPort(text, placeIn(devcontainer, item));
    if (port) own.push(port);
    else report(devcontainerFindings.invalidPort({ text }, placeIn(devcontainer, item)));
  }
  return { own, others };
}

function parseLocal(devcontainer: DevcontainerSource, number: string, item: DataNode): PortMapping | undefined {
  return parsePublishedPort(`127.0.0.1:${number}:${number}`, placeIn(devcontainer, item));
}
