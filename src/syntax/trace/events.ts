/**
 * A file of trace events (the JSON of Chrome's trace viewer, as profilers write it) as columns: one row for each complete
 * event (`X`) and instant (`i`), in the order of the file. A million rows cost some 45 MB. Nothing here knows what a
 * category means.
 *
 * Times are integers of nanoseconds from `baseMicroseconds`, exact as the file says them: a float of absolute microseconds
 * would be wrong by up to an eighth of one.
 */
export interface TraceEvents {
  readonly count: number;
  /** Microseconds, an integer, that all starts count from; absolute time is `baseMicroseconds * 1000 + start`. */
  readonly baseMicroseconds: number;
  /** Texts of `name`, each once. */
  readonly names: readonly string[];
  /** Texts of `cat` as written, each once; '' where an event has none. */
  readonly categories: readonly string[];
  /** Texts of `pid` as written (`25738`, `CPU functions`), each once. */
  readonly processes: readonly string[];
  /** Pairs of process and thread: the text of `tid` as written (`7`, `stream 7`), each once a process. */
  readonly threads: readonly TraceThread[];
  /** Character code of `ph`. */
  readonly phase: Uint8Array;
  /** Index in `names`. */
  readonly name: Uint32Array;
  /** Index in `categories`. */
  readonly category: Uint16Array;
  /** Index in `threads`. */
  readonly thread: Uint32Array;
  /** Nanoseconds from the base; may be negative. */
  readonly start: Float64Array;
  /** Nanoseconds; 0 for an instant, never negative. */
  readonly duration: Float64Array;
  /** `correlation` of a launch and of what it launched; `NO_ID` when it has none. */
  readonly correlation: Uint32Array;
  /** `External id` (in any case) of an operator and of what it launched; `NO_ID` when it has none. */
  readonly externalId: Uint32Array;
  /** `Sequence number` of an operator and of its backward; `NO_ID` when it has none. */
  readonly sequence: Uint32Array;
  /** `Fwd thread id` of a backward operator; 0 when it has none. */
  readonly forwardThread: Uint32Array;
  /** Index in `details.texts` of where a call stands, as `Call stack` of an old trace says it; 0 when it does not. */
  readonly callStack: Uint32Array;
  /** Row in `details`, or -1: only what runs on a device, memory instants and collectives have one. */
  readonly detail: Int32Array;
  readonly details: TraceDetails;
}

/** In a column of ids: the event has none. */
export const NO_ID = 0xffffffff;

export interface TraceThread {
  /** Index in `processes`. */
  readonly process: number;
  readonly text: string;
}

/** Arguments that few events have, a row each. NaN: the file does not say, or says no number (`N/A`, `inf`). */
export interface TraceDetails {
  readonly count: number;
  readonly device: Float64Array;
  readonly stream: Float64Array;
  /** Of a copy, a fill, or a `[memory]` instant (negative: freed). */
  readonly bytes: Float64Array;
  readonly blocksPerMultiprocessor: Float64Array;
  readonly warpsPerMultiprocessor: Float64Array;
  /** Percent. */
  readonly occupancy: Float64Array;
  /** Threads of a block: the product of `block`. */
  readonly blockThreads: Float64Array;
  /** Blocks of a grid: the product of `grid`. */
  readonly gridBlocks: Float64Array;
  /** `Total Allocated` after a `[memory]` instant. */
  readonly totalAllocated: Float64Array;
  /** `Total Reserved` after a `[memory]` instant. */
  readonly totalReserved: Float64Array;
  /** `Device Type` of a `[memory]` instant: 0 host, 1 CUDA. */
  readonly deviceType: Float64Array;
  /** `Group size` of a collective. */
  readonly groupSize: Float64Array;
  /** `In msg nelems` of a collective. */
  readonly elements: Float64Array;
  /** Index in `texts`, or -1: `Collective name`, else `kernel_backend`. */
  readonly label: Int32Array;
  /** Index in `texts`, or -1: `dtype` of a collective, `Process Group Name`. */
  readonly dataType: Int32Array;
  readonly processGroup: Int32Array;
  readonly texts: readonly string[];
}

/** What a scan found beside the events. */
export interface ScannedTrace {
  readonly events: TraceEvents;
  /** Keys beside `traceEvents`, before or after it, whose values are small enough to be kept and could be read as JSON. */
  readonly metadata: ReadonlyMap<string, unknown>;
  /** Names of processes and threads, as `M` events give them. */
  readonly processNames: ReadonlyMap<number, string>;
  readonly threadNames: ReadonlyMap<number, string>;
  /** Events that are counted and not kept: flows (`s`, `f`, `t`), counters (`C`), metadata (`M`), others. */
  readonly notKept: ReadonlyMap<string, number>;
  /** What was mended or left out, and how often. Empty: the file was read as it is written. */
  readonly notes: readonly ScanNote[];
  /** Bytes of JSON that were read. */
  readonly bytes: number;
  /** Which form the file has; `none`: no list of events was found. */
  readonly form: 'object' | 'array' | 'none';
}

/** What happened, by a name that a caller can give words to. */
export type ScanNoteKind =
  /** The file ends before its last bracket. */
  | 'cut-short'
  /** A part of the list could not be read as an event, and was left out. */
  | 'unreadable-event'
  /** An event without a time that could be read; left out. */
  | 'no-time'
  /** An event without a name, or with one that is no text. */
  | 'no-name'
  /** Taken as 0. */
  | 'negative-duration'
  /** More than 100 days from the others; left out. */
  | 'clock-jump'
  /** More than 100 days; taken as 0. */
  | 'long-duration'
  /** Control characters within a text. */
  | 'control-character'
  /** Bytes that are not UTF-8; shown as U+FFFD. */
  | 'not-utf8'
  /** A quote within a text that should have been escaped. */
  | 'unescaped-quote'
  /** A number with a comma for its point. */
  | 'decimal-comma'
  /** `N/A`, `nan`, `inf` or another word where a number should stand; taken as not said. */
  | 'no-number'
  /** The value of a key beside the events is no JSON, or too long to be kept. */
  | 'unreadable-metadata'
  /** More events than are kept; the rest was left out. */
  | 'too-many-events'
  /** Events whose names are beyond those that are kept; they have the name ''. */
  | 'too-many-names'
  /** Events of more processes and threads than are told apart. */
  | 'too-many-threads';

export interface ScanNote {
  readonly kind: ScanNoteKind;
  readonly count: number;
  /** Byte of the file (unpacked) where it happened first. */
  readonly firstByte: number;
}
