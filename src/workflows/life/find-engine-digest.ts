import type { EngineWish } from '../../engines/find-engine.js';
import type { FindDigest } from '../project/renew-lock.js';
import { findProject } from './find-project.js';
import { withEngine } from './open-engine.js';
import type { LifeWorld } from './world.js';

/**
 * Asks the engine of a folder by which digest a registry knows an image that is here already. Nothing is fetched; where there
 * is no engine, nobody knows.
 */
export function findEngineDigests(
  world: Pick<LifeWorld, 'host' | 'findEngine'>,
  { directory, engine: wish }: { readonly directory: string; readonly engine: EngineWish },
): FindDigest {
  const { root } = findProject(world.host, directory);
  return async (reference) => {
    const found = await withEngine(world, { wish, root }, (engine) => engine.findImage(reference));
    return found && 'id' in found ? found.digest : undefined;
  };
}
