import { traceFindings } from '../findings/catalog/trace.js';
import type { ScannedTrace } from '../syntax/trace/events.js';
import { readMemory } from './memory/read-memory.js';
import { measureWork } from './modules/measure-work.js';
import { type RankSummary, summariseRank } from './ranks/rank-summary.js';
import type { RankReport } from './report/rank-report.js';
import type { HealthNote } from './report/run-report.js';
import { measureTime } from './time/measure-time.js';
import { checkTraceHealth } from './trace/check-health.js';
import { identifyRank } from './trace/identify-rank.js';
import { readTimeline } from './trace/read-timeline.js';

export interface ReportedRank {
  readonly report: RankReport;
  readonly health: readonly HealthNote[];
  /** For what only several ranks together tell; small, beside the events. */
  readonly summary: RankSummary;
}

/** All that one trace says by itself. */
export function reportRank(path: string, scanned: ScannedTrace): ReportedRank {
  const timeline = readTimeline(scanned);
  const { stepsLeftOut, ...time } = measureTime(timeline);
  const identity = identifyRank(path, timeline);
  const report: RankReport = {
    file: path,
    ...identity,
    events: scanned.events.count,
    ...time,
    ...measureWork(timeline),
    memory: readMemory(timeline),
  };
  return {
    report,
    health: [...checkTraceHealth(path, timeline), ...noteSteps(path, time.steps.length, stepsLeftOut)],
    summary: summariseRank(report, timeline),
  };
}

function noteSteps(file: string, told: number, left: number): readonly HealthNote[] {
  if (left === 0) return [];
  const { code, message } = traceFindings.tooManySteps({ told, left });
  return [{ code, message, count: left, file }];
}
