import { type Engine, EngineError } from '../../engines/engine.js';
import type { EngineWish } from '../../engines/find-engine.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import { readStateFile, statePath } from './state-folder.js';
import type { LifeWorld, NotDone } from './world.js';

const ENGINES: ReadonlySet<string> = new Set(['docker', 'podman']);

/**
 * Runs one story with an engine and lets go of it afterwards. What the engine refuses becomes a finding; what is thrown
 * besides is our bug.
 */
export async function withEngine<T>(
  world: Pick<LifeWorld, 'host' | 'findEngine'>,
  { wish, root }: { readonly wish: EngineWish; readonly root?: string },
  story: (engine: Engine) => Promise<T>,
): Promise<T | NotDone> {
  try {
    const found = await world.findEngine(world.host, root === undefined ? wish : recallEngine(world, wish, root));
    if (found.kind === 'none')
      return { kind: 'refused', findings: found.findings, sources: [], because: 'environment' };
    try {
      return await story(found.engine);
    } finally {
      await found.engine.close();
    }
  } catch (error) {
    if (error instanceof EngineError) return refusedBy(error);
    throw error;
  }
}

/** `auto` is the engine that `up` used in this project; a container is invisible to the other one. */
export function recallEngine({ host }: Pick<LifeWorld, 'host'>, wish: EngineWish, root: string): EngineWish {
  if (wish !== 'auto') return wish;
  const before = readStateFile(host, statePath(root, 'engine'))?.trim() ?? '';
  return ENGINES.has(before) ? (before as EngineWish) : 'auto';
}

function refusedBy(error: EngineError): NotDone {
  const isReached = error.reason !== 'unreachable';
  return {
    kind: 'refused',
    findings: [error.finding ?? lifeFindings.engineRefused({ message: error.message, isReached })],
    sources: [],
    because: isReached ? 'findings' : 'environment',
  };
}
