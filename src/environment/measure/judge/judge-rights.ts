import type { ContainerPlan, UserPlan } from '../../plan/plan.js';
import { type Check, makeCheck } from '../check.js';
import type { InsideFacts, RightsInside } from '../inside-facts.js';
import type { ContainerSeen } from '../measured.js';

const UNREAD = '/proc/1/status cannot be read';

/** What `Seccomp` says (proc(5)). */
const SECCOMP_WORDS: Readonly<Record<number, string>> = { 0: 'off', 1: 'strict', 2: 'by a filter' };

const NO_CAPABILITIES = 'none, and none to get';

/** Rights of the first process, from which all others come. */
export function judgeRights(
  { user }: ContainerPlan,
  { rights }: InsideFacts,
  container: ContainerSeen | undefined,
): readonly Check[] {
  const { noNewPrivileges, seccomp } = rights;
  const isPrivileged = container?.isPrivileged;
  return [
    judgeUser(user, rights),
    makeCheck('no-new-privileges', {
      expected: 'on',
      measured: noNewPrivileges === undefined ? UNREAD : noNewPrivileges ? 'on' : 'off',
      ok: noNewPrivileges ?? null,
    }),
    judgeCapabilities(rights),
    makeCheck('seccomp', {
      expected: 'by a filter',
      measured: seccomp === undefined ? UNREAD : (SECCOMP_WORDS[seccomp] ?? String(seccomp)),
      ok: seccomp === undefined ? null : seccomp === 2,
    }),
    makeCheck('privileged', {
      expected: 'no',
      measured: isPrivileged === undefined ? 'the engine does not say' : isPrivileged ? 'yes' : 'no',
      ok: isPrivileged === undefined ? null : !isPrivileged,
    }),
  ];
}

function judgeUser(user: UserPlan, { uid, gid }: RightsInside): Check {
  return makeCheck('user', {
    expected: `uid ${user.uid}, gid ${user.gid}`,
    measured: uid === undefined ? UNREAD : `uid ${uid}, gid ${gid ?? 'unknown'}`,
    ok: uid === undefined ? null : uid === user.uid && gid === user.gid && uid !== 0,
  });
}

function judgeCapabilities({ effective, bounding }: RightsInside): Check {
  const make = (measured: string, ok: boolean | null): Check =>
    makeCheck('capabilities', { expected: NO_CAPABILITIES, measured, ok });
  if (effective === undefined || bounding === undefined) return make(UNREAD, null);
  return /^0+$/.test(effective + bounding)
    ? make(NO_CAPABILITIES, true)
    : make(`effective ${effective}, to get ${bounding}`, false);
}
