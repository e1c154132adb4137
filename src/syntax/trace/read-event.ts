import { AS_ITEM, AS_KEY, AS_MEMBER, ByteReader, DELIMITER, INCOMPLETE, type Position } from './byte-reader.js';
import { argumentKeys, eventKeys, KEY_COUNT, Key, type KeyTable } from './keys.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Reads one event after the other out of bytes, forgiving what profilers are known to get wrong. What an event says is left
 * in `numbers` and in the ranges `from`/`to`, both by `Key`; nothing is made for an event, so that millions cost little.
 *
 * A text ends at a quote only if what follows can follow a text there: quotes that should have been escaped stay in it.
 */
export class EventReader extends ByteReader {
  /** Of each key with a number; NaN when it has none. Of `Start` and `Duration` whole microseconds. */
  readonly numbers = new Float64Array(KEY_COUNT).fill(Number.NaN);
  /** Nanoseconds beyond whole microseconds, with the sign of the number: of `Start` and `Duration`. */
  startFraction = 0;
  durationFraction = 0;
  /** Range of a text without its quotes, or of a number as written; -1 when the event does not have the key. */
  readonly from = new Int32Array(KEY_COUNT).fill(-1);
  readonly to = new Int32Array(KEY_COUNT);
  /** Whether it has `args` that say something of a device, of memory or of a collective. */
  hasDetails = false;

  /** Keys of the event that is read: only these are forgotten before the next one. */
  private readonly said = new Uint8Array(KEY_COUNT);
  private saidCount = 0;
  private whole = 0;
  private fraction = 0;
  private value = 0;

  /** `at` is the opening brace of an event. The position after it, `INCOMPLETE` or `BROKEN`. */
  readEvent(at: number): number {
    const { numbers, from, said } = this;
    for (let index = 0; index < this.saidCount; index += 1) {
      const key = said[index] as number;
      numbers[key] = Number.NaN;
      from[key] = -1;
    }
    this.saidCount = 0;
    this.hasDetails = false;
    return this.readMembers(at + 1, eventKeys);
  }

  private readMembers(first: number, keys: KeyTable): number {
    const { bytes, end } = this;
    let at = this.skipSpace(first);
    if (at < end && bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      if (at >= end) return INCOMPLETE;
      if (bytes[at] !== QUOTE) return this.broken(at);
      const keyStart = at + 1;
      at = this.readText(keyStart, AS_KEY);
      if (at < 0) return at;
      const key = keys.find(bytes, keyStart, this.textEnd);
      at = this.skipSpace(at);
      if (at >= end) return INCOMPLETE;
      if (bytes[at] !== COLON) return this.broken(at);
      at = this.skipSpace(at + 1);
      if (at >= end) return INCOMPLETE;
      at = key === Key.None ? this.skipValue(at, AS_MEMBER) : this.readValue(at, key);
      if (at < 0) return at;
      at = this.skipSpace(at);
      if (at >= end) return INCOMPLETE;
      const code = bytes[at];
      if (code === CLOSE_OBJECT) return at + 1;
      if (code !== COMMA) return this.broken(at);
      at = this.skipSpace(at + 1);
      if (at < end && bytes[at] === CLOSE_OBJECT) return at + 1;
    }
  }

  private readValue(at: number, key: Key): number {
    const code = this.bytes[at] as number;
    if (code === QUOTE) return this.readTextValue(at, key);
    if (code === OPEN_OBJECT && key === Key.Arguments) return this.readMembers(at + 1, argumentKeys);
    if (code === OPEN_LIST && (key === Key.BlockShape || key === Key.GridShape)) return this.readShape(at, key);
    if (code === OPEN_LIST || code === OPEN_OBJECT) return this.skipNested(at);
    return this.readNumberValue(at, key);
  }

  private readTextValue(at: number, key: Key): number {
    const next = this.readText(at + 1, AS_MEMBER);
    if (next < 0) return next;
    this.keepRange(key, at + 1, this.textEnd);
    if (key >= Key.Device && key <= Key.ProcessGroup) this.hasDetails = true;
    if (key >= Key.Start && key <= Key.Elements) this.readQuotedNumber(at + 1, key);
    return next;
  }

  /** A number in quotes (`"inf"`, `"12"`): what is no finite number is not said. */
  private readQuotedNumber(at: number, key: Key): void {
    const { textEnd } = this;
    const code = this.bytes[at] as number;
    if ((code >= ZERO && code <= NINE) || code === MINUS) {
      const after = this.readNumber(at, AS_ITEM);
      if (after === textEnd) return this.keepNumber(key);
    }
    this.note('no-number', at);
  }

