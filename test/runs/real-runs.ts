import type { RunReport } from '../../src/runs/report/run-report.js';
import { reportRank } from '../../src/runs/report-rank.js';
import { reportRun } from '../../src/runs/report-run.js';
import { realTrace, scan } from '../syntax/trace/scan.js';

/** The report of one real trace. */
export function reportOf(name: string): RunReport {
  const { report, health } = reportRank(name, scan(realTrace(name)));
  return reportRun({ files: [name], ranks: [report], across: undefined, logs: [], memory: [], health });
}
