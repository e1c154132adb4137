import type { ContainerPlan } from '../../plan/plan.js';
import { type Check, makeCheck } from '../check.js';
import type { InsideFacts } from '../inside-facts.js';
import type { ContainerSeen } from '../measured.js';

const UNREAD = '/proc/1/status cannot be read';

/** What `Seccomp` says (proc(5)). */
const SECCOMP_WORDS: Readonly<Record<number, string>> = { 0: 'off', 1: 'strict', 2: 'by a filter' };

/** Rights of the first process, from which all others come. */
export function judgeRights(
  { user }: ContainerPlan,
  { rights }: InsideFacts,
  container: ContainerSeen | undefined,
): readonly Check[] {
  const { uid, gid, noNewPrivileges, effective, bounding, seccomp } = rights;
  return [
    makeCheck('user', {
      expected: `uid ${user.uid}, gid ${user.gid}`,
      measured: uid === undefined ? UNREAD : `uid ${uid}, gid ${gid ?? 'unknown'}`,
      ok: uid === undefined ? null : uid === user.uid && gid === user.gid && uid !== 0,
    }),
    makeCheck('no-new-privileges', {
      expected: 'on',
      measured: noNewPrivileges === undefined ? UNREAD : noNewPrivileges ? 'on' : 'off',
      ok: noNewPrivileges ?? null,
    }),
    makeCheck('capabilities', {
      expected: 'none, and none to get',
      measured:
        effective === undefined || bounding === undefined
          ? UNREAD
          : isZero(effective) && isZero(bounding)
            ? 'none, and none to get'
            : `effective ${effective}, to get ${bounding}`,
      ok: effective === undefined || bounding === undefined ? null : isZero(effective) && isZero(bounding),
    }),
    makeCheck('seccomp', {
      expected: 'by a filter',
      measured: seccomp === undefined ? UNREAD : (SECCOMP_WORDS[seccomp] ?? String(seccomp)),
      ok: seccomp === undefined ? null : seccomp === 2,
    }),
    makeCheck('privileged', {
      expected: 'no',
      measured:
        container?.isPrivileged === undefined ? 'the engine does not say' : container.isPrivileged ? 'yes' : 'no',
      ok: container?.isPrivileged === undefined ? null : !container.isPrivileged,
    }),
  ];
}

function isZero(mask: string): boolean {
  return /^0+$/.test(mask);
}
