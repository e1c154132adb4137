import { writeJsonDocument } from '../../base/json-document.js';
import type { Finding } from '../../findings/finding.js';
import { toFindingRecord } from '../../findings/render/json.js';
import type { RunComparison } from '../../runs/compare/compare-runs.js';
import type { ModuleTimes, RankReport } from '../../runs/report/rank-report.js';
import type { Advice, RunReport } from '../../runs/report/run-report.js';

/** The document `run/1`. What is not known is null; all durations are whole nanoseconds; starts are absolute. */
export function toRunDocument(
  report: RunReport,
  comparison: RunComparison | undefined,
  findings: readonly Finding[],
): string {
  return writeJsonDocument({
    schema: 'run/1',
    ...(snakeCased({
      ...report,
      ranks: report.ranks.map(rankRecord),
      advice: report.advice.map(adviceRecord),
    }) as object),
    ...(comparison === undefined ? {} : { against: snakeCased(comparison) }),
    findings: findings.map(toFindingRecord),
  });
}

/** Modules as one list, with how they were found beside it. */
function rankRecord({ modules, ...rank }: RankReport): object {
  const { rows, ...attribution } = modules satisfies ModuleTimes;
  return { ...rank, modules: rows, moduleAttribution: attribution };
}

/** The line of the script where it is known, else the one that the trace names. */
function adviceRecord({ line, ...advice }: Advice): object {
  return { ...advice, file: line?.file ?? null, line: line?.line ?? null };
}

/** `gainAtMostPercent` → `gain_at_most_percent`, at every depth. */
function snakeCased(value: unknown): unknown {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(snakeCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [snakeCase(key), snakeCased(member)]));
}

function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
