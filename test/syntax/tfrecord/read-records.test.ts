import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedCrc32c } from '../../../src/syntax/tfrecord/crc32c.js';
import { createRecordReader, type RecordSummary } from '../../../src/syntax/tfrecord/read-records.js';
import { writeHeader, writeRecord, writeRecords } from './write-records.js';

interface Read {
  readonly texts: readonly string[];
  readonly summary: RecordSummary;
}

function read(bytes: Uint8Array, chunkBytes = 7, mostBytes?: number): Read {
  const texts: string[] = [];
  const options = mostBytes === undefined ? {} : { mostBytes };
  const reader = createRecordReader((data) => texts.push(Buffer.from(data).toString('latin1')), options);
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
  return { texts, summary: reader.finish() };
}

const text = (value: string): Uint8Array => Buffer.from(value, 'latin1');
const SOUND = { brokenRecords: 0, lostPlaces: 0, lostBytes: 0, longRecords: 0, isCut: false };

describe('the checksum', () => {
  it('is CRC-32C of RFC 3720, masked', () => {
    const unmask = (masked: number): number => {
      const turned = (masked - 0xa282ead8) >>> 0;
      return ((turned >>> 17) | (turned << 15)) >>> 0;
    };
    // RFC 3720, appendix B.4.
    expect(unmask(maskedCrc32c(new Uint8Array(32)))).toBe(0x8a9136aa);
    expect(unmask(maskedCrc32c(new Uint8Array(32).fill(0xff)))).toBe(0x62a8ab43);
    expect(unmask(maskedCrc32c(Uint8Array.from({ length: 32 }, (_, index) => index)))).toBe(0x46dd794e);
  });
});

describe('createRecordReader', () => {
  it('gives back what was written, in chunks of any size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 500 }),
        (datas, chunk) => {
          const { texts, summary } = read(writeRecords(datas), chunk);
          expect(texts).toEqual(datas.map((data) => Buffer.from(data).toString('latin1')));
          expect(summary).toEqual({ ...SOUND, records: datas.length });
        },
      ),
    );
  });

  it('grows for a record that is longer than what it holds', () => {
    const long = new Uint8Array(300_000).fill(7);
    const { texts, summary } = read(writeRecords([text('a'), long, text('b')]), 1000);
    expect([texts[0], texts[1]?.length, texts[2]]).toEqual(['a', 300_000, 'b']);
    expect(summary).toEqual({ ...SOUND, records: 3 });
  });

  it('gives the whole records of a file that is cut at any byte', () => {
    const datas = ['one', 'two two', '', 'three'].map(text);
    const bytes = writeRecords(datas);
    const ends = datas.reduce<number[]>((sums, data) => [...sums, (sums.at(-1) ?? 0) + data.length + 16], [0]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { summary } = read(bytes.subarray(0, cut));
      const whole = ends.filter((end) => end <= cut && end > 0).length;
      expect(summary).toEqual({ ...SOUND, records: whole, isCut: !ends.includes(cut) });
    }
  });

  it('leaves out a record whose data is broken, and goes on', () => {
    const bytes = writeRecords(['one', 'two', 'three'].map(text));
    bytes[16 + 3 + 13] = 0xff;
    const { texts, summary } = read(bytes);
    expect(texts).toEqual(['one', 'three']);
    expect(summary).toEqual({ ...SOUND, records: 2, brokenRecords: 1 });
  });

  it('finds the next record behind a broken length', () => {
    const bytes = writeRecords(['one', 'two', 'three'].map(text));
    bytes[19] = 200;
    const { texts, summary } = read(bytes);
    expect(texts).toEqual(['one', 'three']);
    expect(summary).toEqual({ ...SOUND, records: 2, lostPlaces: 1, lostBytes: 19 });
  });

  it('finds the next record behind bytes that are none', () => {
    const bytes = Buffer.concat([text('no record at all, but long'), writeRecord(text('one')), new Uint8Array(500)]);
    const { texts, summary } = read(bytes);
    expect(texts).toEqual(['one']);
    expect(summary).toMatchObject({ records: 1, lostPlaces: 2, lostBytes: 526, isCut: false });
  });

  it('believes no length that no record can have', () => {
    for (const length of [2n ** 63n, 2n ** 64n - 1n, 2n ** 31n]) {
      const { texts, summary } = read(Buffer.concat([writeHeader(length), writeRecord(text('next'))]));
      expect(texts).toEqual(['next']);
      expect(summary).toMatchObject({ lostPlaces: 1, isCut: false });
    }
  });

  it('passes over a record that is longer than asked for, without holding it', () => {
    const bytes = writeRecords([text('one'), new Uint8Array(5000), text('two')]);
    for (const chunk of [1, 100, 100_000]) {
      const { texts, summary } = read(bytes, chunk, 1000);
      expect(texts).toEqual(['one', 'two']);
      expect(summary).toEqual({ ...SOUND, records: 2, longRecords: 1 });
    }
    expect(read(writeHeader(2n ** 31n - 1n)).summary).toMatchObject({ longRecords: 1, isCut: true });
  });

  it('says of nothing that it is nothing', () => {
    expect(read(new Uint8Array()).summary).toEqual({ ...SOUND, records: 0 });
  });

  it('never throws, and counts every byte that is no record', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.integer({ min: 1, max: 99 }), (bytes, chunk) => {
        const { summary } = read(bytes, chunk);
        expect(summary.records).toBe(0);
        if (bytes.length >= 12 && !summary.isCut) expect(summary.lostBytes).toBe(bytes.length);
      }),
    );
  });
});
