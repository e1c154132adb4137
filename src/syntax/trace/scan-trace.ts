import { BROKEN, INCOMPLETE } from './byte-reader.js';
import { decodeText } from './decode-text.js';
import type { ScanNote, ScanNoteKind, ScannedTrace } from './events.js';
import { EventKeeper } from './keep-event.js';
import { EventReader } from './read-event.js';

/** Beyond it an event is taken as broken: no profiler writes such, a quote that is never closed makes one. */
const MOST_EVENT_BYTES = 16 * 2 ** 20;
/** Values beside the list of events that are larger are skipped. */
const MOST_METADATA_BYTES = 4 * 2 ** 20;
const MOST_METADATA_KEYS = 1000;
/** Bytes of anything that are kept until more of it comes. */
const MOST_WAITING_BYTES = 2 * MOST_EVENT_BYTES;
/** Some gigabyte of columns; of real events more than five gigabytes of text. Those with details count thrice. */
const MOST_EVENTS = 16_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export interface TraceScanner {
  /** The next bytes of the file, of any number. The caller must not write into them afterwards. */
  push(chunk: Uint8Array): void;
  readonly eventCount: number;
  /** True once it is certain that no list of events comes: the file is something else. */
  readonly isHopeless: boolean;
  finish(): ScannedTrace;
}

/** Where in the file the next byte stands. */
type State = 'start' | 'members' | 'events' | 'skipping' | 'resync' | 'done' | 'hopeless';

/**
 * Reads a trace of any size chunk by chunk, in one pass: bytes that end within an event wait for the next chunk. What cannot
 * be read as an event is left out up to the next one, and told.
 */
export function createTraceScanner({ mostEvents = MOST_EVENTS } = {}): TraceScanner {
  return new Scanner(mostEvents);
}

class Scanner implements TraceScanner {
  private state: State = 'start';
  private form: ScannedTrace['form'] = 'none';
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  /** Bytes that must be there before it is worth reading on. */
  private wanted = 1;
  /** Place in the file of the first byte of `reader.bytes`. */
  private offset = 0;
  private total = 0;
  private readonly notes = new Map<ScanNoteKind, { count: number; firstByte: number }>();
  /** Notes of the event that is being read: it may have to be read again. */
  private unsure: { kind: ScanNoteKind; at: number }[] = [];
  private readonly reader = new EventReader((kind, at) => this.unsure.push({ kind, at }));
  private readonly keeper;
  private readonly metadata = new Map<string, unknown>();
  private skipDepth = 0;
  private isInText = false;
  private isEscaped = false;
  /** Whether the list of events was closed. */
  private isComplete = false;

  constructor(mostEvents: number) {
    this.keeper = new EventKeeper((kind, at, times) => this.note(kind, at, times), mostEvents);
  }

  get eventCount(): number {
    return this.keeper.count;
  }

  get isHopeless(): boolean {
    return this.state === 'hopeless';
  }

  push(chunk: Uint8Array): void {
    this.total += chunk.length;
    if (this.isOver()) return;
    this.pending.push(chunk);
    this.pendingBytes += chunk.length;
    if (this.pendingBytes >= this.wanted) this.advance(false);
  }

  finish(): ScannedTrace {
    this.advance(true);
    if (this.form !== 'none' && !this.isComplete) this.note('cut-short', this.total);
    const events = this.keeper.finish();
    return {
      events,
      metadata: this.metadata,
      processNames: this.keeper.processNames,
      threadNames: this.keeper.threadNames,
      notKept: this.keeper.notKept(),
      notes: [...this.notes].map(([kind, { count, firstByte }]): ScanNote => ({ kind, count, firstByte })),
      bytes: this.total,
      form: this.form,
    };
  }

  private note(kind: ScanNoteKind, at: number, times = 1): void {
    const known = this.notes.get(kind);
    if (known) known.count += times;
    else this.notes.set(kind, { count: times, firstByte: at });
  }

