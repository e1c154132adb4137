import type { Engine, ImageState } from '../engines/engine.js';
import type { Plan } from '../environment/plan/plan.js';
import type { Finding } from '../findings/finding.js';
import { findEngineDigests } from './life/find-engine-digest.js';
import { withEngine } from './life/open-engine.js';
import { keepLock, preparePlanOf } from './life/prepare-life.js';
import { provideImage } from './life/provide-image.js';
import { judgeStateFolder } from './life/state-folder.js';
import type { LifeRequest, LifeWorld, NotDone } from './life/world.js';
import type { PreparedPlan } from './project/prepare-plan.js';

export interface BuildWish extends LifeRequest {
  readonly pulls: boolean;
}

export interface Built {
  readonly kind: 'built';
  readonly plan: Plan;
  readonly engine: Engine['description'];
  /** False when the image was there already: then nothing was done. */
  readonly isNew: boolean;
  readonly image: ImageState | undefined;
  readonly findings: readonly Finding[];
  readonly sources: PreparedPlan['sources'];
}

/** From a folder to its image. An image of the same plan is left as it is. */
export async function buildEnvironment(request: BuildWish, world: LifeWorld): Promise<Built | NotDone> {
  // 1. What is wanted.
  const prepared = await preparePlanOf({ ...request, findDigest: findEngineDigests(world, request) }, world);
  if (prepared.kind !== 'prepared') return prepared;
  const { plan, sources, findings } = prepared;
  const { root } = plan.project;
  const problem = judgeStateFolder(world.host, root);
  if (problem) return { kind: 'refused', findings: [...findings, problem], sources, because: 'findings' };
  // 2. What it is built on.
  return withEngine(world, { wish: request.engine, root }, async (engine): Promise<Built | NotDone> => {
    // 3. The lock says what is built, before it is.
    keepLock(prepared, world);
    // 4. The image, where it is not there yet.
    const provided = await provideImage(engine, { image: plan.image, root, pulls: request.pulls }, world);
    if (provided.kind === 'interrupted') return provided;
    if (provided.kind === 'refused') {
      const { lines } = provided;
      return { kind: 'refused', findings: [...findings, ...provided.findings], sources, because: 'findings', lines };
    }
    const isNew = provided.kind === 'built';
    return { kind: 'built', plan, engine: engine.description, isNew, image: provided.image, findings, sources };
  });
}
