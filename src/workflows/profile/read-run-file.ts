import { traceFindings } from '../../findings/catalog/trace.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { startLog } from '../../runs/logs/read-log.js';
import { type MetricsKind, openMetrics, recogniseMetrics } from '../../runs/metrics/open-metrics.js';
import type { RankSummary } from '../../runs/ranks/rank-summary.js';
import type { HealthNote, LogReport, MemoryReport, RankReport } from '../../runs/report.js';
import { reportRank } from '../../runs/report-rank.js';
import type { GzipEnd } from '../../syntax/gzip/unpack-gzip.js';
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
}

/** Looked at to know what a file is. */
const HEAD_BYTES = 64 * 2 ** 10;
/** A trace says so within its first bytes, in whatever order its keys come. */
const TRACE_HEAD =
  /"(?:traceEvents|schemaVersion|deviceProperties|distributedInfo|baseTimeNanoseconds)"\s*:|"ph"\s*:\s*"/u;

/** Takes the bytes of one file and says at the end what they are. */
interface FileReader {
  push(bytes: Uint8Array): void;
  /** True when no more bytes can change what it says. */
  readonly isDone: boolean;
  finish(): Omit<RunFile, 'path'>;
}

/** Reads a file of any size by what it contains, not by its name. */
export async function readRunFile(host: Host, { path, full, pattern, onRead }: RunFileRequest): Promise<RunFile> {
  const { chunks, end } = readChunks(host, full, onRead);
  let head: Uint8Array = new Uint8Array(0);
  let reader: FileReader | undefined;
  for await (const chunk of chunks) {
    if (reader === undefined) {
      head = head.length === 0 ? chunk : concat(head, chunk);
      if (head.length < HEAD_BYTES) continue;
      reader = openReader(path, head, pattern);
      reader.push(head);
    } else reader.push(chunk);
    if (reader.isDone) break;
  }
  if (reader === undefined) {
    reader = openReader(path, head, pattern);
    reader.push(head);
  }
  const said = reader.finish();
  const ended = describeEnd(path, end());
  return { path, ...said, health: [...said.health, ...ended.health], findings: [...said.findings, ...ended.findings] };
}

function openReader(path: string, head: Uint8Array, pattern: string | undefined): FileReader {
  const kind = recogniseMetrics(head);
  // Some scripts print the table of nvidia-smi into their own log: it is both.
  if (kind === 'nvidia-smi-table') return bothReaders(metricsReader(path, kind), logReader(path, pattern));
  if (kind !== undefined) return metricsReader(path, kind);
  return TRACE_HEAD.test(new TextDecoder().decode(head.subarray(0, HEAD_BYTES)))
    ? traceReader(path)
    : logReader(path, pattern);
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

function traceReader(path: string): FileReader {
  const scanner = createTraceScanner();
  return {
    push: (bytes) => scanner.push(bytes),
    get isDone() {
      return scanner.isHopeless;
    },
    finish: () => {
      const scanned = scanner.finish();
      if (scanned.form === 'none')
        return {
          logs: [],
          memory: [],
          health: [],
          findings: [traceFindings.notKnown({ path, looksLike: 'JSON without a list of events' })],
        };
      if (scanned.events.count === 0)
        return {
          logs: [],
          memory: [],
          health: [],
          findings: [traceFindings.notKnown({ path, looksLike: 'a trace without events' })],
        };
      const { report, summary, health } = reportRank(path, scanned);
      return { rank: report, summary, logs: [], memory: [], health, findings: [] };
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
      if (report === undefined) return { logs: [], memory: [], health: [], findings };
      const health = findings.map(({ code, message }): HealthNote => ({ code, message, count: 1, file: path }));
      return { logs: [report], memory: [], health, findings: [] };
    },
  };
}

function describeEnd(
  path: string,
  end: GzipEnd,
): { readonly health: readonly HealthNote[]; readonly findings: readonly Finding[] } {
  if (end.kind === 'whole') return { health: [], findings: [] };
  if (end.kind === 'bomb') return { health: [], findings: [traceFindings.bomb(end)] };
  const { code, message } = traceFindings.brokenPacking({ reason: end.reason });
  return { health: [{ code, message, count: 1, file: path }], findings: [] };
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
