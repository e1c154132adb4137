import type { Place } from '../base/text.js';
import type { PortMapping } from '../graph/node.js';

interface PortRange {
  readonly first: number;
  readonly count: number;
}

/** Addresses that mean "every address of the host"; a mapping without an address says the same. */
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/**
 * Reads what `docker run -p` and the short form of compose `ports:` take: `[[address:][hostPort]:]containerPort[/protocol]`,
 * each port also a range. A host range for one container port leaves the choice to the engine, so no host port is said.
 * Undefined when the engine would refuse it. Grammar: docs.docker.com, "Publishing ports"; `nat.ParsePortSpec`.
 */
export function parsePublishedPort(text: string, place: Place): PortMapping | undefined {
  const spec = splitProtocol(text.trim());
  if (!spec) return undefined;
  const containerAt = spec.ports.lastIndexOf(':');
  const container = parsePortRange(spec.ports.slice(containerAt + 1));
  if (!container || container.first === 0) return undefined;
  const host = containerAt < 0 ? { address: '', port: '' } : splitHost(spec.ports.slice(0, containerAt));
  const address = readAddress(host.address);
  const hostPort = readHostPort(host.port, container);
  if (address === undefined || hostPort === undefined) return undefined;
  return {
    containerPort: container.first,
    ...(hostPort === 0 ? {} : { hostPort }),
    ...(address === '' ? {} : { hostAddress: address }),
    count: container.count,
    protocol: spec.protocol,
    isPublished: true,
    place,
  };
}

/** Reads what `EXPOSE`, `--expose` and compose `expose:` take: `8888`, `8000-8010/udp`. Never published. */
export function parseExposedPort(text: string, place: Place): PortMapping | undefined {
  const spec = splitProtocol(text.trim());
  const range = spec && parsePortRange(spec.ports);
  if (!spec || !range || range.first === 0) return undefined;
  return { containerPort: range.first, count: range.count, protocol: spec.protocol, isPublished: false, place };
}

function splitProtocol(text: string): { ports: string; protocol: PortMapping['protocol'] } | undefined {
  const at = text.indexOf('/');
  const protocol = at < 0 ? 'tcp' : text.slice(at + 1).toLowerCase();
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return undefined;
  return { ports: at < 0 ? text : text.slice(0, at), protocol };
}

/** `127.0.0.1:8888` → address and port; `8888` is a port; `127.0.0.1:` is an address whose port the engine chooses. */
function splitHost(text: string): { address: string; port: string } {
  const at = text.lastIndexOf(':');
  return at < 0 ? { address: '', port: text } : { address: text.slice(0, at), port: text.slice(at + 1) };
}

/** The address without brackets, '' for every address, undefined when it is none (the engine takes no host names). */
function readAddress(text: string): string | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (bare === '' && text === '') return '';
  if (!isAddress(bare)) return undefined;
  return EVERY_ADDRESS.has(bare) ? '' : bare;
}

function isAddress(text: string): boolean {
  if (text.includes(':')) return /^[0-9A-Fa-f:.]{2,45}$/.test(text) && URL.canParse(`http://[${text}]/`);
  const parts = text.slice(0, 16).split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

/** First host port, 0 when the engine chooses, undefined when the two ranges do not fit. */
function readHostPort(text: string, container: PortRange): number | undefined {
  if (text === '') return 0;
  const range = parsePortRange(text);
  if (!range) return undefined;
  if (range.count === container.count) return range.first;
  return container.count === 1 ? 0 : undefined;
}

function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return last < first || last > 65_535 ? undefined : { first, count: last - first + 1 };
}
