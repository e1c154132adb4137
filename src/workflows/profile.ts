import { traceFindings } from '../findings/catalog/trace.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import type { HealthNote, RunReport } from '../runs/report.js';
import { reportRun } from '../runs/report-run.js';
import { findRunFiles } from './profile/find-run-files.js';
import { type RunFile, readRunFile } from './profile/read-run-file.js';
import type { Refused } from './sources/refused.js';

export interface ProfileRequest {
  /** Files and folders, from the working directory. */
  readonly paths: readonly string[];
  /** For logs that no format knows. */
  readonly pattern?: string | undefined;
  readonly onProgress?: (progress: ProfileProgress) => void;
}

export interface ProfileProgress {
  /** The file that is read. */
  readonly path: string;
  readonly file: number;
  readonly files: number;
  readonly readBytes: number;
  readonly totalBytes: number;
}

export type ProfileResult =
  | {
      readonly kind: 'report';
      readonly report: RunReport;
      /** Files that say nothing, and what else could not be read. */
      readonly findings: readonly Finding[];
    }
  | Refused;

/**
 * What a run left behind becomes one report:
 *
 *     paths → files → each by what it contains: trace → rank, log → log, recording → memory → all together → report
 */
export async function profile(host: Host, { paths, pattern, onProgress }: ProfileRequest): Promise<ProfileResult> {
  // 1. The files, and how much there is to read.
  const found = findRunFiles(host, paths);
  const totalBytes = found.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  // 2. One after the other: what was a gigabyte of events is a small report before the next one begins.
  const read: RunFile[] = [];
  const findings: Finding[] = [...found.findings];
  let readBytes = 0;
  for (const [index, { path, full, isNamed }] of found.files.entries()) {
    const onRead = (bytes: number): void => {
      readBytes += bytes;
      onProgress?.({ path, file: index + 1, files: found.files.length, readBytes, totalBytes });
    };
    const file = await readRunFile(host, { path, full, pattern, onRead });
    // A folder holds other things too: what says nothing there is passed over.
    if (isNamed || saysSomething(file)) findings.push(...file.findings);
    if (saysSomething(file)) read.push(file);
  }
  // 3. Nothing is an error, never an empty report.
  if (read.length === 0) {
    const folders = found.files.some(({ isNamed }) => isNamed) ? [] : paths;
    const empty =
      findings.length > 0
        ? []
        : folders.map((path) => traceFindings.nothingInFolder({ path, files: found.files.length }));
    return { kind: 'refused', findings: [...findings, ...empty], sources: [] };
  }
  return { kind: 'report', report: joinFiles(read), findings };
}

function saysSomething({ rank, logs, memory }: RunFile): boolean {
  return rank !== undefined || logs.length > 0 || memory.length > 0;
}

function joinFiles(files: readonly RunFile[]): RunReport {
  const health: HealthNote[] = files.flatMap((file) => file.health);
  return reportRun({
    files: files.map(({ path }) => path),
    ranks: files.flatMap(({ rank }) => rank ?? []),
    across: undefined,
    logs: files.flatMap(({ logs }) => logs),
    memory: files.flatMap(({ memory }) => memory),
    health,
  });
}
