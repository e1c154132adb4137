import { fail, failTooLarge, type PickleMachine, type PickleOperation, push } from './machine.js';
import type { PickleValue } from './pickle-value.js';

/** Longer texts, longer numbers and the content of bytes are passed over: no name of a tensor is among them. */
const LONGEST_TEXT_BYTES = 2 ** 20;
const LONGEST_NUMBER_BYTES = 256;
const LONGEST_LINE_BYTES = 2 ** 20;
const MOST_KEPT_BYTES = 64 * 2 ** 20;

const UTF8 = new TextDecoder();
const LATIN1 = new TextDecoder('latin1');

/** Numbers, texts and bytes. */
export const SCALAR_OPERATIONS: Readonly<Record<number, PickleOperation>> = {
  0x4e: (machine) => push(machine, null),
  0x88: (machine) => push(machine, true),
  0x89: (machine) => push(machine, false),
  0x4b: (machine) => push(machine, machine.cursor.unsigned(1)),
  0x4d: (machine) => push(machine, machine.cursor.unsigned(2)),
  0x4a: (machine) => push(machine, machine.cursor.signed32()),
  0x8a: (machine) => push(machine, readLong(machine, machine.cursor.unsigned(1))),
  0x8b: (machine) => push(machine, readLong(machine, machine.cursor.unsigned(4))),
  0x49: (machine) => push(machine, readWrittenInteger(machine, true)),
  0x4c: (machine) => push(machine, readWrittenInteger(machine, false)),
  0x46: (machine) => push(machine, readWrittenFloat(machine)),
  0x47: (machine) => push(machine, machine.cursor.float64BigEndian()),
  0x58: (machine) => pushText(machine, machine.cursor.unsigned(4), UTF8),
  0x8c: (machine) => pushText(machine, machine.cursor.unsigned(1), UTF8),
  0x8d: (machine) => pushText(machine, machine.cursor.unsigned(8), UTF8),
  0x54: (machine) => pushText(machine, machine.cursor.unsigned(4), LATIN1),
  0x55: (machine) => pushText(machine, machine.cursor.unsigned(1), LATIN1),
  0x56: (machine) => push(machine, unescapeUnicode(readLine(machine))),
  0x53: (machine) => push(machine, readQuoted(machine)),
  0x42: (machine) => pushBytes(machine, machine.cursor.unsigned(4)),
  0x43: (machine) => pushBytes(machine, machine.cursor.unsigned(1)),
  0x8e: (machine) => pushBytes(machine, machine.cursor.unsigned(8)),
  0x96: (machine) => pushBytes(machine, machine.cursor.unsigned(8)),
};

/** A line of the text protocol; a pickle without its end is broken. */
export function readLine(machine: PickleMachine): string {
  const line = machine.cursor.line(LONGEST_LINE_BYTES);
  if (line === undefined && !machine.cursor.isShort)
    failTooLarge(machine, `a line is longer than ${LONGEST_LINE_BYTES} bytes`);
  keep(machine, line?.length ?? 0);
  return line ?? '';
}

/** A name of a class, a function or a module. */
export function readName(machine: PickleMachine): string {
  return UTF8.decode(Uint8Array.from(readLine(machine), (character) => character.charCodeAt(0)));
}

function pushText(machine: PickleMachine, length: number, decoder: { decode(bytes: Uint8Array): string }): void {
  if (length > LONGEST_TEXT_BYTES) {
    machine.cursor.skip(length);
    return push(machine, { kind: 'unknown', reason: `a text of ${length} bytes` });
  }
  keep(machine, length);
  push(machine, decoder.decode(machine.cursor.bytes(length)));
}

function keep(machine: PickleMachine, length: number): void {
  machine.keptBytes += length;
  if (machine.keptBytes > MOST_KEPT_BYTES)
    failTooLarge(machine, `it has more than ${MOST_KEPT_BYTES} bytes of texts and names`);
}

function pushBytes(machine: PickleMachine, sizeBytes: number): void {
  machine.cursor.skip(sizeBytes);
  push(machine, { kind: 'bytes', sizeBytes });
}

/** Little-endian two's complement. */
function readLong(machine: PickleMachine, length: number): PickleValue {
  if (length > LONGEST_NUMBER_BYTES) {
    machine.cursor.skip(length);
    return { kind: 'unknown', reason: `a number of ${length} bytes` };
  }
  const bytes = machine.cursor.bytes(length);
  if (bytes.length === 0) return 0;
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  return narrow(BigInt.asIntN(8 * length, BigInt(`0x${digits.reverse().join('')}`)));
}

function narrow(value: bigint): number | bigint {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

/** `I01` and `I00` were the booleans before there were any. */
function readWrittenInteger(machine: PickleMachine, mayBeBoolean: boolean): PickleValue {
  const line = readLine(machine).trim();
  if (mayBeBoolean && (line === '01' || line === '00')) return line === '01';
  if (/^[-+]?\d{1,600}L?$/.test(line)) return narrow(BigInt(line.replace(/^\+|L$/g, '')));
  fail(machine, 'it has a number that is none');
  return 0;
}

function readWrittenFloat(machine: PickleMachine): number {
  const line = readLine(machine).trim();
  if (/^[-+]?(?:nan|inf(?:inity)?)$/i.test(line))
    return /nan/i.test(line) ? Number.NaN : line.startsWith('-') ? -Infinity : Infinity;
  const value = line === '' ? Number.NaN : Number(line);
  if (Number.isNaN(value)) fail(machine, 'it has a number that is none');
  return value;
}

/** Python's raw-unicode-escape: only what does not fit into Latin-1 is written by its number. */
function unescapeUnicode(line: string): string {
  return line.replaceAll(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (written, four: string, eight: string) => {
    const code = Number.parseInt(four ?? eight, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** A text as Python 2 would write it in a program. A name may be hidden in its escapes: `'\x6fs'` is `os`. */
function readQuoted(machine: PickleMachine): string {
  const line = readLine(machine).trim();
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote) {
    fail(machine, 'it has a text without quotes');
    return '';
  }
  return line
    .slice(1, -1)
    .replaceAll(
      /\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|(.))/gs,
      (written, hex?: string, octal?: string, other?: string) => {
        if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) % 256);
        const plain = other !== undefined && /[\\'"]/.test(other) ? other : undefined;
        return plain ?? ESCAPES.get(other ?? '') ?? written;
      },
    );
}
