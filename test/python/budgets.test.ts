import { describe, expect, it } from 'vitest';
import { runText } from './in-memory.js';

const SMALL = { budget: { steps: 20_000, depth: 100, cells: 10_000, fileLength: 100_000 } };

describe('budgets', () => {
  it.each([
    ['an endless loop', 'while True: pass\n'],
    [
      'a loop that swallows all exceptions',
      'while True:\n    try:\n        while True: pass\n    except BaseException: pass\n    finally: pass\n',
    ],
    ['endless recursion', 'def f(): return f()\nf()\n'],
    ['recursion that swallows', 'def f():\n    try: f()\n    except Exception: pass\n    f()\nf()\n'],
    ['recursion by __getattr__', 'class A:\n    def __getattr__(self, n): return getattr(self, n + "x")\nA().y\n'],
    ['recursion by repr', 'class A:\n    def __repr__(self): return repr(self)\nrepr(A())\n'],
    ['endless generators', 'def g():\n    while True: yield 1\nfor x in g(): pass\n'],
    ['an endless list', 'l = [1]\nfor x in l: l.append(x)\n'],
    ['a generator of generators', 'def g(n):\n    yield from g(n + 1)\nlist(g(0))\n'],
    ['endless iteration in a native', 'import itertools\nsum(itertools.count())\n'],
    ['an endless while in a method', 'class A:\n    def __len__(self):\n        while True: pass\nlen(A())\n'],
    ['recursion by equality', 'class A:\n    def __eq__(self, o): return self == o\nA() == A()\n'],
  ])('end %s', (_name, text) => {
    const { interpreter, problems, show } = runText(text, SMALL);
    expect(problems.some(({ kind }) => kind === 'budget')).toBe(true);
    expect(problems.filter(({ reason }) => reason.startsWith('internal'))).toEqual([]);
    expect(interpreter.printed).toEqual([]);
    expect(show('1 + 1')).toBe('2');
  });

  it.each([
    '[0] * 10**9',
    "'a' * 10**9",
    '(1,) * 10**12',
    '1 << 10**9',
    '10 ** 10**9',
    'list(range(10**9))',
    '[i for i in range(10**9)]',
    '{i for i in range(10**9)}',
    'sum(range(10**9))',
    "'x'.join(['a' * 1000] * 1000000)",
    "'ab'.replace('a', 'b' * 100000)",
    "'%*d' % (10**9, 1)",
    "f'{1:>1000000000}'",
    "'a'.center(10**9)",
    'bytes(10**9)',
    'sorted(range(10**9))',
    "int('9' * 5000)",
    'tuple(range(10**9))',
    'dict.fromkeys(range(10**9))',
    '2 ** 2 ** 2 ** 2 ** 2 ** 2',
  ])('refuse %s', (expression) => {
    const { show } = runText('', { budget: { steps: 200_000, depth: 100, cells: 50_000, fileLength: 1000 } });
    expect(show(expression)).toMatch(/^[?!] /);
    expect(show('2 + 2')).toBe('4');
  });

  it('leave lazy things lazy', () => {
    const { show } = runText('', SMALL);
    expect(
      show(
        'len(range(10**12)), 5 in range(10**12), range(10**12)[7], next(iter(range(10**12))), list(zip(range(10**12), "ab"))',
      ),
    ).toBe("(1000000000000, True, 7, 0, [(0, 'a'), (1, 'b')])");
  });

  it('do not let deep sources overflow', () => {
    const deep = `x = ${'('.repeat(5000)}1${')'.repeat(5000)}\ny = 2\n`;
    const sum = `z = ${Array.from({ length: 20_000 }, () => '1').join('+')}\nw = 3\n`;
    const first = runText(deep);
    expect(first.show('y')).toBe('2');
    const second = runText(sum);
    expect(second.show('w')).toBe('3');
    expect(second.problems.length + first.problems.length).toBeGreaterThan(0);
  });

  it('say that a file is too long', () => {
    const { problems } = runText(`x = 1\n${'#'.repeat(200_000)}`, SMALL);
    expect(problems).toMatchObject([{ kind: 'budget', reason: 'main.py is too long to be read' }]);
  });
});
