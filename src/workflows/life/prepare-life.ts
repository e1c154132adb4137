import type { PreparedPlan } from '../project/prepare-plan.js';
import type { LifeRequest, LifeWorld, NotDone } from './world.js';

/** The plan of a folder, or why there is none. */
export async function preparePlanOf(request: LifeRequest, world: LifeWorld): Promise<PreparedPlan | NotDone> {
  const prepared = await world.prepare(world.host, request);
  if (prepared.kind === 'prepared') return prepared;
  const { findings, sources, conflict } = prepared;
  return { kind: 'refused', findings, sources, because: 'findings', ...(conflict ? { conflict } : {}) };
}

/** Writes the lock that the plan was made by, where the file does not say it yet: what is built must be what is locked. */
export function keepLock({ lock }: PreparedPlan, { host, tell }: LifeWorld): void {
  if (!lock.hasChanged) return;
  host.writeFile(lock.path, lock.text);
  tell({ kind: 'lock-written', path: lock.path });
}
