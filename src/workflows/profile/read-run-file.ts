import { traceFindings } from '../../findings/catalog/trace.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { startLog } from '../../runs/logs/read-log.js';
import { type MetricsKind, openMetrics, recogniseMetrics } from '../../runs/metrics/open-metrics.js';
import type { RankSummary } from '../../runs/ranks/rank-summary.js';
import type { LogReport } from '../../runs/report/log-report.js';
import type { MemoryReport, RankReport } from '../../runs/report/rank-report.js';
import type { HealthNote } from '../../runs/report/run-report.js';
import { reportRank } from '../../runs/report-rank.js';
import type { GzipEnd } from '../../syntax/gzip/unpack-gzip.js';
import type { ScannedTrace } from '../../syntax/trace/events.js';
import { createTraceScanner } from '../../syntax/trace/scan-trace.js';
import { readChunks } from './read-chunks.js';

/** What one file says, whatever it is. */
export interface RunFile {
  readonly path: string;
  readonly rank?: RankReport;
  /** Of a rank, for the comparison with others. */
  readonly summary?: RankSummary;
  readonly logs: readonly LogReport[];
  readonly memory: readonly MemoryReport[];
  readonly health: readonly HealthNote[];
  /** Why it says nothing; empty when it says something. */
  readonly findings: readonly Finding[];
}

export interface RunFileRequest {
  /** As the user gave it. */
  readonly path: string;
  /** Where it is. */
  readonly full: string;
  readonly pattern: string | undefined;
  readonly onRead: (bytes: number) => void;
  /** Is given the events of a trace, which are let go otherwise. */
  readonly onTrace?: ((scanned: ScannedTrace) => void) | undefined;
}

/** What a log says that is no text; its advice is about sources. */
const NO_TEXT = 'SRC-02';

/** Looked at to know what a file is. */
const HEAD_BYTES = 64 * 2 ** 10;
/** A trace says so within its first bytes, in whatever order its keys come. */
const TRACE_HEAD =
  /"(?:traceEvents|schemaVersion|deviceProperties|distributedInfo|baseTimeNanoseconds)"\s*:|"ph"\s*:\s*"/u;

/** Whether the beginning of a file says that it is a trace. */
export function isTraceHead(text: string): boolean {
  return TRACE_HEAD.test(text);
}

/** A value of JSON, as against a line that begins with a bracket. */
const JSON_HEAD = /^\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[[{\]]|$))/u;

/** Takes the bytes of one file and says at the end what they are. */
interface FileReader {
  push(bytes: Uint8Array): void;
  /** True when no more bytes can change what it says. */
  readonly isDone: boolean;
  finish(): Omit<RunFile, 'path'>;
}

/** Reads a file of any size by what it contains, not by its name. */
export async function readRunFile(host: Host, request: RunFileRequest): Promise<RunFile> {
  const { path, full, pattern, onRead, onTrace } = request;
  const { chunks, end } = readChunks(host, full, onRead);
  let head: Uint8Array = new Uint8Array(0);
  let reader: FileReader | undefined;
  for await (const chunk of chunks) {
    if (reader === undefined) {
      head = head.length === 0 ? chunk : concat(head, chunk);
      if (head.length < HEAD_BYTES) continue;
      reader = openReader(path, head, pattern, onTrace);
      reader.push(head);
    } else reader.push(chunk);
    if (reader.isDone) break;
  }
  if (reader === undefined) {
    reader = openReader(path, head, pattern, onTrace);
    reader.push(head);
  }
  const said = reader.finish();
  return {
    path,
    ...withEnd(path, end(), head.length === 0 && !isLogName(path) ? sayNothing(path, 'it is empty') : said),
  };
}

function openReader(
  path: string,
  head: Uint8Array,
  pattern: string | undefined,
  onTrace: RunFileRequest['onTrace'],
): FileReader {
  const kind = recogniseMetrics(head);
  // Some scripts print the table of nvidia-smi into their own log: it is both.
  if (kind === 'nvidia-smi-table') return bothReaders(metricsReader(path, kind), logReader(path, pattern));
  if (kind !== undefined) return metricsReader(path, kind);
  const text = new TextDecoder().decode(head.subarray(0, HEAD_BYTES));
  if (isTraceHead(text)) return traceReader(path, onTrace);
  // What stands before the events of a trace may be longer than what is looked at.
  return JSON_HEAD.test(text) ? jsonReader(path, pattern, onTrace) : logReader(path, pattern);
}

