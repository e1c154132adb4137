import { formatBytes } from '../../base/units.js';
import { planFindings } from '../../findings/catalog/plan.js';
import type { Finding } from '../../findings/finding.js';
import type { Spec } from '../spec/spec.js';
import type { ContainerPlan } from './plan.js';
import type { Machine } from './plan-input.js';

const GIB = 2 ** 30;

/** Left to the system, so that a container that takes all it may does not take the machine along. */
const LEFT_TO_SYSTEM_BYTES = 2 * GIB;

export interface PlannedLimits {
  readonly limits: ContainerPlan['limits'];
  readonly findings: readonly Finding[];
}

/**
 * A container has limits whether the spec names them or not: without, it gets all but 2 GiB of the machine's memory, in
 * whole GiB so that a reboot changes nothing, and its processors. Engines refuse more processors than there are.
 */
export function planLimits({ limits, places }: Spec, machine: Machine): PlannedLimits {
  const findings: Finding[] = [];
  const place = places['limits'];
  const memoryBytes = limits.memoryBytes ?? shareOf(machine.memoryBytes);
  if (limits.memoryBytes !== undefined && machine.memoryBytes !== undefined && limits.memoryBytes > machine.memoryBytes)
    findings.push(
      planFindings.moreThanMachine(
        {
          what: 'memory',
          asked: formatBytes(limits.memoryBytes),
          there: formatBytes(machine.memoryBytes),
          given: undefined,
        },
        place,
      ),
    );
  const cpus =
    limits.cpus === undefined || machine.cpus === undefined
      ? (limits.cpus ?? machine.cpus)
      : Math.min(limits.cpus, machine.cpus);
  if (limits.cpus !== undefined && cpus !== undefined && cpus < limits.cpus)
    findings.push(
      planFindings.moreThanMachine(
        { what: 'cpus', asked: String(limits.cpus), there: String(machine.cpus), given: String(cpus) },
        place,
      ),
    );
  // What lies in /dev/shm counts as memory of the container.
  const most = Math.min(memoryBytes ?? Number.POSITIVE_INFINITY, machine.memoryBytes ?? Number.POSITIVE_INFINITY) / 2;
  return {
    limits: {
      ...(memoryBytes === undefined ? {} : { memoryBytes }),
      ...(cpus === undefined ? {} : { cpus }),
      pids: limits.pids,
      sharedMemoryBytes: Math.min(limits.sharedMemoryBytes, Math.floor(most)),
    },
    findings,
  };
}

function shareOf(memoryBytes: number | undefined): number | undefined {
  return memoryBytes === undefined
    ? undefined
    : Math.max(GIB, Math.floor((memoryBytes - LEFT_TO_SYSTEM_BYTES) / GIB) * GIB);
}
