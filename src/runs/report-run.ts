import { advise } from './advice/advise.js';
import type { LogReport } from './report/log-report.js';
import type { MemoryReport, RankReport } from './report/rank-report.js';
import type { AcrossRanks, HealthNote, RunReport } from './report/run-report.js';
import { judgeLogs } from './verdict/judge-logs.js';
import { judgeTraces } from './verdict/judge-trace.js';

export interface RunParts {
  readonly files: readonly string[];
  readonly ranks: readonly RankReport[];
  readonly across: AcrossRanks | undefined;
  readonly logs: readonly LogReport[];
  readonly memory: readonly MemoryReport[];
  readonly health: readonly HealthNote[];
}

/** All that was read, judged: a trace is believed more than a log of the same run. */
export function reportRun({ files, ranks, across, logs, memory, health }: RunParts): RunReport {
  const kind = ranks.length === 0 ? 'log' : logs.length === 0 ? 'trace' : 'mixed';
  const ordered = ranks.toSorted(byRank);
  const verdict = ranks.length === 0 ? judgeLogs(logs) : judgeTraces(ordered, across);
  return {
    source: { kind, files },
    ranks: ordered,
    ...(across === undefined ? {} : { acrossRanks: across }),
    logs,
    memory,
    verdict,
    advice: advise(ordered, across, logs, verdict.kind),
    health,
  };
}

function byRank(a: RankReport, b: RankReport): number {
  return (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) || 0;
}
