import type { ByteSource } from '../../base/byte-source.js';

const WINDOW_BYTES = 16 * 2 ** 10;
const LATIN1 = new TextDecoder('latin1');

/**
 * Reads a range of bytes from front to back, in windows. What lies past the end reads as zero and is remembered: whoever
 * reads asks `isShort` after each step, and nothing throws. A class, because it is asked for each byte of a pickle.
 */
export class ByteCursor {
  readonly #source: ByteSource;
  readonly #end: number;
  #at: number;
  #window: Uint8Array = new Uint8Array();
  #windowStart: number;
  #isShort = false;

  constructor(source: ByteSource, start = 0, end: number = source.sizeBytes) {
    this.#source = source;
    this.#end = Math.min(end, source.sizeBytes);
    this.#at = Math.min(start, this.#end);
    this.#windowStart = this.#at;
  }

  get offset(): number {
    return this.#at;
  }

  get remaining(): number {
    return this.#end - this.#at;
  }

  /** Whether more was asked for than there is. */
  get isShort(): boolean {
    return this.#isShort;
  }

  byte(): number {
    const found = this.#at < this.#end ? this.#window[this.#at - this.#windowStart] : undefined;
    if (found === undefined) return this.bytes(1)[0] ?? 0;
    this.#at += 1;
    return found;
  }

  /** Empty when there are not that many. */
  bytes(length: number): Uint8Array {
    if (!(length <= this.remaining) || !this.#fetch(length)) {
      this.#runShort();
      return new Uint8Array();
    }
    const within = this.#at - this.#windowStart;
    this.#at += length;
    return this.#window.subarray(within, within + length);
  }

  skip(length: number): void {
    if (length <= this.remaining) this.#at += length;
    else this.#runShort();
  }

  /** Little-endian; of 8 bytes the nearest number. */
  unsigned(length: 1 | 2 | 4 | 8): number {
    let value = 0;
    for (let index = 0, place = 1; index < length; index += 1, place *= 256) value += this.byte() * place;
    return value;
  }

  signed32(): number {
    return this.unsigned(4) | 0;
  }

  float64BigEndian(): number {
    const bytes = this.bytes(8);
    return bytes.length === 8 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0) : 0;
  }

  /** Up to a line feed, without it, as Latin-1; undefined when none comes within `longest` bytes. */
  line(longest: number): string | undefined {
    const most = Math.min(longest + 1, this.remaining);
    const length = this.#lineLength(most) ?? (this.#fetch(most) ? this.#lineLength(most) : undefined);
    if (length === undefined) {
      if (most <= longest) this.#runShort();
      return undefined;
    }
    const within = this.#at - this.#windowStart;
    this.#at += length + 1;
    return LATIN1.decode(this.#window.subarray(within, within + length));
  }

  /** Within what is in the window. */
  #lineLength(most: number): number | undefined {
    const within = this.#at - this.#windowStart;
    const end = within >= 0 ? this.#window.indexOf(10, within) : -1;
    return end >= 0 && end - within < most ? end - within : undefined;
  }

  /** Whether the window now has so many bytes from here on; a file that became shorter meanwhile has not. */
  #fetch(length: number): boolean {
    const within = this.#at - this.#windowStart;
    if (within >= 0 && within + length <= this.#window.length) return true;
    this.#windowStart = this.#at;
    this.#window = this.#source.read(this.#at, Math.max(length, Math.min(WINDOW_BYTES, this.remaining)));
    return this.#window.length >= length;
  }

  #runShort(): void {
    this.#isShort = true;
    this.#at = this.#end;
  }
}
