import type { MountPlan, Plan } from '../environment/plan/plan.js';

/** Where the folders lie that take the place of volumes, for targets that have none: a line of shell, quoted already. */
export const VOLUMES_VARIABLE = 'TORCHDOCK_VOLUMES';

/** A mount as `SOURCE:TARGET[:ro]`; a volume becomes a folder below the variable. */
export interface HostMount {
  /** What the shell must not touch. */
  readonly source: string;
  readonly isBelowVariable: boolean;
  readonly target: string;
  readonly isReadOnly: boolean;
}

export function hostMounts({ container }: Plan): readonly HostMount[] {
  return container.mounts.map(describe);
}

function describe(mount: MountPlan): HostMount {
  const { target } = mount;
  if (mount.kind === 'volume') return { source: mount.name, isBelowVariable: true, target, isReadOnly: false };
  const isReadOnly = mount.kind === 'secret' || mount.isReadOnly;
  return { source: mount.source, isBelowVariable: false, target, isReadOnly };
}

/** `SOURCE:TARGET:ro,…` knows no way to write a colon or a comma in a path. */
export function isSayable({ source, target }: HostMount): boolean {
  return !/[:,\n\r]/.test(`${source}${target}`);
}
