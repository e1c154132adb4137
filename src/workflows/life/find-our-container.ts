import type { ContainerState, Engine } from '../../engines/engine.js';
import { LABELS } from '../../environment/plan/plan.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import { assertFolder, findProject } from './find-project.js';
import { listOurContainers } from './list-our-containers.js';
import type { LifeWorld, NotDone } from './world.js';

export type FoundContainer =
  | { readonly kind: 'found'; readonly container: ContainerState }
  | Extract<NotDone, { kind: 'refused' }>;

/** The container of a folder by its label, the one that runs before those that do not; or the finding that there is none. */
export async function findOurContainer(
  engine: Engine,
  directory: string,
  { host }: LifeWorld,
): Promise<FoundContainer> {
  const project = findProject(host, directory);
  const containers = await listOurContainers(engine, project.id);
  const container = containers.find(({ status }) => status === 'running') ?? containers[0];
  if (container) return { kind: 'found', container };
  assertFolder(host, directory);
  return notUp(project.name, false);
}

/** For what needs one that runs. */
export async function findRunningContainer(
  engine: Engine,
  directory: string,
  world: LifeWorld,
): Promise<FoundContainer> {
  const found = await findOurContainer(engine, directory, world);
  return found.kind === 'found' && found.container.status !== 'running'
    ? notUp(found.container.labels[LABELS.name] ?? found.container.name, true)
    : found;
}

function notUp(name: string, isThere: boolean): Extract<NotDone, { kind: 'refused' }> {
  return { kind: 'refused', findings: [lifeFindings.notUp({ name, isThere })], sources: [], because: 'findings' };
}
