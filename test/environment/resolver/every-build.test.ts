import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMPANIONS, type Facts } from '../../../src/environment/facts/facts.js';
import type { RequestWords } from '../../../src/environment/resolver/request.js';
import type { Alternative, Choice, Resolution } from '../../../src/environment/resolver/resolution.js';
import { ownFacts, resolveWords } from '../facts.js';

let facts: Facts;
let images: ReadonlySet<string>;
beforeAll(async () => {
  facts = await ownFacts();
  images = new Set([
    ...facts.systems.map(({ image }) => image),
    ...facts.images.official.map(({ reference }) => reference),
    ...facts.images.cuda.map(({ cuda, os }) => `nvidia/cuda:${cuda}-base-${os}`),
  ]);
});

/** The request that says a choice in full. */
const inFull = ({ torch, cuda, cudnn, python, os }: Choice): RequestWords => ({
  torch,
  cuda,
  python,
  os,
  ...(cudnn === undefined ? {} : { cudnn }),
});

/** Looks a choice up in the tables, in other words than the resolver's. */
function expectReal(choice: Choice): void {
  const release = facts.releases.find(({ version }) => version === choice.torch);
  expect(release?.pythons).toContain(choice.python);
  const build = release?.builds.find(({ cuda }) => cuda === choice.cuda);
  expect(choice.cuda === 'cpu' || build !== undefined).toBe(true);
  expect(build?.cudnn).toBe(choice.cudnn);
  expect(choice.indexUrl).toMatch(choice.cuda === 'cpu' ? /\/cpu$/ : `/cu${choice.cuda.replace('.', '')}`);
  for (const [name, version] of Object.entries(choice.companions))
    expect(version).toBe(release?.companions[name as 'torchvision']);
  expect(images.has(choice.base)).toBe(true);
  if (!choice.base.startsWith('pytorch/')) expect(choice.base).toContain(choice.os.replace(/[a-z]+/, ''));
}

describe('every build of the tables', () => {
  it('resolves to itself, whatever system can run it', () => {
    let count = 0;
    for (const { version: torch, pythons, builds } of facts.releases)
      for (const python of pythons)
        for (const cuda of [...builds.map((build) => build.cuda), 'cpu']) {
          const { verdict, choice } = resolveWords({ torch, cuda, python }, facts);
          expect({ verdict, torch: choice?.torch, cuda: choice?.cuda, python: choice?.python }).toEqual({
            verdict: 'fits',
            torch,
            cuda,
            python,
          });
          if (choice) expectReal(choice);
          count += 1;
        }
    expect(count).toBe(547);
  });

  it('has its companions', () => {
    for (const { version: torch, companions } of facts.releases)
      for (const name of COMPANIONS) {
        const { verdict, choice } = resolveWords({ torch, with: name }, facts);
        const isNone = name === 'torchtext' && companions.torchtext === undefined;
        expect(verdict, `${torch} ${name}`).toBe(isNone ? 'conflict' : 'fits');
        if (choice) expect(choice.companions[name]).toBe(companions[name]);
      }
  });
});

describe('every combination that is not in the tables', () => {
  it('is a conflict, and its neighbours exist', () => {
    const cudas = [...new Set(facts.releases.flatMap(({ builds }) => builds.map(({ cuda }) => cuda)))];
    const pythons = [...new Set(facts.releases.flatMap((release) => release.pythons))];
    for (const release of facts.releases)
      for (const cuda of cudas)
        for (const python of pythons) {
          const exists = release.pythons.includes(python) && release.builds.some((build) => build.cuda === cuda);
          const resolution = resolveWords({ torch: release.version, cuda, python }, facts);
          expect(resolution.verdict).toBe(exists ? 'fits' : 'conflict');
          if (!exists) expectHelp(resolution);
        }
  });
});

function expectHelp({ alternatives, reasons }: Resolution): void {
  expect(reasons.length).toBeGreaterThan(0);
  expect(alternatives.length).toBeGreaterThan(0);
  for (const { choice } of alternatives) expectReal(choice);
}

