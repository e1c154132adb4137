import { baseNameOf, joinPath } from '../../base/paths.js';
import { planProject } from '../../environment/plan/make-plan.js';
import type { ProjectPlan } from '../../environment/plan/plan.js';
import { nameProject } from '../../environment/spec/name-project.js';
import { type Host, HostError } from '../../host/host.js';

/**
 * The project of a folder by its path alone, for what must work whatever the spec says; the name is only for people. The folder
 * itself may be gone: what was made for it is still known by its path.
 */
export function findProject(host: Host, directory: string): ProjectPlan {
  const folder = joinPath(host.workingDirectory, directory);
  const root = host.realPath(folder);
  return planProject(nameProject(baseNameOf(root)), root);
}

/** For those that can only work with a folder that is there. */
export function assertFolder(host: Host, directory: string): void {
  const folder = joinPath(host.workingDirectory, directory);
  const found = host.status(folder);
  if (!found) throw new HostError(folder, 'ENOENT', `${directory} does not exist`);
  if (found.kind !== 'directory') throw new HostError(folder, 'ENOTDIR', `${directory} is not a folder`);
}
