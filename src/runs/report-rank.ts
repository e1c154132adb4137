import type { ScannedTrace } from '../syntax/trace/events.js';
import { readMemory } from './memory/read-memory.js';
import { measureWork } from './modules/measure-work.js';
import type { HealthNote, RankReport } from './report.js';
import { measureTime } from './time/measure-time.js';
import { checkTraceHealth } from './trace/check-health.js';
import { identifyRank } from './trace/identify-rank.js';
import { readTimeline } from './trace/read-timeline.js';
import type { Timeline } from './trace/timeline.js';

export interface ReportedRank {
  readonly report: RankReport;
  readonly health: readonly HealthNote[];
  /** For what only several ranks together tell; large, to be given up soon. */
  readonly timeline: Timeline;
}

/** All that one trace says by itself. */
export function reportRank(path: string, scanned: ScannedTrace): ReportedRank {
  const timeline = readTimeline(scanned);
  const { stepsLeftOut: _, ...time } = measureTime(timeline);
  const identity = identifyRank(path, timeline);
  return {
    report: {
      file: path,
      ...identity,
      events: scanned.events.count,
      ...time,
      ...measureWork(timeline),
      memory: readMemory(timeline),
    },
    health: checkTraceHealth(path, timeline),
    timeline,
  };
}
