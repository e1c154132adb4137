import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/base/byte-source.js';
import { readNumbers, visitFields, Wire } from '../../../src/syntax/protobuf/visit-fields.js';
import { createWireReader } from '../../../src/syntax/protobuf/wire-reader.js';
import { bytes, double, float, integer, join, varint } from '../../runs/metrics/write-events.js';

interface Seen {
  readonly number: number;
  readonly value: number;
  readonly start: number;
  readonly end: number;
  readonly isRange: boolean;
}

function visit(message: Uint8Array): { readonly fields: Seen[]; readonly isWhole: boolean } {
  const fields: Seen[] = [];
  const isWhole = visitFields(message, 0, message.length, (number, wire, value, start, end) => {
    fields.push({ number, value, start, end, isRange: wire === Wire.Range });
  });
  return { fields, isWhole };
}

const number = fc.integer({ min: 1, max: 2 ** 29 - 1 });
const field = fc.oneof(
  fc.tuple(number, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })).map(([at, value]) => integer(at, value)),
  fc.tuple(number, fc.uint8Array({ maxLength: 300 })).map(([at, value]) => bytes(at, value)),
  fc.tuple(number, fc.double()).map(([at, value]) => double(at, value)),
  fc.tuple(number, fc.float()).map(([at, value]) => float(at, value)),
);

describe('visitFields', () => {
  it('sees what the reader of large files sees', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
        const message = join(...fields);
        const reader = createWireReader(bytesSource(message));
        // Of a varint the other reader says where its key begins.
        const expected = [...reader.fields()].map((seen) =>
          seen.start === seen.end ? { ...seen, start: 0, end: 0 } : seen,
        );
        const found = visit(message);
        expect(found.isWhole).toBe(true);
        expect(found.fields.map((seen) => (seen.start === seen.end ? { ...seen, start: 0, end: 0 } : seen))).toEqual(
          expected,
        );
      }),
    );
  });

  it('reads integers of 64 bits with their sign', () => {
    for (const value of [0n, 1n, 127n, 128n, 2n ** 53n, 2n ** 62n, -1n, -5n, -(2n ** 63n)])
      expect(visit(integer(2, value)).fields[0]?.value).toBe(Number(value));
  });

  it.each([
    ['a key that does not end', [0x80]],
    ['no number', [0x00, 0x01]],
    ['a varint that does not end', [0x08, 0xff]],
    ['a varint of eleven bytes', [0x08, ...Array.from({ length: 10 }, () => 0xff), 0x01]],
    ['a length behind the end', [0x0a, 0x05, 0x01]],
    ['a negative length', [0x0a, ...varint(-1n)]],
    ['eight bytes of which some are missing', [0x09, 1, 2, 3]],
    ['the begin of a group', [0x0b, 0x01]],
  ])('is told that a message is broken by %s', (_, message) => {
    const whole = integer(1, 5);
    const { fields, isWhole } = visit(join(whole, Uint8Array.from(message)));
    expect([fields.length, isWhole]).toEqual([1, false]);
  });

  it('never leaves the message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (message) => {
        for (const { start, end } of visit(message).fields) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(message.length);
        }
      }),
    );
  });
});

it('reads numbers that are packed, and one that is not', () => {
  const packed = join(varint(1), varint(300), varint(-7n));
  expect(readNumbers(packed, Wire.Range, 0, 0, packed.length, 9)).toEqual([1, 300, -7]);
  expect(readNumbers(packed, Wire.Range, 0, 0, packed.length, 2)).toEqual([1, 300]);
  expect(readNumbers(packed, Wire.Varint, 42, 0, 0, 9)).toEqual([42]);
  expect(readNumbers(Uint8Array.of(0x80), Wire.Range, 0, 0, 1, 9)).toEqual([]);
});
