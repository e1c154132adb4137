import { directoryOf, joinPath, normalizePath } from '../../base/paths.js';
import type { Plan } from '../../environment/plan/plan.js';
import { type Host, HostError } from '../../host/host.js';
import { isWithin } from '../sources/source-library.js';

/**
 * Makes the folders of the project on which volumes are mounted, such as `checkpoints`. An engine would make them too, and
 * they would be root's: nobody else could remove them. What is there, or leads out of the project, is left to the engine.
 */
export function makeMountPoints(host: Host, { project, container }: Plan): void {
  const [workspace, ...others] = container.mounts;
  if (workspace?.kind !== 'bind') return;
  for (const { target } of others) {
    const inside = normalizePath(target);
    if (!isWithin(inside, workspace.target)) continue;
    const folder = joinPath(workspace.source, inside.slice(workspace.target.length + 1));
    // One level only: a longer way may hold links.
    const above = directoryOf(folder);
    if (host.status(folder) || !isWithin(host.realPath(above), project.root) || !host.status(above)) continue;
    try {
      host.makeDirectory(folder);
    } catch (error) {
      // A link that leads nowhere, or a folder that only the engine may write to.
      if (!(error instanceof HostError)) throw error;
    }
  }
}
