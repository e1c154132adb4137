import { type Engine, EngineError } from '../../engines/engine.js';
import type { PublishedPort } from '../../environment/plan/plan.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import type { LifeWorld } from './world.js';

const PATIENCE_MS = 120_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;
/** How often the engine is asked whether the container still runs. */
const LOOK_EVERY_MS = 400;
const ASK_TIMEOUT_MS = 2_000;
const LOG_LINES = 12;

export interface Waited {
  readonly name: string;
  readonly ports: readonly PublishedPort[];
  /** In the order of the ports. */
  readonly hostPorts: readonly number[];
}

export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'interrupted' }
  /** It ran through and has ended well: a command without services. */
  | { readonly kind: 'ended-well' }
  | { readonly kind: 'ended' | 'silent'; readonly finding: Finding; readonly lines: readonly string[] };

/**
 * Waits until each service answers by itself: Jupyter on /api, which wants no token, and sshd by its banner. What the engine
 * says of health is not waited for: Podman without systemd never says it.
 */
export async function waitUntilReady(engine: Engine, waited: Waited, world: LifeWorld): Promise<Readiness> {
  const services = waited.ports.flatMap(({ service, address }, index) => {
    const hostPort = waited.hostPorts[index];
    return service === 'other' || hostPort === undefined ? [] : [{ service, address: reachable(address), hostPort }];
  });
  for (const service of services) {
    world.tell({ kind: 'waiting', service: service.service, hostPort: service.hostPort });
    const readiness = await waitFor(engine, waited.name, service, world);
    if (readiness.kind !== 'ready') return readiness;
  }
  return (await judgeRunning(engine, waited.name, services.length === 0)) ?? { kind: 'ready' };
}

interface Service {
  readonly service: 'jupyter' | 'ssh';
  readonly address: string;
  readonly hostPort: number;
}

/** An address that means all of them is asked through the machine itself. */
export function reachable(address: string): string {
  return address === '0.0.0.0' || address === '' ? '127.0.0.1' : address === '::' ? '::1' : address;
}

/** `[::1]:8888`. */
export function authority(address: string, port: number): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

async function waitFor(engine: Engine, name: string, service: Service, world: LifeWorld): Promise<Readiness> {
  const { host, interrupted } = world;
  const startedMs = host.monotonicMs();
  let lookedMs = startedMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.3, LONGEST_PAUSE_MS)) {
    if (interrupted.aborted) return { kind: 'interrupted' };
    if (await answers(host, service)) return { kind: 'ready' };
    const nowMs = host.monotonicMs();
    if (nowMs - startedMs > PATIENCE_MS)
      return { kind: 'silent', finding: silence(service), lines: await lastLines(engine, name) };
    if (nowMs - lookedMs >= LOOK_EVERY_MS) {
      const ended = await judgeRunning(engine, name, false);
      if (ended) return ended;
      lookedMs = nowMs;
    }
    await host.sleep(pauseMs, interrupted);
  }
}

/** Whether a service answers now. */
export async function answers({ network }: Host, { service, address, hostPort }: Service): Promise<boolean> {
  if (service === 'ssh')
    return (await network.readBanner(address, hostPort, ASK_TIMEOUT_MS))?.startsWith('SSH-') ?? false;
  const answer = await network.get(`http://${authority(address, hostPort)}/api`, { timeoutMs: ASK_TIMEOUT_MS });
  return answer?.status === 200;
}

function silence({ service, address, hostPort }: Service): Finding {
  return lifeFindings.noAnswer({
    service: SERVICE_TITLES[service],
    address: authority(address, hostPort),
    seconds: PATIENCE_MS / 1000,
  });
}

export const SERVICE_TITLES: Readonly<Record<PublishedPort['service'], string>> = {
  jupyter: 'Jupyter',
  ssh: 'SSH',
  other: 'port',
};

/** Undefined while the container runs. */
async function judgeRunning(engine: Engine, name: string, mayEnd: boolean): Promise<Readiness | undefined> {
  const state = await engine.findContainer(name);
  if (state && state.status !== 'exited' && state.status !== 'dead') return undefined;
  if (mayEnd && state?.exitCode === 0) return { kind: 'ended-well' };
  const lines = state ? await lastLines(engine, name) : [];
  return { kind: 'ended', finding: lifeFindings.ended({ name, exitCode: state?.exitCode, last: lines.at(-1) }), lines };
}

/** What the container said last, for people; nothing when the engine does not tell. */
async function lastLines(engine: Engine, name: string): Promise<readonly string[]> {
  let text = '';
  try {
    const keep = (part: string): void => void (text += part);
    await engine.readLogs(name, { tail: LOG_LINES, follows: false }, keep, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
  }
  return text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-LOG_LINES);
}
