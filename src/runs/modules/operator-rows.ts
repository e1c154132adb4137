import type { OperatorRow } from '../report/rank-report.js';
import type { Timeline } from '../trace/timeline.js';
import { type HostNest, isOperator } from './nest-host.js';
import type { Shares } from './share-out.js';

/** One row for each name, by time on the device, then on the host, then by name. */
export function listOperators(
  timeline: Timeline,
  nest: HostNest,
  { byOperator, phases }: Shares,
): readonly OperatorRow[] {
  const { events, kind, threads } = timeline;
  const calls = new Uint32Array(events.names.length);
  for (const { rows } of threads) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      if (!isOperator(kind[row])) continue;
      const name = events.name[row] as number;
      calls[name] = (calls[name] as number) + 1;
    }
  }
  const found: OperatorRow[] = [];
  for (const [index, name] of events.names.entries()) {
    if (calls[index] === 0) continue;
    found.push({
      name,
      calls: calls[index] as number,
      hostSelfNs: nest.selfByName[index] as number,
      deviceNs: phases.on === 'host' ? 0 : (byOperator.allNs[index] as number),
      forwardNs: byOperator.forwardNs[index] as number,
      backwardNs: byOperator.backwardNs[index] as number,
      optimizerNs: byOperator.optimizerNs[index] as number,
    });
  }
  return found.sort(byTime);
}

function byTime(one: OperatorRow, other: OperatorRow): number {
  const difference = other.deviceNs - one.deviceNs || other.hostSelfNs - one.hostSelfNs;
  return difference !== 0 ? difference : one.name < other.name ? -1 : 1;
}
