import { directoryOf, joinPath, relativePath } from '../../base/paths.js';
import { visibleText } from '../../findings/render/escape.js';
import type { LifeWorld } from '../../workflows/life/world.js';
import type { InsideProfileRequest } from '../../workflows/profile-inside.js';
import type { Up } from '../../workflows/up.js';
import { type CommandContext, type ExitStatus, passStatus } from '../command.js';
import { quoteIfNeeded } from '../completion/escape.js';
import { showEnd } from './show-end.js';

/** Trains a few steps in the environment that is up, and says what reads the traces. The status is that of the training. */
export async function profileUp(
  up: Up,
  request: InsideProfileRequest,
  world: LifeWorld,
  context: CommandContext,
): Promise<ExitStatus> {
  const { profileInside } = await import('../../workflows/profile-inside.js');
  const result = await profileInside(up, request, world);
  if (result.kind !== 'profiled') return showEnd(result, context);
  const named = (path: string): string => visibleText(quoteIfNeeded(relativePath(context.host.workingDirectory, path)));
  const [first = ''] = result.traces;
  const script = result.script === undefined ? '' : ` --script ${named(joinPath(up.plan.project.root, result.script))}`;
  context.say(`Next: torchdock profile ${named(directoryOf(first))}${script}`);
  return passStatus(result.status);
}
