import type { Finding } from '../../findings/finding.js';
import type { LogReport } from '../report/log-report.js';
import type { MemoryReport } from '../report/rank-report.js';
import type { HealthNote } from '../report/run-report.js';

/** Reads one file of metrics: all its bytes are pushed in order, in chunks of any size; memory stays bounded. */
export interface MetricsReader {
  push(bytes: Uint8Array): void;
  finish(): MetricsReport;
}

/** What one file of metrics says. */
export interface MetricsReport {
  readonly log?: LogReport;
  /** Of recordings of memory: one for each device. */
  readonly memory: readonly MemoryReport[];
  /** Of an execution trace: how often each operator ran, the most first. */
  readonly operators: readonly OperatorCount[];
  readonly health: readonly HealthNote[];
  /** Why it has neither a log nor memory; empty when it has one. */
  readonly findings: readonly Finding[];
}

export interface OperatorCount {
  readonly name: string;
  readonly calls: number;
}

/** A finding as a note about a file; `count` is how often. */
export function noteHealth(file: string, { code, message }: Finding, count = 1): HealthNote {
  return { code, message, count, file };
}

/** A report about a file that was recognised and says nothing. */
export function reportNothing(finding: Finding, operators: readonly OperatorCount[] = []): MetricsReport {
  return { memory: [], operators, health: [], findings: [finding] };
}
