import { describe, expect, it } from 'vitest';
import { isKind, isUnknown } from '../../src/python/values/make.js';
import type { Value } from '../../src/python/values/value.js';
import { runFiles } from './in-memory.js';
import { createRandom, OBSERVED, writeProgram } from './random-program.js';

/** Runs of one program with the dice thrown in different ways. */
const RUNS = 8;

/** What could not be followed is said so: then nothing is promised. */
type Observed = ReadonlyMap<string, Value> | 'raised' | 'said';

function observe(program: string, given: string): Observed {
  const { interpreter, module, problems } = runFiles(
    { 'main.py': `from given import u, us\n${program}`, 'given.py': given },
    { budget: { steps: 20_000 } },
  );
  if (problems.some(({ kind }) => kind === 'undecided' || kind === 'budget')) return 'said';
  if (problems.length > 0) return 'raised';
  return new Map(
    OBSERVED.map((name) => {
      const outcome = interpreter.evaluate(name === 'it' ? 'next(it)' : name, module);
      return [name, outcome.kind === 'value' ? outcome.value : null];
    }),
  );
}

const UNKNOWN = 'import nothing\ndef u(): return nothing.value()\ndef us(): return nothing.value()\n';

function thrown(random: () => number): string {
  const bits = Array.from({ length: 40 }, () => (random() < 0.5 ? 1 : 0));
  return `bits = [${bits.join(', ')}]\ndef u():\n    bits.append(bits.pop(0))\n    return bits[0] == 1\ndef us(): return range(7, 7 + bits[1] + bits[2])\n`;
}

/** Where something known differs from what a run had. */
function contradict(known: Value, real: Value | undefined, path: string): string | undefined {
  if (isUnknown(known)) return undefined;
  if (real === undefined) return `${path}: known, though there is none`;
  if (isKind(known, 'list') || isKind(known, 'tuple')) {
    if (!isKind(real, known.kind)) return `${path}: another kind`;
    if (!known.rest && known.items.length !== real.items.length)
      return `${path}: ${known.items.length} items, not ${real.items.length}`;
    return firstOf(known.items.map((item, at) => contradict(item, real.items[at], `${path}[${at}]`)));
  }
  if (isKind(known, 'dict')) {
    if (!isKind(real, 'dict')) return `${path}: another kind`;
    if (!known.rest && known.entries.size !== real.entries.size) return `${path}: another size`;
    return firstOf(
      [...known.entries].map(([key, [, item]]) =>
        contradict(item, real.entries.get(key)?.[1], `${path}[${String(key)}]`),
      ),
    );
  }
  if (isKind(known, 'instance')) {
    if (!isKind(real, 'instance') || real.cls.name !== known.cls.name) return `${path}: another class`;
    const unlisted = [...real.attributes.keys()].find((name) => !known.attributes.has(name));
    if (unlisted !== undefined) return `${path}.${unlisted}: said not to be there`;
    return firstOf(
      [...known.attributes].map(([name, item]) => contradict(item, real.attributes.get(name), `${path}.${name}`)),
    );
  }
  if (isKind(known, 'iterator')) return isKind(real, 'iterator') ? undefined : `${path}: another kind`;
  return known === real ? undefined : `${path}: ${String(known)}, not ${String(real)}`;
}

function firstOf(items: readonly (string | undefined)[]): string | undefined {
  return items.find((item) => item !== undefined);
}

interface Judged {
  readonly wrong?: { readonly program: string; readonly given: string };
  readonly known: number;
  readonly isSaid: boolean;
}

function judge(seed: number): Judged {
  const program = writeProgram(seed);
  const ours = observe(program, UNKNOWN);
  if (ours === 'said') return { known: 0, isSaid: true };
  const random = createRandom(seed + 1);
  let known = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const given = thrown(random);
    if (differs(program, given, ours) !== undefined) return { wrong: { program, given }, known, isSaid: false };
    if (typeof ours !== 'string') known += [...ours.values()].filter((value) => !isUnknown(value)).length;
  }
  return { known, isSaid: false };
}

/** What is said of a program that is not so in this run. */
function differs(program: string, given: string, known?: Observed): string | undefined {
  const real = observe(program, given);
  if (typeof real === 'string') return undefined;
  const ours = known ?? observe(program, UNKNOWN);
  if (ours === 'said') return undefined;
  if (ours === 'raised') return 'said to raise';
  return firstOf([...ours].map(([name, value]) => contradict(value, real.get(name), name)));
}

/** The program without what the difference does not need. */
function shrink(program: string, given: string): string {
  let lines = program.split('\n');
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (let at = 0; at < lines.length; at += 1) {
      const indent = lines[at]?.search(/\S/) ?? 0;
      let end = at + 1;
      while (end < lines.length && (lines[end]?.search(/\S/) ?? 0) > indent) end += 1;
      const fewer = [...lines.slice(0, at), ...lines.slice(end)];
      const flat = [
        ...lines.slice(0, at),
        ...lines.slice(at + 1, end).map((line) => line.slice(4)),
        ...lines.slice(end),
      ];
      const found = [fewer, flat].find((next) => next.length < lines.length && differs(next.join('\n'), given));
      if (!found) continue;
      lines = found;
      isShorter = true;
    }
  }
  return `${differs(lines.join('\n'), given)}\n${lines.join('\n')}\n${given}`;
}

describe('what is known of a program whose conditions are not', () => {
  // SEED and COUNT ask for other programs than those of every day.
  const from = Number(process.env['SEED'] ?? 0);
  const count = Number(process.env['COUNT'] ?? 150);

  it('is true of every run', { timeout: 120_000 }, () => {
    const judged = Array.from({ length: count }, (_, at) => ({ seed: from + at, ...judge(from + at) }));
    const wrong = judged.filter((item) => item.wrong !== undefined);
    const [first] = wrong.toSorted((a, b) => (a.wrong?.program.length ?? 0) - (b.wrong?.program.length ?? 0));
    expect(first?.wrong && `seed ${first.seed}: ${shrink(first.wrong.program, first.wrong.given)}`).toBeUndefined();
    // Whoever says nothing is never wrong.
    expect(judged.filter(({ isSaid }) => isSaid).length).toBeLessThan(count / 8);
    expect(judged.reduce((sum, { known }) => sum + known, 0)).toBeGreaterThan(count * 8);
  });
});
