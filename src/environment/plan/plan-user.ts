import { planFindings } from '../../findings/catalog/plan.js';
import type { Finding } from '../../findings/finding.js';
import type { Spec } from '../spec/spec.js';
import type { UserPlan } from './plan.js';
import type { Identity, People } from './plan-input.js';

/** Where nobody but root is known: the first user of most systems. */
const USUAL: Identity = { uid: 1000, gid: 1000 };

export interface PlannedUser {
  readonly user: UserPlan;
  readonly findings: readonly Finding[];
}

/**
 * The user in the container. Files in the workspace should belong to the person, so `host` is their uid; for root it is the
 * one who became root by sudo, or the owner of the folder. A container never runs as root.
 */
export function planUser({ user: { name, uid }, places }: Spec, people: People): PlannedUser {
  const make = (identity: Identity): UserPlan => ({
    name,
    uid: identity.uid,
    gid: identity.gid,
    home: `/home/${name}`,
  });
  if (uid !== 'host') {
    const known = [people.runner, people.sudoer, people.owner].find((one) => one?.uid === uid);
    return { user: make(known ?? { uid, gid: uid }), findings: [] };
  }
  const { runner, sudoer, owner } = people;
  const person = [runner?.uid === 0 ? sudoer : runner, owner].find((one) => one !== undefined && one.uid !== 0);
  if (person) return { user: make(person.gid === 0 ? { ...person, gid: person.uid } : person), findings: [] };
  const findings = runner?.uid === 0 ? [planFindings.rootWorkspace({ uid: USUAL.uid }, places['user'])] : [];
  return { user: make(USUAL), findings };
}
