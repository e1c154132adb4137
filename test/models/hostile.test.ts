import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editsWith, mutateText } from '../setup/mutate-text.js';
import { type ProgramResult, runProgram } from '../setup/program.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchdock-hostile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Half a gibibyte with what V8 keeps beside its heap: a program that wants more is ended by V8, without a status. */
const MEMORY = { NODE_OPTIONS: '--max-old-space-size=440' };

function show(text: string, target = 'Net'): ProgramResult {
  writeFileSync(join(folder, 'net.py'), text);
  return runProgram(['model', `net.py:${target}`], { cwd: folder, environment: MEMORY });
}

/** A model whose constructor does something first. */
function withConstructor(lines: readonly string[]): string {
  return [
    'import itertools, torch',
    'from torch import nn',
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    ...lines.map((line) => `        ${line}`),
    '        self.a = nn.Linear(3, 4)',
    '    def forward(self, x): return self.a(x)',
    '',
  ].join('\n');
}

describe('programs that want to hang us or to take all memory', () => {
  it.each([
    ['a list that is doubled for ever', ['l = [1]', 'while True: l = l + l']],
    ['a list that takes itself in', ['l = [1]', 'while True: l.extend(l)']],
    ['lists within lists', ['l = []', 'while True: l = [l, l]']],
    ['a dict that grows', ['d = {}', 'n = 0', 'while True:', '    d[n] = [n] * 10', '    n += 1']],
    ['attributes without end', ['n = 0', 'while True:', '    setattr(self, f"a{n}", n)', '    n += 1']],
    ['texts that are kept', ['l = []', 'while True: l.append("x" * 100000)']],
    ['a text that is joined for ever', ['l = ["a" * 10**6] * 100', 'while True: s = "".join(l)']],
    ['functions that keep functions', ['f = lambda: 0', 'while True:', '    g = f', '    f = lambda g=g: g()']],
    ['classes without end', ['while True:', '    class A(nn.Module): pass', '    self.x = A()']],
    ['recursion', ['def f(n): return f(n + 1) + 1', 'f(0)']],
    ['a generator without end', ['def g():', '    while True: yield 1', 'for x in g(): pass']],
    ['an iterator without end', ['list(itertools.count())']],
    ['a range of 10**10', ['for i in range(10**10): self.n = i']],
    ['a square of a square', ['n = 3', 'while True: n = n * n']],
    ['a factorial', ['n = 1', 'for i in range(1, 10**7): n *= i']],
    ['products of numbers of a million bits', ['n = 1 << 500000', 'while True: m = n * n']],
    ['a pattern that tries all ways', ['import re', 're.match("(a+)+$", "a" * 50 + "b")']],
    ['a million layers', ['self.l = nn.ModuleList([nn.Linear(8, 8) for _ in range(10**6)])']],
    ['a million parameters', ['for i in range(10**6): self.register_parameter(f"p{i}", nn.Parameter(torch.empty(3)))']],
    ['a million tensors', ['l = [torch.arange(10**6) for _ in range(10**6)]']],
  ])('end with a finding: %s', (_name, lines) => {
    const { status, stdout } = show(withConstructor(lines));
    expect(stdout).toMatch(/MDL-03: Net ends with (?:more than \d+ steps|calls within calls are nested too deeply)/);
    expect(status).toBe(1);
  });

  it.each([
    ['a text of 10**9', ['s = "ab" * 10**9']],
    ['a power of a power', ['self.n = 9 ** 9 ** 9']],
    ['a number written wide', ['self.s = "%1000000000d" % 3']],
    ['a tensor as lists', ['l = torch.zeros(10**5, 10**5).tolist()']],
  ])('leave unknown what is too large, and go on: %s', (_name, lines) => {
    const { status, stdout } = show(withConstructor(lines));
    expect(stdout).toMatch(/^Parameters +(?:≥ |~ )?16\b/m);
    expect(status).toBe(0);
  });

  it.each([
    ['calls without end', '        while True: x = self.a(x)\n'],
    ['a tensor that is doubled', '        while True: x = torch.cat([x, x])\n        return x\n'],
  ])('count the parameters of a model whose forward does not end: %s', (_name, body) => {
    const text = withConstructor([]).replace(/ return self\.a\(x\)\n/, `\n${body}`);
    const { status, stdout } = show(text);
    expect(stdout).toMatch(/^Parameters +(?:≥ |~ )?16\b/m);
    expect(stdout).toMatch(/^Data flow +not known/m);
    expect(status).toBe(0);
  });

  it('read a class of 20000 methods, and one line that is nested 50000 deep', () => {
    const methods = Array.from({ length: 20_000 }, (_, at) => `    def m${at}(self): return ${at}\n`).join('');
    expect(show(`${withConstructor([])}${methods}`).stdout).toMatch(/^Parameters +16, /m);
    const deep = `x = ${'('.repeat(50_000)}1${')'.repeat(50_000)}\n`;
    expect(show(`${deep}${withConstructor([])}`).stdout).toMatch(/^Parameters +16, /m);
  });
});

const edits = editsWith(['nn.Linear', 'range(10**10)'], 4);

describe('mutated models', () => {
  const files = readdirSync('fixtures/models', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('model.py'))
    .sort();
  let shown = 0;
  it.each(files)('are shown or refused, never more: %s', (name) => {
    const text = readFileSync(join('fixtures/models', name), 'utf8');
    const [, target = 'Net'] = /^# model: (.+)$/m.exec(text) ?? [];
    const [mutated = ''] = fc.sample(
      edits.map((list) => mutateText(text, list)),
      { numRuns: 1, seed: name.length * 7919 },
    );
    const { status, stderr } = show(mutated, target);
    expect([0, 1], mutated).toContain(status);
    expect(stderr).not.toContain('internal');
    if (status === 0) shown += 1;
  });

  it('are whole often enough to be shown', () => {
    expect(shown).toBeGreaterThan(files.length / 5);
  });
});
