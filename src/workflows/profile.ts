import type { SourceText } from '../base/text.js';
import { sourceFindings } from '../findings/catalog/source.js';
import { traceFindings } from '../findings/catalog/trace.js';
import type { Finding } from '../findings/finding.js';
import { type Host, HostError } from '../host/host.js';
import { compareRuns, type RunComparison } from '../runs/compare/compare-runs.js';
import { mergeRanks } from '../runs/ranks/merge-ranks.js';
import type { RunReport } from '../runs/report/run-report.js';
import { reportRun } from '../runs/report-run.js';
import type { ScannedTrace } from '../syntax/trace/events.js';
import type { Pipeline } from '../training/pipeline.js';
import { findRunFiles } from './profile/find-run-files.js';
import { placeInScript } from './profile/place-in-script.js';
import { type RunFile, readRunFile } from './profile/read-run-file.js';
import type { Refused } from './sources/refused.js';

export interface ProfileRequest {
  /** Files and folders, from the working directory. */
  readonly paths: readonly string[];
  /** For logs that no format knows. */
  readonly pattern?: string | undefined;
  /** The script that was profiled, whose lines advice names. */
  readonly script?: string | undefined;
  /** What that script was started with. */
  readonly arguments?: readonly string[];
  /** What another run left behind, to compare with. */
  readonly against?: readonly string[];
  readonly onProgress?: (progress: ProfileProgress) => void;
  /** Is given the events of each trace as it is read; otherwise they are let go before the next one. */
  readonly onTrace?: (scanned: ScannedTrace) => void;
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
      /** How it trains, when the script is known. */
      readonly pipeline?: Pipeline;
      /** The texts that were read for it. */
      readonly sources?: readonly SourceText[];
      readonly comparison?: RunComparison;
      /** Files that say nothing, and what else could not be read. */
      readonly findings: readonly Finding[];
    }
  | Refused;

/** As profilers call their files. */
const TRACE_NAME = /\.pt\.trace\.json(?:\.gz)?$|\.json\.gz$/u;

/** What a file of this size needs is worth giving back before the next one. */
const LARGE_BYTES = 2 ** 20;

interface ReadRun {
  readonly kind: 'report';
  readonly report: RunReport;
  readonly findings: readonly Finding[];
}

/**
 * What a run left behind becomes one report:
 *
 *     paths → files → each by what it contains: trace → rank, log → log, recording → memory → all together → report
 */
export async function profile(host: Host, request: ProfileRequest): Promise<ProfileResult> {
  const { paths, against = [], pattern, script, onProgress, onTrace } = request;
  const after = await readRun(host, { paths, pattern, onProgress, onTrace });
  if (after.kind === 'refused') return after;
  const placed =
    script === undefined ? { report: after.report } : placeInScript(host, after.report, script, request.arguments);
  if (against.length === 0) return { ...after, ...placed };
  const before = await readRun(host, { paths: against, pattern, onProgress });
  if (before.kind === 'refused') return before;
  return {
    ...after,
    ...placed,
    comparison: compareRuns(before.report, after.report),
    findings: [...after.findings, ...before.findings],
  };
}

interface RunRequest {
  readonly paths: readonly string[];
  readonly pattern: string | undefined;
  readonly onProgress: ((progress: ProfileProgress) => void) | undefined;
  readonly onTrace?: ProfileRequest['onTrace'] | undefined;
}

async function readRun(host: Host, { paths, pattern, onProgress, onTrace }: RunRequest): Promise<ReadRun | Refused> {
  // 1. The files, and how much there is to read.
  const found = findRunFiles(host, paths);
  const totalBytes = found.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  // 2. One after the other: what was a gigabyte of events is a small report before the next one begins.
  const read: RunFile[] = [];
  const findings: Finding[] = [...found.findings];
  let readBytes = 0;
  for (const [index, { path, full, sizeBytes, isNamed }] of found.files.entries()) {
    const onRead = (bytes: number): void => {
      readBytes += bytes;
      onProgress?.({ path, file: index + 1, files: found.files.length, readBytes, totalBytes });
    };
    const file = await readRunFile(host, { path, full, pattern, onRead, onTrace }).catch((error: unknown) => {
      if (isNamed || !(error instanceof HostError)) throw error;
      return unreadable(path, error);
    });
    if (sizeBytes > LARGE_BYTES) host.releaseMemory();
    // A folder holds other things too: what says nothing there, and is not called a trace, is passed over.
    if (isNamed || saysSomething(file) || TRACE_NAME.test(path)) findings.push(...file.findings);
    if (saysSomething(file)) read.push(file);
  }
  // 3. Nothing is an error, never an empty report.
  if (read.length > 0) return { kind: 'report', report: joinFiles(read), findings };
  const empty =
    findings.length > 0 ? [] : paths.map((path) => traceFindings.nothingInFolder({ path, files: found.files.length }));
  return { kind: 'refused', findings: [...findings, ...empty], sources: [] };
}

function unreadable(path: string, { message }: HostError): RunFile {
  const findings = [sourceFindings.unreadable({ path, reason: message })];
  return { path, logs: [], memory: [], health: [], findings };
}

function saysSomething({ rank, logs, memory }: RunFile): boolean {
  return rank !== undefined || logs.length > 0 || memory.length > 0;
}

function joinFiles(files: readonly RunFile[]): RunReport {
  const merged = mergeRanks(files.flatMap(({ summary }) => summary ?? []));
  return reportRun({
    files: files.map(({ path }) => path),
    ranks: files.flatMap(({ rank }) => rank ?? []),
    across: merged.acrossRanks,
    logs: files.flatMap(({ logs }) => logs),
    memory: files.flatMap(({ memory }) => memory),
    health: [...files.flatMap((file) => file.health), ...merged.health],
  });
}
