import { type ContainerPlan, LABELS } from '../environment/plan/plan.js';
import { type Engine, EngineError } from './engine.js';

/**
 * Makes a container unless the same one is there already: a name that is in use is fine when what has it was made from the
 * same plan, so that `createContainer` can be repeated.
 */
export async function createUnlessSame(
  { name, digest }: ContainerPlan,
  create: () => Promise<unknown>,
  findContainer: Engine['findContainer'],
): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof EngineError && error.reason === 'name-in-use')) throw error;
    const existing = await findContainer(name);
    if (existing?.labels[LABELS.containerDigest] !== digest) throw error;
  }
}
