import { createGpuLogReader } from './gpu/gpu-log.js';
import { createDcgmFormat, DCGM_LINE } from './gpu/read-dcgm.js';
import { createDmonFormat, readDmonHead } from './gpu/read-dmon.js';
import { createQueryFormat, readQueryHead } from './gpu/read-query.js';
import { createTableFormat, TABLE_HEAD } from './gpu/read-table.js';
import { createPlainTimelineReader, PLAIN_TIMELINE_HEAD } from './memory/read-plain-timeline.js';
import { createRawTimelineReader, RAW_TIMELINE_HEAD } from './memory/read-raw-timeline.js';
import { createSnapshotReader } from './memory/read-snapshot.js';
import type { MetricsReader } from './metrics-reader.js';
import { createExecutionTraceReader, EXECUTION_TRACE_HEAD } from './read-execution-trace.js';
import { textEncoding } from './split-lines.js';
import { createEventFileReader } from './tensorboard/read-event-file.js';
import { beginsEventFile } from './tensorboard/recognise-event-file.js';

export type MetricsKind =
  | 'tensorboard'
  | 'nvidia-smi-query'
  | 'nvidia-smi-dmon'
  | 'nvidia-smi-table'
  | 'dcgm'
  | 'memory-snapshot'
  | 'memory-timeline-raw'
  | 'memory-timeline'
  | 'execution-trace';

interface MetricsFormat {
  /** By the first bytes of the file (unpacked), and by the same as text. */
  readonly recognise: (head: Uint8Array, text: string) => boolean;
  readonly create: (file: string) => MetricsReader;
}

/** The one list of what is read here. */
const FORMATS: Readonly<Record<MetricsKind, MetricsFormat>> = {
  tensorboard: { recognise: beginsEventFile, create: createEventFileReader },
  'memory-snapshot': { recognise: beginsSnapshot, create: createSnapshotReader },
  'execution-trace': {
    recognise: (_, text) => EXECUTION_TRACE_HEAD.test(text),
    create: createExecutionTraceReader,
  },
  'memory-timeline-raw': { recognise: (_, text) => RAW_TIMELINE_HEAD.test(text), create: createRawTimelineReader },
  'memory-timeline': { recognise: (_, text) => PLAIN_TIMELINE_HEAD.test(text), create: createPlainTimelineReader },
  'nvidia-smi-query': {
    recognise: (_, text) => readQueryHead(firstLine(text)) !== undefined,
    create: (file) => createGpuLogReader(file, createQueryFormat()),
  },
  'nvidia-smi-dmon': {
    recognise: (_, text) => readDmonHead(firstLine(text)) !== undefined,
    create: (file) => createGpuLogReader(file, createDmonFormat()),
  },
  'nvidia-smi-table': {
    recognise: (_, text) => TABLE_HEAD.test(text),
    create: (file) => createGpuLogReader(file, createTableFormat()),
  },
  dcgm: {
    recognise: (_, text) => DCGM_LINE.test(text),
    create: (file) => createGpuLogReader(file, createDcgmFormat()),
  },
};

/** So much of a file is looked at. */
export const HEAD_BYTES = 4096;

/** What a file is, by its first bytes (4 KB are enough; unpacked where it is gzip) and never by its name. */
export function recogniseMetrics(firstBytes: Uint8Array): MetricsKind | undefined {
  const head = firstBytes.subarray(0, HEAD_BYTES);
  const text = new TextDecoder(textEncoding(head)).decode(head);
  for (const [kind, { recognise }] of Object.entries(FORMATS)) if (recognise(head, text)) return kind as MetricsKind;
  return undefined;
}

/** A reader of one file of this kind; `file` is its path as the user gave it, for notes. */
export function openMetrics(kind: MetricsKind, file: string): MetricsReader {
  return FORMATS[kind].create(file);
}

/** The first line that is not blank. */
function firstLine(text: string): string {
  return /\S[^\r\n]*/.exec(text)?.[0] ?? '';
}

/** A pickle whose first texts are keys of a snapshot. */
function beginsSnapshot(head: Uint8Array, text: string): boolean {
  const isPickle = head[0] === 0x80 && (head[1] ?? 9) >= 2 && (head[1] ?? 9) <= 5;
  return isPickle && /segments|device_traces|total_size/.test(text.slice(0, 300));
}