  /** Reads what there is; what is left over waits. */
  private advance(isLast: boolean): void {
    const bytes = this.pending.length === 1 ? (this.pending[0] as Uint8Array) : concat(this.pending, this.pendingBytes);
    this.reader.bytes = bytes;
    this.reader.end = bytes.length;
    this.reader.isLast = isLast;
    let at = 0;
    for (;;) {
      at = this.skipBlank(at);
      const next = at >= bytes.length ? INCOMPLETE : this.step(at);
      if (next !== INCOMPLETE) at = next;
      else if (bytes.length - at <= MOST_WAITING_BYTES || this.isOver()) break;
      else at = this.passOver(at);
    }
    const left = bytes.subarray(at);
    this.offset += at;
    // A rest that was not enough is read again only when there is twice as much: the cost stays linear.
    this.wanted = left.length * 2 + 1;
    this.pending = left.length > 0 && !isLast && !this.isOver() ? [left.slice()] : [];
    this.pendingBytes = this.pending[0]?.length ?? 0;
    this.reader.bytes = new Uint8Array(0);
  }

  /** Blanks between values are gone at once: a file of nothing else would be kept as a whole. */
  private skipBlank(at: number): number {
    const isBetween = this.state === 'start' || this.state === 'members' || this.state === 'events';
    return isBetween ? this.reader.skipSpace(at) : at;
  }

  private isOver(): boolean {
    return this.state === 'done' || this.state === 'hopeless';
  }

  /** Nothing that a profiler writes is so long: what waits for its end waits no more. */
  private passOver(at: number): number {
    if (this.state === 'events') return this.leaveOut(at, at + 1);
    if (this.state !== 'resync') this.giveUp();
    return at + 1;
  }

  private step(at: number): number {
    switch (this.state) {
      case 'start':
        return this.readStart(at);
      case 'members':
        return this.readMember(at);
      case 'events':
        return this.readItem(at);
      case 'skipping':
        return this.skipOn(at);
      case 'resync':
        return this.findEvent(at);
      case 'done':
      case 'hopeless':
        return INCOMPLETE;
    }
  }

  private readStart(first: number): number {
    const { reader } = this;
    const { bytes } = reader;
    const hasMark = this.offset === 0 && bytes[first] === 0xef;
    const at = reader.skipSpace(hasMark ? first + 3 : first);
    if (at >= bytes.length) return INCOMPLETE;
    const code = bytes[at];
    if (code === OPEN_OBJECT) {
      this.state = 'members';
      return at + 1;
    }
    if (code === OPEN_LIST) {
      this.state = 'events';
      this.form = 'array';
      return at + 1;
    }
    this.state = 'hopeless';
    return INCOMPLETE;
  }

  /** A key beside the list of events, with its value. */
  private readMember(first: number): number {
    const { reader } = this;
    const { bytes } = reader;
    let at = reader.skipSpace(first);
    if (at < bytes.length && bytes[at] === COMMA) at = reader.skipSpace(at + 1);
    if (at >= bytes.length) return INCOMPLETE;
    if (bytes[at] === CLOSE_OBJECT) {
      this.isComplete = true;
      this.state = this.form === 'none' ? 'hopeless' : 'done';
      return at + 1;
    }
    if (bytes[at] !== QUOTE) return this.giveUp();
    const keyStart = at + 1;
    at = reader.readKey(keyStart);
    if (at < 0) return this.isTooLong(first) ? this.giveUp() : at;
    const key = decodeText(bytes.subarray(keyStart, reader.keyEnd));
    at = reader.skipSpace(reader.skipSpace(at) + 1);
    if (at >= bytes.length) return INCOMPLETE;
    if (key === 'traceEvents' && bytes[at] === OPEN_LIST) {
      this.state = 'events';
      this.form = 'object';
      return at + 1;
    }
    return this.readMetadata(key, at, first);
  }

  private readMetadata(key: string, at: number, first: number): number {
    const { bytes } = this.reader;
    const end = this.reader.skipMember(at);
    this.unsure.length = 0;
    if (end === BROKEN) return this.giveUp();
    if (end === INCOMPLETE) {
      if (bytes.length - first < MOST_METADATA_BYTES || (bytes[at] !== OPEN_LIST && bytes[at] !== OPEN_OBJECT))
        return this.isTooLong(first) ? this.giveUp() : INCOMPLETE;
      this.note('unreadable-metadata', this.offset + at);
      this.state = 'skipping';
      this.skipDepth = 0;
      return at;
    }
    if (this.metadata.size < MOST_METADATA_KEYS) this.keepMetadata(key, at, end);
    return end;
  }

