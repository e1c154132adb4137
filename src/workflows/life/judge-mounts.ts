import { relativePath } from '../../base/paths.js';
import { OWN_SECRETS } from '../../environment/plan/places-inside.js';
import type { MountPlan, Plan } from '../../environment/plan/plan.js';
import { handsOverHost } from '../../environment/spec/spec-values.js';
import { lifeFindings } from '../../findings/catalog/life.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { isWithin } from '../sources/source-library.js';

/** What of this host a container gets besides the project itself: told to the person, for the spec came with a repository. */
export interface Given {
  /** Folders outside of the project; `source` is where every link leads. */
  readonly folders: readonly { readonly source: string; readonly target: string; readonly isReadOnly: boolean }[];
  /** Variables of the environment, by their names. */
  readonly variables: readonly string[];
}

type BindMount = Extract<MountPlan, { kind: 'bind' }>;

/** Holds what would be bound against what is there: the spec was judged by its words, and a link has none. */
export function judgeMounts(
  host: Host,
  { project, container }: Plan,
): { readonly given: Given; readonly findings: readonly Finding[] } {
  const binds = container.mounts.filter((mount) => mount.kind === 'bind');
  const variables = container.mounts.flatMap((mount) =>
    mount.kind === 'secret' && mount.name !== OWN_SECRETS.jupyter && mount.name !== OWN_SECRETS.ssh ? [mount.name] : [],
  );
  const folders = binds
    .map(({ source, target, isReadOnly }) => ({ source: host.realPath(source), target, isReadOnly }))
    .filter(({ source }) => !isWithin(source, project.root));
  const findings = binds.flatMap((mount, at) => judgeBind(host, project.root, mount, at === 0));
  return { given: { folders, variables }, findings };
}

function judgeBind(host: Host, root: string, { source }: BindMount, isWorkspace: boolean): readonly Finding[] {
  if (!host.status(source)) return [lifeFindings.noMountSource({ source })];
  const real = host.realPath(source);
  const home = host.realPath(host.user?.homeDirectory ?? '/');
  const isOwn = isWithin(real, root) && root !== home && !isWithin(home, root);
  if (isOwn || !givesHost(real, home)) return [];
  return [lifeFindings.givesHost({ path: source, isWorkspace, real: real === source ? undefined : real })];
}

/** A home folder is the host itself, and what holds one; below it only keys are. */
function givesHost(real: string, home: string): boolean {
  if (home !== '/' && isWithin(home, real)) return true;
  if (home !== '/' && isWithin(real, home)) return handsOverHost(`~/${relativePath(home, real)}`);
  return handsOverHost(real);
}
