import { GrowingColumns, makeDetailColumns, makeEventColumns } from './columns.js';
import { decodeText } from './decode-text.js';
import { NO_ID, type ScanNoteKind, type TraceEvents, type TraceThread } from './events.js';
import { createInterner, type Interner } from './intern.js';
import { Key } from './keys.js';
import type { EventReader } from './read-event.js';

/** Of names alone; a real trace of a gigabyte has some ten thousand. What is beyond it has the name ''. */
const MOST_NAME_BYTES = 64 * 2 ** 20;
const MOST_NAMES = 2 ** 18;
const MOST_TEXT_BYTES = 32 * 2 ** 20;
/** Threads and streams are made by dozens. */
const MOST_THREADS = 2 ** 16 - 1;
const MOST_GIVEN_NAMES = 2 ** 16;
/** A row of details takes as much memory as so many events. */
const DETAIL_WEIGHT = 2;
/** A hundred days in microseconds: with it any difference in nanoseconds is exact in a float. */
const FURTHEST_MICROSECONDS = 8.64e12;

const COMPLETE = 0x58;
const INSTANT = 0x69;
const OLD_INSTANT = 0x49;
const METADATA = 0x4d;

/** Puts events into columns and gives every text its number. */
export class EventKeeper {
  readonly processNames = new Map<number, string>();
  readonly threadNames = new Map<number, string>();
  /** By the character of the phase; 0 for events without one. */
  private readonly passedOver = new Float64Array(256);
  private readonly columns = new GrowingColumns(makeEventColumns);
  private readonly details = new GrowingColumns(makeDetailColumns);
  private readonly names = createInterner(MOST_NAME_BYTES, MOST_NAMES);
  private readonly categories = createInterner(2 ** 16, 2 ** 12);
  private readonly processes = createInterner(2 ** 20, MOST_THREADS);
  private readonly threadTexts = createInterner(2 ** 22, MOST_THREADS);
  private readonly texts = createInterner(MOST_TEXT_BYTES, MOST_NAMES);
  private readonly threads: { readonly process: number; readonly text: number }[] = [];
  private readonly threadOf = new Map<number, number>();
  private base = Number.NaN;
  /** Rows at the beginning that are left out: their clock was another. */
  private dropped = 0;
  private jumps = 0;
  private threadsLeftOut = 0;

  constructor(
    private readonly note: (kind: ScanNoteKind, at: number, times?: number) => void,
    private readonly mostEvents: number,
  ) {}

  get count(): number {
    return this.columns.count;
  }

  /** Keeps what `reader` has just read, which began at `at` of the file. */
  keep(reader: EventReader, at: number): void {
    const phase =
      (reader.from[Key.Phase] as number) < 0 ? 0 : (reader.bytes[reader.from[Key.Phase] as number] as number);
    if (phase !== COMPLETE && phase !== INSTANT && phase !== OLD_INSTANT) return this.passOver(phase, reader);
    if (this.columns.count + DETAIL_WEIGHT * this.details.count >= this.mostEvents)
      return this.note('too-many-events', at);
    if ((reader.from[Key.Name] as number) < 0) this.note('no-name', at);
    const start = this.startOf(reader, at);
    if (!Number.isNaN(start)) this.keepRow(reader, phase, start, phase === COMPLETE ? this.durationOf(reader, at) : 0);
  }

  /** How many events of each phase are not kept; '' for those without one. */
  notKept(): ReadonlyMap<string, number> {
    const counts = [...this.passedOver.entries()].filter(([, count]) => count > 0);
    return new Map(counts.map(([phase, count]) => [phase === 0 ? '' : String.fromCharCode(phase), count]));
  }

  finish(): TraceEvents {
    this.noteLeftOut();
    const decode = (among: Interner): string[] =>
      Array.from({ length: among.count }, (_, id) => decodeText(among.bytesOf(id), () => this.note('not-utf8', 0)));
    const tids = decode(this.threadTexts);
    return {
      count: this.columns.count - this.dropped,
      baseMicroseconds: Number.isNaN(this.base) ? 0 : this.base,
      names: decode(this.names),
      categories: decode(this.categories),
      processes: decode(this.processes),
      threads: this.threads.map(({ process, text }): TraceThread => ({ process, text: tids[text] ?? '' })),
      ...this.columns.finish(this.dropped),
      details: { count: this.details.count, texts: decode(this.texts), ...this.details.finish() },
    };
  }

  /** What was too many to be told apart. */
  private noteLeftOut(): void {
    const { leftOut } = this.names;
    if (leftOut > 0) this.note('too-many-names', 0, leftOut);
    const threads = Math.max(this.threadsLeftOut, this.processes.leftOut, this.threadTexts.leftOut);
    if (threads > 0) this.note('too-many-threads', 0, threads);
  }

  private passOver(phase: number, reader: EventReader): void {
    this.passedOver[phase] = (this.passedOver[phase] as number) + 1;
    if (phase === METADATA) this.keepGivenName(reader);
  }

