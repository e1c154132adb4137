import { hostFindings } from '../../../findings/catalog/host.js';
import { type DoctorCheck, fromFinding } from './doctor-check.js';
import type { HostSeen } from './host-seen.js';

/** VS Code asks for 524288; below this, one repository with data sets uses all of them up. */
const FEW_WATCHES = 16_384;

const SERVICES = { jupyter: 'Jupyter', ssh: 'SSH', other: 'a port of yours' } as const;

/** What the system itself may have against it. */
export function judgeSystem(seen: HostSeen): readonly DoctorCheck[] {
  return [...judgePorts(seen), ...judgeSelinux(seen), judgeWatches(seen)];
}

function judgePorts({ ports }: HostSeen): readonly DoctorCheck[] {
  const taken = ports.filter(({ state }) => state === 'taken');
  if (taken.length > 0)
    return taken.map(({ port: { service, address, hostPort } }) =>
      fromFinding('ports', hostFindings.portTaken({ service: SERVICES[service], address, port: hostPort })),
    );
  if (ports.length === 0) return [];
  const words = ports.map(
    ({ port, state }) => `${port.hostPort} ${state === 'ours' ? 'is of this project' : 'is free'}`,
  );
  return [{ name: 'ports', state: 'ok', measured: words.join(', ') }];
}

function judgeSelinux({ isSelinuxEnforcing, plan }: HostSeen): readonly DoctorCheck[] {
  return isSelinuxEnforcing ? [fromFinding('selinux', hostFindings.selinux({ root: plan?.project.root ?? '.' }))] : [];
}

function judgeWatches({ fileWatches }: HostSeen): DoctorCheck {
  if (fileWatches === undefined) return { name: 'watches', state: 'unknown', measured: 'this system does not tell' };
  return fileWatches < FEW_WATCHES
    ? fromFinding('watches', hostFindings.fewWatches({ count: fileWatches }))
    : { name: 'watches', state: 'ok', measured: String(fileWatches) };
}
