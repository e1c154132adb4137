import { type BoundPort, type Engine, EngineError } from '../../engines/engine.js';
import type { ContainerPlan } from '../../environment/plan/plan.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import { choosePorts, PORTS_TRIED } from './choose-ports.js';
import { SERVICE_TITLES } from './wait-until-ready.js';
import type { LifeWorld } from './world.js';

/** A port that was free a moment ago can be gone at the start; this often others are tried. */
const MOST_ATTEMPTS = 10;

export interface StartWish {
  readonly container: ContainerPlan;
  /** Ports of the container that was there before; kept where they can be. */
  readonly own: readonly BoundPort[];
  /** Told as soon as there is something that would have to be taken back. */
  readonly onCreated: () => void;
}

export type Started =
  | { readonly kind: 'started'; readonly hostPorts: readonly number[] }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Makes the container and starts it, on other ports when the wanted ones are taken, and without GPUs when `auto` finds none. */
export async function createAndStart(engine: Engine, wish: StartWish, world: LifeWorld): Promise<Started> {
  const { container, onCreated } = wish;
  const refused = new Set<number>();
  let own = wish.own;
  let givesGpus = container.gpus.kind === 'auto' && engine.description.gpuAccess !== undefined;
  for (let attempt = 1; ; attempt += 1) {
    const chosen = await choosePorts(world.host, { ports: container.ports, own, refused });
    if (chosen.kind === 'none') return { kind: 'refused', findings: [noPort(chosen.port)] };
    const { hostPorts } = chosen;
    try {
      onCreated();
      await engine.createContainer({ container, hostPorts, givesGpus });
      await engine.startContainer(container.name);
      return { kind: 'started', hostPorts };
    } catch (error) {
      if (!(error instanceof EngineError) || attempt === MOST_ATTEMPTS) throw error;
      const canGoWithout = error.reason === 'no-gpu' && givesGpus;
      if (error.reason !== 'port-in-use' && !canGoWithout) throw error;
      await engine.removeContainer(container.name);
      if (canGoWithout) {
        givesGpus = false;
        world.tell({ kind: 'gpus-left-out', reason: error.message });
      } else {
        // The old container is gone, so what is taken now is taken by others.
        own = [];
        for (const port of await findTaken(container, hostPorts, world)) refused.add(port);
      }
    }
  }
}

/** Of the ports that were to be bound those that somebody has; all of them when none looks taken. */
async function findTaken(
  { ports }: ContainerPlan,
  hostPorts: readonly number[],
  { host }: LifeWorld,
): Promise<readonly number[]> {
  const taken: number[] = [];
  for (const [index, { address }] of ports.entries()) {
    const port = hostPorts[index];
    if (port !== undefined && !(await host.network.isFree(address, port))) taken.push(port);
  }
  return taken.length > 0 ? taken : hostPorts;
}

function noPort({ service, containerPort, hostPort, address }: ContainerPlan['ports'][number]): Finding {
  const title = service === 'other' ? `port ${containerPort}` : SERVICE_TITLES[service];
  return lifeFindings.noPort({
    service: title,
    first: hostPort,
    last: Math.min(65_535, hostPort + PORTS_TRIED),
    address,
  });
}
