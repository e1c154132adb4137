import type { Engine } from '../../engines/engine.js';
import type { LifeWorld } from './world.js';

/** Asks it to stop, waits as long as it may take, and removes it; both can be repeated. */
export async function removeContainer(
  engine: Engine,
  { name, stopSeconds }: { readonly name: string; readonly stopSeconds: number },
  { tell }: LifeWorld,
): Promise<void> {
  await engine.stopContainer(name, stopSeconds);
  await engine.removeContainer(name);
  tell({ kind: 'container', action: 'removed', name });
}
