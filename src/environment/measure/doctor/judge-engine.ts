import { engineFindings } from '../../../findings/catalog/engine.js';
import { hostFindings } from '../../../findings/catalog/host.js';
import { type DoctorCheck, fromFinding } from './doctor-check.js';
import type { EngineSeen, HostSeen } from './host-seen.js';

/** Controllers that the limits of a plan need. */
const NEEDED = ['cpu', 'memory', 'pids'] as const;

export const ENGINE_NAMES: Readonly<Record<EngineSeen['kind'], string>> = { docker: 'Docker', podman: 'Podman' };

/** The engine that was found, and what it needs from the host. */
export function judgeEngine(engine: EngineSeen, seen: HostSeen): readonly DoctorCheck[] {
  const other = seen.otherEngine ? `; ${describeEngine(seen.otherEngine)} answers too` : '';
  return [
    { name: 'engine', state: 'ok', measured: `${describeEngine(engine)}${other}` },
    judgeLimits(engine, seen),
    engine.builder === 'classic'
      ? fromFinding('builder', engineFindings.noBuildKit({ version: engine.version }))
      : { name: 'builder', state: engine.builder ? 'ok' : 'unknown', measured: engine.builder ?? 'it does not say' },
    ...(engine.kind === 'podman' ? judgePodman(engine, seen) : []),
  ];
}

function describeEngine({ kind, version, address, isRootless }: EngineSeen): string {
  return `${ENGINE_NAMES[kind]} ${version} (${address}), ${isRootless ? 'without root' : 'as root'}`;
}

function judgeLimits({ isRootless, cgroupVersion }: EngineSeen, { delegated }: HostSeen): DoctorCheck {
  if (cgroupVersion === undefined)
    return { name: 'limits', state: 'unknown', measured: 'the engine does not tell the version of cgroup' };
  if (!isRootless)
    return { name: 'limits', state: 'ok', measured: `cgroup v${cgroupVersion}, as root: they take effect` };
  if (cgroupVersion === 1) return fromFinding('limits', hostFindings.limitsIgnored({}));
  if (delegated === undefined)
    return {
      name: 'limits',
      state: 'unknown',
      measured: 'cgroup v2, without root: what may be limited cannot be read',
    };
  const missing = NEEDED.filter((name) => !delegated.includes(name));
  return missing.length > 0
    ? fromFinding('limits', hostFindings.notDelegated({ missing }))
    : { name: 'limits', state: 'ok', measured: 'cgroup v2, without root: they take effect' };
}

function judgePodman({ isRootless }: EngineSeen, seen: HostSeen): readonly DoctorCheck[] {
  return isRootless ? [judgeUserNetwork(seen), judgeUsers(seen)] : [judgeFirewallTool(seen)];
}

function judgeFirewallTool({ programs }: HostSeen): DoctorCheck {
  if (programs.has('iptables')) return { name: 'network', state: 'ok', measured: 'iptables is there' };
  const finding = hostFindings.noFirewallTool({ hasNft: programs.has('nft') });
  const line = fromFinding('network', finding);
  // A newer netavark does without; which one it is, is not asked.
  return programs.has('nft') ? { ...line, state: 'warning' } : line;
}

function judgeUserNetwork({ programs, hasTun }: HostSeen): DoctorCheck {
  const program = ['pasta', 'slirp4netns'].find((name) => programs.has(name));
  if (program === undefined)
    return fromFinding('network', hostFindings.noUserNetwork({ missing: 'neither slirp4netns nor pasta is there' }));
  if (!hasTun) return fromFinding('network', hostFindings.noUserNetwork({ missing: 'there is no /dev/net/tun' }));
  return { name: 'network', state: 'ok', measured: `${program} and /dev/net/tun are there` };
}

function judgeUsers({ programs, hasSubordinateIds, userName }: HostSeen): DoctorCheck {
  const report = (missing: string): DoctorCheck =>
    fromFinding('users', hostFindings.noSubordinateIds({ user: userName, missing }));
  if (hasSubordinateIds === undefined)
    return { name: 'users', state: 'unknown', measured: '/etc/subuid and /etc/subgid cannot be read' };
  if (!hasSubordinateIds) return report('/etc/subuid or /etc/subgid has no line');
  if (!programs.has('newuidmap')) return report('there is no program newuidmap');
  return { name: 'users', state: 'ok', measured: `${userName} has ids for containers` };
}