/** Words that people might type, many of which go together and many do not. */
const WORDS = {
  torch: fc.constantFrom(
    '1.13',
    '2',
    '2.0.1',
    '2.1',
    '2.3.1',
    '2.5',
    '2.7',
    '2.8.0',
    '2.10',
    '2.11',
    '2.14',
    '2.15',
    '2.7.9',
  ),
  cuda: fc.constantFrom('11.8', '11', '12', '12.1', '12.4', 'cu126', '12.8', '12.2', '13.0', '13.2', '13.9', 'cpu'),
  cudnn: fc.constantFrom('8', '8.9', '9', '9.1', '9.5.1.17', '9.10', '10'),
  python: fc.constantFrom('3.7', '3.8', '3.10', '3.12', '3.13', '3.13t', '3.14', '3.15', '2.7'),
  os: fc.constantFrom(
    'ubuntu18.04',
    'ubuntu20.04',
    'jammy',
    'ubuntu24.04',
    'ubuntu26.04',
    'debian12',
    'alpine',
    'centos7',
  ),
  gpu: fc.constantFrom('K40', 'K80', 'P100', 'V100', 'T4', 'A100', 'L4', 'H100', 'B200', 'RTX 5090', 'GH200', '13.0'),
  driver: fc.constantFrom('440', '450', '470.82.01', '525', '535.104.05', '560.35.05', '570', '580.65.06', '999'),
  with: fc.constantFrom('torchvision', 'torchaudio', 'torchtext', 'torchvision,torchtext', 'torchvision,torchaudio'),
};

/** Few words as often as many: those that fit are found among the few. */
const requests = fc
  .tuple(fc.record(WORDS), fc.subarray(Object.keys(WORDS)))
  .map(
    ([words, names]): RequestWords =>
      Object.fromEntries(Object.entries(words).filter(([name]) => names.includes(name))),
  );

/** Only what is in `names` of what was asked. */
function onlyWords(words: RequestWords, names: readonly string[]): RequestWords {
  const kept = Object.entries(words).filter(([name]) => names.includes(name));
  const companions = (words.with ?? '').split(',').filter((name) => names.includes(name));
  return { ...Object.fromEntries(kept), ...(companions.length > 0 ? { with: companions.join(',') } : {}) };
}

const verdicts = new Map<string, Resolution['verdict']>();

/** Parts of requests come again and again. */
function verdictOf(words: RequestWords): Resolution['verdict'] {
  const key = JSON.stringify(words);
  const verdict = verdicts.get(key) ?? resolveWords(words, facts).verdict;
  verdicts.set(key, verdict);
  return verdict;
}

/** An alternative is what it says: asked for in full together with what it keeps, it is given. */
function expectAlternative(words: RequestWords, { keeps, givesUp, choice }: Alternative): void {
  expectReal(choice);
  expect(givesUp.length).toBeGreaterThan(0);
  const again = resolveWords({ ...onlyWords(words, keeps), ...inFull(choice) }, facts);
  expect(again.verdict).toBe('fits');
  expect(again.choice).toMatchObject({ ...inFull(choice), base: choice.base, companions: choice.companions });
}

/** What fits obeys the tables, and what it chose is chosen again. */
function expectFit(words: RequestWords, choice: Choice): void {
  expectReal(choice);
  expect(resolveWords({ ...words, ...inFull(choice) }, facts).choice).toEqual(choice);
}

/** Each reason is a conflict by itself, and with one demand less it is none. */
function expectReason(words: RequestWords, { demands, message }: Resolution['reasons'][number]): void {
  expect(message).not.toMatch(/undefined|NaN| {2}|: ;|,$/);
  expect(verdictOf(onlyWords(words, demands)), message).toBe('conflict');
  // Beside the CPU build an old driver does no harm; alone it is refused.
  if (words.cuda === 'cpu' && demands.includes('driver')) return;
  for (const left of demands) {
    const others = demands.filter((name) => name !== left);
    expect(verdictOf(onlyWords(words, others)), `${message} without ${left}`).toBe('fits');
  }
}

describe('10,000 requests', () => {
  it('obey the tables, or have true and minimal reasons and neighbours that fit', () => {
    const seen = { fits: 0, conflict: 0 };
    fc.assert(
      fc.property(requests, (words) => {
        const { verdict, choice, reasons, alternatives } = resolveWords(words, facts);
        seen[verdict] += 1;
        if (choice) return expectFit(words, choice);
        expect(reasons.length).toBeGreaterThan(0);
        expect(alternatives.length).toBeGreaterThan(0);
        for (const reason of reasons) expectReason(words, reason);
        for (const alternative of alternatives) expectAlternative(words, alternative);
      }),
      { numRuns: 10_000 },
    );
    expect(seen.fits + seen.conflict).toBe(10_000);
    expect(Math.min(seen.fits, seen.conflict)).toBeGreaterThan(1000);
  }, 180_000);
});