  private readNumberValue(at: number, key: Key): number {
    const code = this.bytes[at] as number;
    if ((code >= ZERO && code <= NINE) || code === MINUS) {
      const next = this.readNumber(at, AS_MEMBER);
      if (next < 0) return next;
      this.keepRange(key, at, next);
      this.keepNumber(key);
      return next;
    }
    const next = this.skipWord(at);
    if (next >= 0 && key !== Key.Arguments && !this.isNull(at)) this.note('no-number', at);
    return next;
  }

  private keepRange(key: Key, from: number, to: number): void {
    if ((this.from[key] as number) < 0) {
      this.said[this.saidCount] = key;
      this.saidCount += 1;
    }
    this.from[key] = from;
    this.to[key] = to;
  }

  private isNull(at: number): boolean {
    return this.bytes[at] === 0x6e && this.bytes[at + 1] === 0x75;
  }

  private keepNumber(key: Key): void {
    if (key === Key.Start) {
      this.numbers[key] = this.whole;
      this.startFraction = this.fraction;
    } else if (key === Key.Duration) {
      this.numbers[key] = this.whole;
      this.durationFraction = this.fraction;
    } else {
      this.numbers[key] = this.value;
      if (key >= Key.Device && key <= Key.ProcessGroup) this.hasDetails = true;
    }
  }

  /** Product of a list of whole numbers: threads of a block, blocks of a grid. */
  private readShape(at: number, key: Key): number {
    const after = this.skipNested(at);
    if (after < 0) return after;
    let product = 1;
    let current = Number.NaN;
    for (let next = at + 1; next < after; next += 1) {
      const code = this.bytes[next] as number;
      if (code >= ZERO && code <= NINE) current = (Number.isNaN(current) ? 0 : current * 10) + code - ZERO;
      else if (!Number.isNaN(current)) {
        product *= current;
        current = Number.NaN;
      }
    }
    this.keepRange(key, at, after);
    this.numbers[key] = product;
    this.hasDetails = true;
    return after;
  }

  /** Leaves whole units, the thousandth parts and the value; the position after the number. */
  private readNumber(first: number, position: Position): number {
    const { bytes, end } = this;
    const isNegative = bytes[first] === MINUS;
    const digits = isNegative ? first + 1 : first;
    let at = digits;
    let whole = 0;
    let code = 0;
    while (at < end) {
      code = bytes[at] as number;
      if (code < ZERO || code > NINE) break;
      whole = whole * 10 + (code - ZERO);
      at += 1;
    }
    if (at === digits && at < end) return this.readNoNumber(first);
    if (at + 1 >= end && !this.isLast) return INCOMPLETE;
    const sign = isNegative ? -1 : 1;
    if (at < end && (code === POINT || (code === COMMA && position === AS_MEMBER && isDigit(bytes[at + 1]))))
      return this.readFraction(first, at, sign, whole);
    this.setNumber(sign * whole, 0, sign * whole);
    return this.endNumber(first, at);
  }

  /** `at` is the point, or the comma in its place. */
  private readFraction(first: number, at: number, sign: number, whole: number): number {
    const { bytes, end } = this;
    if (bytes[at] === COMMA) this.note('decimal-comma', at);
    let parts = 0;
    let scale = 1;
    let thousandths = 0;
    let unit = 100;
    let next = at + 1;
    while (next < end) {
      const code = bytes[next] as number;
      if (code < ZERO || code > NINE) break;
      thousandths += unit * (code - ZERO);
      unit = unit === 100 ? 10 : unit === 10 ? 1 : 0;
      if (scale < 1e15) {
        parts = parts * 10 + (code - ZERO);
        scale *= 10;
      }
      next += 1;
    }
    this.setNumber(sign * whole, sign * thousandths, (sign * (whole * scale + parts)) / scale);
    return this.endNumber(first, next);
  }

  private endNumber(first: number, at: number): number {
    if (at >= this.end) return this.isLast ? at : INCOMPLETE;
    const code = this.bytes[at] as number;
    if (code === 0x65 || code === 0x45) return this.readExponent(first);
    return DELIMITER[code] === 0 ? this.broken(at) : at;
  }

  /** `-inf`. */
  private readNoNumber(first: number): number {
    const after = this.skipWord(first);
    if (after >= 0) this.note('no-number', first);
    this.setNumber(Number.NaN, 0, Number.NaN);
    return after;
  }

  private readExponent(first: number): number {
    const after = this.skipWord(first);
    if (after < 0) return after;
    const value = Number(String.fromCharCode(...this.bytes.subarray(first, Math.min(after, first + 64))));
    const whole = Math.trunc(value);
    if (!Number.isFinite(value)) this.note('no-number', first);
    this.setNumber(whole, Math.trunc((value - whole) * 1000), value);
    return after;
  }

  private setNumber(whole: number, fraction: number, value: number): void {
    this.whole = whole;
    this.fraction = fraction;
    this.value = value;
  }
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= ZERO && code <= NINE;
}
