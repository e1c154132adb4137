import type { ContainerState, Engine } from '../../engines/engine.js';
import { LABELS } from '../../environment/plan/plan.js';

/**
 * The containers of a project, or of all projects. A label alone does not make one ours: whatever somebody starts by hand from
 * our image, or from one that they made of our container, inherits its labels. The name it cannot inherit.
 */
export async function listOurContainers(engine: Engine, projectId?: string): Promise<readonly ContainerState[]> {
  const containers = await engine.listContainers(projectId === undefined ? {} : { [LABELS.project]: projectId });
  return containers.filter(isOurs);
}

/** Whether torchdock made it, for the project that its labels name. */
function isOurs({ name, labels }: ContainerState): boolean {
  const id = labels[LABELS.project];
  return (
    id !== undefined &&
    labels[LABELS.containerDigest] !== undefined &&
    name.startsWith('torchdock-') &&
    name.endsWith(`-${id}`)
  );
}
