import type { RankReport } from '../report/rank-report.js';
import type { Timeline } from '../trace/timeline.js';
import { type CollectiveColumns, listCollectives } from './list-collectives.js';

/**
 * What of one rank is needed to compare it with the others: totals, and when its collectives ran. At most some 120 KB, so that
 * the traces of a thousand ranks can be read one after the other and given up.
 */
export interface RankSummary {
  readonly file: string;
  readonly rank: number | undefined;
  readonly worldSize: number | undefined;
  readonly hostName: string | undefined;
  readonly computeNs: number;
  readonly communicationNs: number;
  readonly exposedCommunicationNs: number;
  /** Mean compute time of a step; of the whole trace when it has no steps. */
  readonly stepComputeNs: number;
  /** All steps together; what ran on the device when there are none. */
  readonly spanNs: number;
  readonly collectives: CollectiveColumns;
}

export function summariseRank(report: RankReport, timeline: Timeline): RankSummary {
  const { gpu, steps } = report;
  const computed = steps.flatMap(({ gpu: time }) => (time ? [time.computeNs] : []));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    file: report.file,
    rank: report.rank,
    worldSize: report.worldSize,
    hostName: report.hostName,
    computeNs: gpu?.computeNs ?? 0,
    communicationNs: gpu?.communicationNs ?? 0,
    exposedCommunicationNs: gpu?.exposedCommunicationNs ?? 0,
    stepComputeNs: computed.length > 0 ? sum(computed) / computed.length : (gpu?.computeNs ?? 0),
    spanNs: steps.length > 0 ? sum(steps.map(({ windowNs }) => windowNs)) : (gpu?.spanNs ?? 0),
    collectives: listCollectives(timeline),
  };
}
