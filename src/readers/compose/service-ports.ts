import { parseExposedPort, parsePublishedPort } from '../../commands/ports.js';
import { composeFindings } from '../../findings/catalog/compose.js';
import type { Finding } from '../../findings/finding.js';
import type { PortMapping } from '../../graph/node.js';
import type { ComposeMap, ComposeValue } from './compose-value.js';
import { itemsIn, textIn, textsIn } from './compose-value.js';

/** Published ports (short and long form), then exposed ones that are not published. */
export function readServicePorts(service: ComposeMap, report: (finding: Finding) => void): readonly PortMapping[] {
  const published = itemsIn(service, 'ports').flatMap((item) => {
    const port = parseServicePort(item);
    if (!port && !isUnresolved(item)) report(composeFindings.invalidPort({ text: portText(item) }, item.place));
    return port ?? [];
  });
  const exposed = textsIn(service, 'expose').flatMap((item) => {
    const port = parseExposedPort(item.text, item.place);
    if (!port && item.unresolved.length === 0) report(composeFindings.invalidPort({ text: item.text }, item.place));
    return port ?? [];
  });
  return [...published, ...exposed.filter((port) => !published.some((other) => covers(other, port)))];
}

/** One item of `ports:`. A host port that is a variable is unknown: the mapping says only the port inside. */
export function parseServicePort(item: ComposeValue): PortMapping | undefined {
  const text = portText(item);
  const port = parsePublishedPort(text, item.place);
  if (port || !isUnresolved(item)) return port;
  const inside = /(?:^|[:}])(\d{1,5}(?:-\d{1,5})?(?:\/[a-z]+)?)$/.exec(text.slice(-40))?.[1];
  return inside === undefined ? undefined : parsePublishedPort(inside, item.place);
}

/** The long form in the words of the short one. */
function portText(item: ComposeValue): string {
  if (item.kind === 'scalar') return item.text;
  const target = textIn(item, 'target') ?? '';
  const published = textIn(item, 'published');
  const address = textIn(item, 'host_ip');
  const protocol = textIn(item, 'protocol');
  const host = address === undefined ? '' : address.includes(':') ? `[${address}]:` : `${address}:`;
  // An address without a host port leaves the choice of the port to the engine.
  const before = published === undefined ? (host === '' ? '' : `${host}:`) : `${host}${published}:`;
  return `${before}${target}${protocol === undefined ? '' : `/${protocol}`}`;
}

function isUnresolved(item: ComposeValue): boolean {
  if (item.kind === 'scalar') return item.unresolved.length > 0;
  if (item.kind === 'list') return false;
  return [...item.entries.values()].some(({ value }) => isUnresolved(value));
}

function covers(published: PortMapping, exposed: PortMapping): boolean {
  return (
    published.protocol === exposed.protocol &&
    published.containerPort <= exposed.containerPort &&
    exposed.containerPort + exposed.count <= published.containerPort + published.count
  );
}