  private keepGivenName(reader: EventReader): void {
    if ((reader.from[Key.GivenName] as number) < 0 || (reader.from[Key.Name] as number) < 0) return;
    const textOf = (key: Key) =>
      decodeText(reader.bytes.subarray(reader.from[key] as number, reader.to[key] as number));
    const kind = textOf(Key.Name);
    if (kind === 'process_name' && this.processNames.size < MOST_GIVEN_NAMES)
      this.processNames.set(findText(reader, Key.Process, this.processes), textOf(Key.GivenName));
    else if (kind === 'thread_name' && this.threadNames.size < MOST_GIVEN_NAMES)
      this.threadNames.set(this.findThread(reader), textOf(Key.GivenName));
  }

  /** Nanoseconds from the base; NaN when the event has no place in time. */
  private startOf(reader: EventReader, at: number): number {
    const start = reader.numbers[Key.Start] as number;
    if (!Number.isSafeInteger(start)) {
      this.note('no-time', at);
      return Number.NaN;
    }
    if (Number.isNaN(this.base)) this.base = start;
    if (Math.abs(start - this.base) > FURTHEST_MICROSECONDS) {
      this.note('clock-jump', at);
      this.jumps += 1;
      if (this.jumps < this.columns.count - this.dropped) return Number.NaN;
      // The clock of the most is the right one: what was kept so far is left out instead.
      this.dropped = this.columns.count;
      this.jumps = 0;
      this.base = start;
    }
    return (start - this.base) * 1000 + reader.startFraction;
  }

  private durationOf(reader: EventReader, at: number): number {
    const micros = reader.numbers[Key.Duration] as number;
    const duration = micros * 1000 + reader.durationFraction;
    if (Number.isNaN(duration)) return 0;
    if (duration >= 0 && micros <= FURTHEST_MICROSECONDS) return duration;
    this.note(duration < 0 ? 'negative-duration' : 'long-duration', at);
    return 0;
  }

  private keepRow(reader: EventReader, phase: number, start: number, duration: number): void {
    const { numbers } = reader;
    const thread = this.findThread(reader);
    const row = this.columns.nextRow();
    const page = this.columns.page;
    page.phase[row] = phase;
    page.name[row] = findText(reader, Key.Name, this.names);
    page.category[row] = findText(reader, Key.Category, this.categories);
    page.thread[row] = thread;
    page.start[row] = start;
    page.duration[row] = duration;
    page.correlation[row] = idOf(numbers[Key.Correlation] as number);
    page.externalId[row] = idOf(numbers[Key.ExternalId] as number);
    page.sequence[row] = idOf(numbers[Key.Sequence] as number);
    const forward = idOf(numbers[Key.ForwardThread] as number);
    page.forwardThread[row] = forward === NO_ID ? 0 : forward;
    page.callStack[row] = findText(reader, Key.CallStack, this.texts);
    page.detail[row] = reader.hasDetails ? this.keepDetail(reader) : -1;
  }

  private keepDetail(reader: EventReader): number {
    const { numbers } = reader;
    const number = this.details.count;
    const row = this.details.nextRow();
    const page = this.details.page;
    page.device[row] = numbers[Key.Device] as number;
    page.stream[row] = numbers[Key.Stream] as number;
    page.bytes[row] = numbers[Key.Bytes] as number;
    page.blocksPerMultiprocessor[row] = numbers[Key.Blocks] as number;
    page.warpsPerMultiprocessor[row] = numbers[Key.Warps] as number;
    page.occupancy[row] = numbers[Key.Occupancy] as number;
    page.blockThreads[row] = numbers[Key.BlockShape] as number;
    page.gridBlocks[row] = numbers[Key.GridShape] as number;
    page.totalAllocated[row] = numbers[Key.TotalAllocated] as number;
    page.totalReserved[row] = numbers[Key.TotalReserved] as number;
    page.deviceType[row] = numbers[Key.DeviceType] as number;
    page.groupSize[row] = numbers[Key.GroupSize] as number;
    page.elements[row] = numbers[Key.Elements] as number;
    page.label[row] = textOrNone(findText(reader, Key.Label, this.texts));
    page.dataType[row] = textOrNone(findText(reader, Key.DataType, this.texts));
    page.processGroup[row] = textOrNone(findText(reader, Key.ProcessGroup, this.texts));
    return number;
  }

  private findThread(reader: EventReader): number {
    const process = findText(reader, Key.Process, this.processes);
    const text = findText(reader, Key.Thread, this.threadTexts);
    const pair = process * 2 ** 22 + text;
    const known = this.threadOf.get(pair);
    if (known !== undefined) return known;
    if (this.threads.length >= MOST_THREADS) {
      this.threadsLeftOut += 1;
      return MOST_THREADS - 1;
    }
    this.threads.push({ process, text });
    this.threadOf.set(pair, this.threads.length - 1);
    return this.threads.length - 1;
  }
}

function findText(reader: EventReader, key: Key, among: Interner): number {
  const from = reader.from[key] as number;
  return from < 0 ? 0 : among.find(reader.bytes, from, reader.to[key] as number);
}

/** Ids are whole numbers of 32 bits; others tie nothing. */
function idOf(value: number): number {
  return value >= 0 && value < NO_ID && Number.isInteger(value) ? value : NO_ID;
}

function textOrNone(id: number): number {
  return id === 0 ? -1 : id;
}
