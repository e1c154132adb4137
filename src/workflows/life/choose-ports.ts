import type { BoundPort } from '../../engines/engine.js';
import type { PublishedPort } from '../../environment/plan/plan.js';
import type { Host } from '../../host/host.js';

/** How far above the wanted port a free one is looked for. */
export const PORTS_TRIED = 200;

const LARGEST_PORT = 65_535;

export interface PortChoice {
  readonly ports: readonly PublishedPort[];
  /** Ports of our own container: kept where they can be, and free once it is gone. */
  readonly own: readonly BoundPort[];
  /** Ports that an engine refused a moment ago although they looked free. */
  readonly refused: ReadonlySet<number>;
}

export type ChosenPorts =
  | { readonly kind: 'chosen'; readonly hostPorts: readonly number[] }
  | { readonly kind: 'none'; readonly port: PublishedPort };

/** A port of the host for each published one, in their order: the one it had, else the wanted one, else the next free. */
export async function choosePorts(host: Host, { ports, own, refused }: PortChoice): Promise<ChosenPorts> {
  const taken = new Set<number>();
  const ours = new Set(own.map(({ hostPort }) => hostPort));
  const isUsable = async (address: string, port: number): Promise<boolean> =>
    !taken.has(port) && !refused.has(port) && (ours.has(port) || (await host.network.isFree(address, port)));
  const hostPorts: number[] = [];
  for (const port of ports) {
    const found = await firstUsable(candidates(port, own), (number) => isUsable(port.address, number));
    if (found === undefined) return { kind: 'none', port };
    taken.add(found);
    hostPorts.push(found);
  }
  return { kind: 'chosen', hostPorts };
}

function candidates(port: PublishedPort, own: readonly BoundPort[]): readonly number[] {
  const before = own.filter((bound) => bound.containerPort === port.containerPort && bound.address === port.address);
  const last = Math.min(LARGEST_PORT, port.hostPort + PORTS_TRIED);
  const next = Array.from({ length: last - port.hostPort + 1 }, (_, index) => port.hostPort + index);
  return [...before.map(({ hostPort }) => hostPort), ...next];
}

async function firstUsable(
  numbers: readonly number[],
  isUsable: (port: number) => Promise<boolean>,
): Promise<number | undefined> {
  for (const number of numbers) if (await isUsable(number)) return number;
  return undefined;
}
