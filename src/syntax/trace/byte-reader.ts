import type { ScanNoteKind } from './events.js';

/** In place of the position after a value: the bytes end before it does. */
export const INCOMPLETE = -1;
/** In place of the position after a value: no value stands here; `brokenAt` says where. */
export const BROKEN = -2;

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Where a text stands, which says what must follow its closing quote. */
export const AS_KEY = 0;
export const AS_MEMBER = 1;
export const AS_ITEM = 2;
const ANYWHERE = 3;
export type Position = typeof AS_KEY | typeof AS_MEMBER | typeof AS_ITEM | typeof ANYWHERE;

/** What needs a second look within a text: a quote, a backslash, a control character. */
const SPECIAL = new Uint8Array(256);
SPECIAL.fill(1, 0, SPACE);
SPECIAL[QUOTE] = 1;
SPECIAL[BACKSLASH] = 1;

/** What ends a bare word or a number. */
export const DELIMITER = new Uint8Array(256);
for (const code of [TAB, 0x0a, 0x0d, SPACE, COMMA, COLON, CLOSE_LIST, CLOSE_OBJECT, OPEN_LIST, OPEN_OBJECT, QUOTE])
  DELIMITER[code] = 1;

/** What says something of the shape of a nested value: the rest of it are numbers and spaces. */
const STRUCTURE = new Uint8Array(256);
for (const code of [QUOTE, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]) STRUCTURE[code] = 1;

const NO_END_OF_TEXT = 0;
const END_OF_TEXT = 1;

/**
 * The JSON of a profiler, byte by byte, forgiving what profilers are known to get wrong. A text ends at a quote only if what
 * follows can follow a text there: quotes that should have been escaped stay in it.
 */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array(0);
  end = 0;
  /** Whether no more bytes come after `end`. */
  isLast = false;
  brokenAt = 0;
  protected textEnd = 0;

  constructor(protected readonly note: (kind: ScanNoteKind, at: number) => void) {}

  /** The position after the value that begins at `at`, whatever it is; `AS_MEMBER` of an object. */
  skipMember(at: number): number {
    return this.skipValue(at, AS_MEMBER);
  }

  /** `at` stands after an opening quote. The position after the closing one; its place is then in `keyEnd`. */
  readKey(at: number): number {
    return this.readText(at, AS_KEY);
  }

  get keyEnd(): number {
    return this.textEnd;
  }

  skipSpace(at: number): number {
    const { bytes, end } = this;
    let next = at;
    while (next < end) {
      const code = bytes[next] as number;
      if (code !== SPACE && code !== 0x0a && code !== 0x0d && code !== TAB) return next;
      next += 1;
    }
    return next;
  }

  protected skipValue(at: number, position: Position): number {
    const code = this.bytes[at] as number;
    if (code === QUOTE) return this.readText(at + 1, position);
    if (code === OPEN_LIST || code === OPEN_OBJECT) return this.skipNested(at);
    return this.skipWord(at);
  }

  /** A list or an object of any depth, without a stack of calls: only how deep it is matters, and what is innermost. */
  protected skipNested(first: number): number {
    const { bytes, end } = this;
    let depth = 0;
    /** One bit a level, while there are no more than 30: whether it is an object. */
    let kinds = 0;
    let isDeep = false;
    let isKey = false;
    let at = first;
    while (at < end) {
      let code = bytes[at] as number;
      while (STRUCTURE[code] === 0 && at + 1 < end) {
        at += 1;
        code = bytes[at] as number;
      }
      at += 1;
      if (code === QUOTE) {
        const inObject = isKey ? AS_KEY : AS_MEMBER;
        at = this.readText(at, isDeep ? ANYWHERE : (kinds & 1) === 1 ? inObject : AS_ITEM);
        if (at < 0) return at;
        isKey = false;
      } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
        depth += 1;
        isDeep ||= depth > 30;
        kinds = (kinds << 1) | (code === OPEN_OBJECT ? 1 : 0);
        isKey = code === OPEN_OBJECT;
      } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
        depth -= 1;
        kinds >>>= 1;
        if (depth === 0) return at;
      } else if (code === COMMA) isKey = true;
    }
    return INCOMPLETE;
  }

  /** `true`, `null`, `N/A`, `-inf`, numbers nobody asks for. */
  protected skipWord(first: number): number {
    const { bytes, end } = this;
    let at = first;
    while (at < end && DELIMITER[bytes[at] as number] === 0) at += 1;
    if (at >= end && !this.isLast) return INCOMPLETE;
    return at === first ? this.broken(at) : at;
  }

  protected readText(first: number, position: Position): number {
    const { bytes, end } = this;
    let at = first;
    for (;;) {
      let code = 0;
      while (at < end) {
        code = bytes[at] as number;
        if (SPECIAL[code] === 1) break;
        at += 1;
      }
      if (at >= end) return INCOMPLETE;
      if (code === BACKSLASH) at += 2;
      else if (code === QUOTE) {
        // What nearly all texts are followed by needs no further look.
        const next = bytes[at + 1];
        const isPlain =
          position === AS_KEY
            ? next === COLON
            : position === AS_MEMBER && next === COMMA && bytes[at + 2] === SPACE && bytes[at + 3] === QUOTE;
        const ends = isPlain && at + 3 < end ? END_OF_TEXT : this.endsText(at + 1, position);
        if (ends === INCOMPLETE) return INCOMPLETE;
        if (ends === END_OF_TEXT) {
          this.textEnd = at;
          return at + 1;
        }
        this.note('unescaped-quote', at);
        at += 1;
      } else {
        this.note('control-character', at);
        at += 1;
      }
    }
  }

  /** Whether what follows a quote can follow a text in this position. */
  protected endsText(after: number, position: Position): number {
    const { bytes, end } = this;
    const at = this.skipSpace(after);
    if (at >= end) return this.isLast ? END_OF_TEXT : INCOMPLETE;
    const code = bytes[at] as number;
    if (position === ANYWHERE) return DELIMITER[code] === 1 && code !== QUOTE ? END_OF_TEXT : NO_END_OF_TEXT;
    if (position === AS_KEY) return code === COLON ? END_OF_TEXT : NO_END_OF_TEXT;
    if (position === AS_ITEM) return code === COMMA || code === CLOSE_LIST ? END_OF_TEXT : NO_END_OF_TEXT;
    if (code === CLOSE_OBJECT) return END_OF_TEXT;
    if (code !== COMMA) return NO_END_OF_TEXT;
    const next = this.skipSpace(at + 1);
    if (next >= end) return this.isLast ? END_OF_TEXT : INCOMPLETE;
    return bytes[next] === QUOTE || bytes[next] === CLOSE_OBJECT ? END_OF_TEXT : NO_END_OF_TEXT;
  }

  protected broken(at: number): number {
    this.brokenAt = at;
    return BROKEN;
  }
}
