import type { ContainerPlan, MountPlan } from '../../plan/plan.js';
import { type Check, makeCheck } from '../check.js';
import type { FolderInside, InsideFacts } from '../inside-facts.js';
import type { FolderKind } from '../inside-script.js';

type DataMount = Exclude<MountPlan, { kind: 'secret' }>;

/** The folders that are tried inside, in the order of the plan. */
export function foldersOf({
  mounts,
}: ContainerPlan): readonly { readonly kind: FolderKind; readonly mount: DataMount }[] {
  return mounts.flatMap((mount) => {
    if (mount.kind === 'secret') return [];
    const kind = mount.kind === 'volume' ? 'volume' : mount.isReadOnly ? 'read' : 'write';
    return [{ kind, mount }];
  });
}

/** Whether what should be kept can be written, and is kept. */
export function judgeFolders(container: ContainerPlan, id: string, { folders }: InsideFacts): readonly Check[] {
  return foldersOf(container).flatMap(({ kind, mount }, index) => {
    const folder = folders[index];
    if (!folder) return [];
    if (mount.target === container.workdir) return [judgeWritable('workspace', undefined, folder)];
    if (kind === 'read') return [judgeReadOnly(mount.target, folder)];
    if (kind === 'write') return [judgeWritable('mount', mount.target, folder)];
    return [judgeWritable('volume', mount.target, folder), judgeKept(mount.target, id, folder)];
  });
}

function judgeWritable(
  name: 'workspace' | 'mount' | 'volume',
  of: string | undefined,
  { isWritable, isMountedReadOnly }: FolderInside,
): Check {
  const isMounted = isMountedReadOnly !== undefined;
  return makeCheck(name, {
    ...(of === undefined ? {} : { of }),
    expected: 'mounted, writable',
    measured:
      isWritable === undefined ? 'not tried' : `${isMounted ? '' : 'not '}mounted, ${isWritable ? '' : 'not '}writable`,
    ok: isWritable === undefined ? null : isWritable && isMounted,
  });
}

function judgeReadOnly(of: string, { isMountedReadOnly }: FolderInside): Check {
  return makeCheck('mount', {
    of,
    expected: 'mounted, read-only',
    measured: isMountedReadOnly === undefined ? 'not mounted' : isMountedReadOnly ? 'mounted, read-only' : 'writable',
    ok: isMountedReadOnly === true,
  });
}

/** Nothing can be said before a second container has seen what a first one left. */
function judgeKept(of: string, id: string, { before, isWritable }: FolderInside): Check {
  const make = (measured: string, ok: boolean | null): Check =>
    makeCheck('volume-kept', { of, expected: 'outlives the container', measured, ok });
  if (isWritable !== true) return make('it cannot be written', null);
  if (before === undefined) return make('not yet shown: torchdock down, up, then verify again', null);
  return make(`container ${id.slice(0, 8)} finds what ${before.slice(0, 8)} left`, true);
}
