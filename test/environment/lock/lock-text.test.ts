import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import { COMPANIONS, type Facts } from '../../../src/environment/facts/facts.js';
import type { Lock, LockedEnvironment } from '../../../src/environment/lock/lock.js';
import { readLock } from '../../../src/environment/lock/read-lock.js';
import { writeLock } from '../../../src/environment/lock/write-lock.js';
import { ownFacts } from '../facts.js';

let facts: Facts;
beforeAll(async () => {
  facts = await ownFacts();
});

/** Any text that is one: what a lock may hold is not known here. */
const text = fc.oneof(
  fc.constantFrom(
    '12.6',
    'cpu',
    'true',
    'null',
    'no',
    '1e3',
    '0x10',
    '2026-11-22',
    '~',
    '- a',
    'a: b',
    'a #b',
    "'",
    '"',
    '\\',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((value) => value.isWellFormed()),
);

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

function withoutAbsent<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

const environment = fc
  .record({
    torch: optional(text),
    cuda: optional(text),
    cudnn: optional(text),
    python: optional(text),
    os: optional(text),
    indexUrl: optional(text),
    companions: fc.dictionary(fc.constantFrom(...COMPANIONS), text),
    driver: optional(fc.record({ minimum: text, toolkit: text })),
    base: fc
      .record({ reference: text, digest: optional(fc.constant(`sha256:${'0a'.repeat(32)}`)) })
      .map((base) => withoutAbsent(base)),
    pythonFrom: fc.constantFrom('image' as const, 'system' as const, 'elsewhere' as const, 'given' as const),
    constraints: optional(fc.array(text, { minLength: 1, maxLength: 3 })),
  })
  .map((value) => withoutAbsent(value) as LockedEnvironment);

const lock: fc.Arbitrary<Lock> = fc.record({
  specDigest: text,
  factsAsOf: text,
  environments: fc.dictionary(fc.constantFrom('cpu', 'given', 'cu118', 'cu126', 'cu130'), environment, { minKeys: 1 }),
});

describe('a lock as text', () => {
  it('is read back as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(lock, (value) => {
        const read = readLock(createSourceText('torchdock.lock', writeLock(value)));
        expect(read.findings).toEqual([]);
        expect(JSON.parse(JSON.stringify(read.lock))).toEqual(JSON.parse(JSON.stringify(value)));
        expect(writeLock(read.lock ?? value)).toBe(writeLock(value));
      }),
      { numRuns: 300 },
    );
  });

  it('never makes the program fail, however it is cut', () => {
    const whole = writeLock(GOOD);
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string(), (from, length, put) => {
        const cut = whole.slice(0, from) + put + whole.slice(from + length);
        const { lock: read, findings } = readLock(createSourceText('torchdock.lock', cut), facts);
        expect(read === undefined).toBe(findings.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});

const GOOD: Lock = {
  specDigest: '0123456789abcdef',
  factsAsOf: '2026-11-22',
  environments: {
    cu126: {
      torch: '2.7.1',
      cuda: '12.6',
      cudnn: '9.5.1.17',
      python: '3.10',
      os: 'ubuntu22.04',
      indexUrl: 'https://download.pytorch.org/whl/cu126',
      companions: { torchvision: '0.22.1' },
      base: { reference: 'docker.io/library/ubuntu:22.04' },
      pythonFrom: 'system',
    },
  },
};

describe('a lock that somebody changed', () => {
  const read = (from: string, to: string): readonly string[] => {
    const whole = writeLock(GOOD);
    expect(whole).toContain(from);
    const { findings } = readLock(createSourceText('torchdock.lock', whole.replace(from, to)), facts);
    return findings.map(({ code, message, place }) => `${place?.line} ${code} ${message}`);
  };

  it('is fine as it was', () => {
    expect(read('cu126', 'cu126')).toEqual([]);
  });

  it.each([
    ['a newer format', 'lock: 1', 'lock: 2', '2 LCK-06 the lock has the format 2, and this torchdock knows 1'],
    ['no format', 'lock: 1\n', '', '2 LCK-05 lock should be 1, the format'],
    ['a release that never was', '2.7.1', '2.7.9', '7 LCK-07 cu126: there is no PyTorch 2.7.9'],
    ['a build that never was', 'cuda: "12.6"', 'cuda: "12.4"', '7 LCK-07 cu126: its cuda is 12.4'],
    [
      'another cuDNN',
      '9.5.1.17',
      '8.9.2.26',
      '7 LCK-07 cu126: PyTorch 2.7.1 for CUDA 12.6 comes with cuDNN 9.5.1.17, not 8.9.2.26',
    ],
    ['a Python without wheels', '"3.10"', '"3.14"', '7 LCK-07 cu126: PyTorch 2.7.1 has no wheel for Python 3.14'],
    [
      'a companion of another release',
      '0.22.1',
      '0.21.0',
      '7 LCK-07 cu126: torchvision 0.21.0 does not go with PyTorch 2.7.1: 0.22.1 does',
    ],
    [
      'a name that is no accelerator',
      'cu126:',
      '../x:',
      '7 LCK-05 environments["../x"] should be named cpu, given, or like cu126',
    ],
    ['half of a merge', 'facts:', '<<<<<<< HEAD\nfacts:', '3 LCK-05'],
  ])('%s', (_, from, to, finding) => {
    expect(read(from, to)[0]).toContain(finding.replace(/^3 LCK-05$/, 'LCK-05'));
  });

  it('may be newer than the tables', () => {
    expect(read('2.7.1', '2.99.0')).toEqual([]);
  });
});
