import { type Engine, EngineError } from '../../engines/engine.js';
import type { EngineSearch, EngineWish } from '../../engines/find-engine.js';
import { LABELS, type Plan } from '../../environment/plan/plan.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';

export type FindEngine = (host: Host, wish: EngineWish) => Promise<EngineSearch>;

export interface SeenEngines {
  readonly engine: Engine['description'] | undefined;
  readonly other: Engine['description'] | undefined;
  /** Why there is none. */
  readonly findings: readonly Finding[];
  readonly hasImage: boolean;
  /** Host ports of this project's own container. */
  readonly ownPorts: ReadonlySet<number>;
}

interface EngineQuestion {
  readonly wish: EngineWish;
  /** Whether the other one is looked for as well. */
  readonly looksFurther: boolean;
  readonly plan: Plan | undefined;
}

/** The engine that would be used, what it holds of this project, and whether the other one answers too. */
export async function lookAtEngines(
  host: Host,
  findEngine: FindEngine,
  { wish, looksFurther, plan }: EngineQuestion,
): Promise<SeenEngines> {
  const nothing = { engine: undefined, other: undefined, hasImage: false, ownPorts: new Set<number>() };
  const found = await search(host, findEngine, wish);
  if (found.kind === 'none') return { ...nothing, findings: found.findings };
  const { engine } = found;
  try {
    const state = await readState(engine, plan);
    const other = looksFurther ? await describeOther(host, findEngine, engine.description.kind) : undefined;
    return { engine: engine.description, other, findings: [], ...state };
  } finally {
    await engine.close();
  }
}

async function readState(engine: Engine, plan: Plan | undefined): Promise<Pick<SeenEngines, 'hasImage' | 'ownPorts'>> {
  if (!plan) return { hasImage: false, ownPorts: new Set() };
  try {
    const image = await engine.findImage(plan.image.reference);
    const container = await engine.findContainer(plan.container.name);
    const isOurs = container?.labels[LABELS.project] === plan.project.id && container.status === 'running';
    return {
      hasImage: image !== undefined,
      ownPorts: new Set(isOurs ? container.ports.map((port) => port.hostPort) : []),
    };
  } catch (error) {
    if (error instanceof EngineError) return { hasImage: false, ownPorts: new Set() };
    throw error;
  }
}

async function describeOther(
  host: Host,
  findEngine: FindEngine,
  kind: Engine['description']['kind'],
): Promise<Engine['description'] | undefined> {
  const found = await search(host, findEngine, kind === 'docker' ? 'podman' : 'docker');
  if (found.kind === 'none') return undefined;
  await found.engine.close();
  return found.engine.description;
}

async function search(host: Host, findEngine: FindEngine, wish: EngineWish): Promise<EngineSearch> {
  try {
    return await findEngine(host, wish);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const isReached = error.reason !== 'unreachable';
    const finding = error.finding ?? lifeFindings.engineRefused({ message: error.message, isReached });
    return { kind: 'none', findings: [finding] };
  }
}