  private keepMetadata(key: string, at: number, end: number): void {
    const bytes = this.reader.bytes.subarray(at, end);
    if (bytes.length > MOST_METADATA_BYTES) return this.note('unreadable-metadata', this.offset + at);
    const text = new TextDecoder().decode(bytes);
    // Whole numbers of 16 digits and more lose their last ones as floats: they are kept as they are written.
    const isLong = /^-?\d{16,}$/u.test(text);
    try {
      this.metadata.set(key, isLong ? BigInt(text) : JSON.parse(text));
    } catch {
      this.note('unreadable-metadata', this.offset + at);
    }
  }

  /** What is no member of an object any more: the rest says nothing that can be trusted. */
  private giveUp(): number {
    this.state = this.form === 'none' ? 'hopeless' : 'done';
    return INCOMPLETE;
  }

  private isTooLong(first: number): boolean {
    return this.reader.bytes.length - first > MOST_EVENT_BYTES;
  }

  private readItem(first: number): number {
    const { reader } = this;
    const { bytes } = reader;
    let at = reader.skipSpace(first);
    if (at < bytes.length && bytes[at] === COMMA) at = reader.skipSpace(at + 1);
    if (at >= bytes.length) return INCOMPLETE;
    const code = bytes[at];
    if (code === OPEN_OBJECT) return this.readEvent(at);
    if (code === CLOSE_LIST) {
      this.state = this.form === 'array' ? 'done' : 'members';
      this.isComplete = true;
      return at + 1;
    }
    return this.leaveOut(at, at);
  }

  private readEvent(at: number): number {
    const { reader } = this;
    const next = reader.readEvent(at);
    if (next >= 0) {
      if (this.unsure.length > 0) this.settleNotes();
      this.keeper.keep(reader, this.offset + at);
      return next;
    }
    if (this.unsure.length > 0) this.unsure = [];
    if (next === BROKEN) return this.leaveOut(at, reader.brokenAt);
    return this.isTooLong(at) ? this.leaveOut(at, at + 1) : INCOMPLETE;
  }

  /** The event was read to its end: what was noted on the way holds. */
  private settleNotes(): void {
    for (const { kind, at } of this.unsure) this.note(kind, this.offset + at);
    this.unsure = [];
  }

  private leaveOut(at: number, from: number): number {
    this.note('unreadable-event', this.offset + at);
    this.state = 'resync';
    return Math.max(from, at + 1);
  }

  /** The next place that looks like the start of an event: `}`, comma, `{` and a quote. */
  private findEvent(first: number): number {
    const { reader } = this;
    const { bytes } = reader;
    let at = first;
    for (;;) {
      at = bytes.indexOf(CLOSE_OBJECT, at);
      if (at < 0) return bytes.length;
      const comma = reader.skipSpace(at + 1);
      const open = reader.skipSpace(comma + 1);
      const quote = reader.skipSpace(open + 1);
      if (quote >= bytes.length) return reader.isLast ? bytes.length : at > first ? at : INCOMPLETE;
      if (bytes[comma] === COMMA && bytes[open] === OPEN_OBJECT && bytes[quote] === QUOTE) {
        this.state = 'events';
        return open;
      }
      if (bytes[comma] === CLOSE_LIST && (bytes[open] === COMMA || bytes[open] === CLOSE_OBJECT)) {
        this.state = 'events';
        return comma;
      }
      at += 1;
    }
  }

  /** A long value beside the events: only its end is looked for, in any number of chunks. */
  private skipOn(first: number): number {
    const { bytes } = this.reader;
    for (let at = first; at < bytes.length; at += 1) {
      const code = bytes[at];
      if (this.isEscaped) this.isEscaped = false;
      else if (this.isInText) {
        if (code === BACKSLASH) this.isEscaped = true;
        else if (code === QUOTE) this.isInText = false;
      } else if (code === QUOTE) this.isInText = true;
      else if (code === OPEN_LIST || code === OPEN_OBJECT) this.skipDepth += 1;
      else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        this.skipDepth -= 1;
        if (this.skipDepth <= 0) {
          this.state = 'members';
          return at + 1;
        }
      }
    }
    return bytes.length;
  }
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