function metricsReader(path: string, kind: MetricsKind): FileReader {
  const metrics = openMetrics(kind, path);
  return {
    push: (bytes) => metrics.push(bytes),
    isDone: false,
    finish: () => {
      const { log, memory, health, findings } = metrics.finish();
      return { logs: log === undefined ? [] : [log], memory, health, findings };
    },
  };
}

function bothReaders(first: FileReader, second: FileReader): FileReader {
  return {
    push: (bytes) => {
      first.push(bytes);
      second.push(bytes);
    },
    isDone: false,
    finish: () => {
      const [a, b] = [first.finish(), second.finish()];
      return {
        logs: [...a.logs, ...b.logs],
        memory: [...a.memory, ...b.memory],
        health: [...a.health, ...b.health],
        findings: a.logs.length > 0 || b.logs.length > 0 ? [] : [...a.findings, ...b.findings],
      };
    },
  };
}

function traceReader(path: string, onTrace: RunFileRequest['onTrace']): FileReader {
  const scanner = createTraceScanner();
  return {
    push: (bytes) => scanner.push(bytes),
    get isDone() {
      return scanner.isHopeless;
    },
    finish: () => {
      const scanned = scanner.finish();
      if (scanned.form === 'none') return sayNothing(path, 'JSON without a list of events');
      if (scanned.events.count === 0) return sayNothing(path, 'a trace without events');
      const { report, summary, health } = reportRank(path, scanned);
      onTrace?.(scanned);
      return { rank: report, summary, logs: [], memory: [], health, findings: [] };
    },
  };
}

/** A trace or a log, whichever says something. */
function jsonReader(path: string, pattern: string | undefined, onTrace: RunFileRequest['onTrace']): FileReader {
  const [trace, log] = [traceReader(path, onTrace), logReader(path, pattern)];
  return {
    push: (bytes) => {
      if (!trace.isDone) trace.push(bytes);
      log.push(bytes);
    },
    isDone: false,
    finish: () => {
      const asTrace = trace.finish();
      if (asTrace.rank !== undefined) return asTrace;
      const asLog = log.finish();
      return asLog.logs.length > 0 || pattern !== undefined ? asLog : asTrace;
    },
  };
}

function logReader(path: string, pattern: string | undefined): FileReader {
  const log = startLog(path, { pattern });
  return {
    push: (bytes) => log.push(bytes),
    isDone: false,
    finish: () => {
      const { report, findings } = log.finish();
      // Beside a report a finding is a note on the file; alone it is why there is none.
      if (report === undefined)
        return findings.some(({ code }) => code === NO_TEXT)
          ? sayNothing(path, 'bytes that are no text')
          : { logs: [], memory: [], health: [], findings };
      const health = findings.map(({ code, message }): HealthNote => ({ code, message, count: 1, file: path }));
      return { logs: [report], memory: [], health, findings: [] };
    },
  };
}

function sayNothing(path: string, looksLike: string): Omit<RunFile, 'path'> {
  return { logs: [], memory: [], health: [], findings: [traceFindings.notKnown({ path, looksLike })] };
}

/** An empty log has a reason of its own. */
function isLogName(path: string): boolean {
  return /\.(?:log|out|txt)$/u.test(path);
}

/** How unpacking ended is part of what a file says, or the reason why it says nothing. */
function withEnd(path: string, end: GzipEnd, said: Omit<RunFile, 'path'>): Omit<RunFile, 'path'> {
  if (end.kind === 'whole') return said;
  const isEmpty = said.rank === undefined && said.logs.length === 0 && said.memory.length === 0;
  if (end.kind === 'bomb')
    return { ...said, findings: [...(isEmpty ? [] : said.findings), traceFindings.bomb({ path, ...end })] };
  if (isEmpty) return sayNothing(path, `gzip data that cannot be unpacked (${end.reason})`);
  const { code, message } = traceFindings.brokenPacking({ reason: end.reason });
  return { ...said, health: [...said.health, { code, message, count: 1, file: path }] };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
