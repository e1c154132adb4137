import { describe, expect, it } from 'vitest';
import { runFiles, runText } from './in-memory.js';

const GIVEN = 'from given import unknown\n';
const REASON = '? nothing.value() is not known here';

describe('what is not known', () => {
  it('stays unknown through all that is done with it, with the first reason', () => {
    const { show } = runText(GIVEN);
    for (const expression of [
      'unknown + 1',
      '2 * unknown',
      'unknown[3]',
      'len(unknown)',
      'unknown < 2',
      '-unknown',
      'f"{unknown}"',
      'str(unknown)',
      'int(unknown)',
      '[*unknown]',
      'sorted(unknown)',
      'unknown == 1',
      '1 in unknown',
      'not unknown',
      'abs(unknown)',
      'round(unknown)',
      'sum([1, unknown])',
      'max(1, unknown)',
      '"%s" % unknown',
      'range(unknown)',
      '[1, 2][unknown]',
      '{}.get(unknown)',
    ]) {
      expect(`${expression}: ${show(expression)}`).toBe(`${expression}: ${REASON}`);
    }
  });

  it('does not take with it what does not hang on it', () => {
    const { show } = runText(`${GIVEN}d = {'a': unknown, 'b': 2}\nl = [unknown, 1]\n`);
    expect(show("d['b'], l[1], len(d), len(l), list(d)")).toBe("(2, 1, 2, 2, ['a', 'b'])");
    expect(show('unknown and False')).toBe('False');
    expect(show('unknown or True')).toBe('True');
    expect(show('unknown or 5')).toBe(REASON);
    expect(show('unknown is None')).toBe(REASON);
    expect(show('any([unknown, 1]), all([unknown, 0])')).toBe('(True, False)');
  });

  it('keeps the place of the first unknown', () => {
    const { interpreter, module } = runText('import nothing\n\nx = nothing.value + 1\ny = x * 2\n');
    const outcome = interpreter.evaluate('y', module);
    expect(outcome).toMatchObject({ kind: 'value', value: { kind: 'unknown', site: { source: { path: 'main.py' } } } });
  });
});

describe('a condition that is not known', () => {
  it('keeps what both ways agree on', () => {
    const { show, problems } = runText(`${GIVEN}
a = 1
items = []
class O: pass
o = O()
o.same = 1
if unknown:
    a, b, c = 2, 5, 'x'
    items.append(1)
    o.same = 7
    o.left = 1
else:
    a, b, c = 3, 5, 'y'
    items.append(1)
    o.same = 7
d = (b, c)
`);
    expect([show('a'), show('b'), show('items'), show('o.same'), show('d[0]')]).toEqual([REASON, '5', '[1]', '7', '5']);
    expect([show('c'), show('d[1]'), show('o.left')]).toEqual([REASON, REASON, REASON]);
    expect(problems).toEqual([]);
  });

  it('makes a list of unknown length partly known', () => {
    const { show } = runText(`${GIVEN}
l = ['a']
d = {'k': 1}
if unknown:
    l.append('b')
    d['n'] = 2
`);
    expect([
      show('l[0]'),
      show('len(l)'),
      show('l[1]'),
      show("d['k']"),
      show("d['n']"),
      show("'n' in d"),
      show("'k' in d"),
    ]).toEqual(["'a'", REASON, REASON, '1', REASON, REASON, 'True']);
  });

  it('follows a return in one way and what comes after it in the other', () => {
    const { show, problems } = runText(`${GIVEN}
log = []
def same():
    if unknown:
        return 4
    log.append('went on')
    return 2 + 2
def other():
    if unknown:
        return 'early'
    return 'late'
def falls():
    if unknown:
        return None
    x = 1
def both():
    x = 0
    if unknown:
        x = 1
        return x
    else:
        x = 2
    return x - 1
`);
    expect([show('same()'), show('len(log)'), show('other()'), show('falls()'), show('both()')]).toEqual([
      '4',
      REASON,
      REASON,
      'None',
      '1',
    ]);
    expect(problems).toEqual([]);
  });

  it('follows break and continue', () => {
    const { show, problems } = runText(`${GIVEN}
def until():
    n = 0
    for i in range(3):
        if unknown:
            break
        n = n + 1
    return n, 'end'
def skipping():
    n = k = 0
    for i in range(3):
        k += 1
        if unknown:
            continue
        n += 1
    return n, k
`);
    expect([show('until()[0]'), show('until()[1]'), show('skipping()[0]'), show('skipping()[1]')]).toEqual([
      REASON,
      "'end'",
      REASON,
      '3',
    ]);
    expect(problems).toEqual([]);
  });

  it('takes the way that does not raise; both where the exception is caught', () => {
    const { show, problems } = runText(`${GIVEN}
def checked(x):
    if unknown:
        raise ValueError(x)
    return x
def caught(x):
    try:
        if unknown:
            raise ValueError(x)
        return x
    except ValueError:
        return 'caught'
`);
    expect(show('checked(3)')).toBe('3');
    expect(problems).toEqual([]);
    expect(show('caught(3)')).toBe(REASON);
    expect(problems).toEqual([]);
  });

  it('knows nothing of what a loop of unknown length changes, and all of what it does not', () => {
    const { show, problems } = runText(`${GIVEN}
n, a, b, kept, items = 0, 1, 1, 'k', []
for x in unknown:
    n += 1
    b = a
    a = n
    items.append(x)
m = 0
while unknown:
    m += 1
`);
    expect([show('n'), show('a'), show('b'), show('kept'), show('len(items)'), show('m')]).toEqual([
      REASON,
      REASON,
      REASON,
      "'k'",
      REASON,
      REASON,
    ]);
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'a way that left before all was taken back',
      'x.a = 1\nif unknown:\n    x.a = 5\n    if unknown: return\nx.a = 1',
      'x.a',
    ],
    [
      'continue in a loop of unknown length',
      'for i in unknown:\n    if unknown:\n        x.a = 5\n        continue',
      'x.a',
    ],
    ['else of a loop that was perhaps left', 'while unknown:\n    break\nelse:\n    x.a = 5', 'x.a'],
    [
      'a chain of variables in a loop',
      'a = b = c = d = 0\nfor i in unknown:\n    x.a = d\n    d = c; c = b; b = a; a = 1',
      'x.a',
    ],
    ['while True that is perhaps left', 'n = 0\nwhile True:\n    n += 1\n    if unknown: break\nx.a = n', 'x.a'],
    [
      'an exception that is perhaps caught',
      'try:\n    if unknown: raise ValueError\n    x.a = 5\nexcept ValueError:\n    x.a = 6',
      'x.a',
    ],
    [
      'finally, for those that left',
      'try:\n    x.a = 1\n    if unknown: return\n    x.a = 0\nfinally:\n    x.a += 1',
      'x.a',
    ],
    ['an iterator that was moved on', 'it = iter([1, 2, 3])\nif unknown: next(it)\nx.a = next(it)', 'x.a'],
    ['a list that was perhaps made shorter', 'l = [1, 2]\nif unknown: l.pop(0)\nx.a = l[0]', 'x.a'],
    ['the end of a list that is perhaps longer', 'l = [1, 2]\nif unknown: l.append(3)\nl[-1] = 5\nx.a = l[1]', 'x.a'],
    ['a key that is not known', 'd = {"a": 1}\nd[unknown] = 2\nx.a = d["a"]', 'x.a'],
    ['update with what is not known', 'd = {"a": 1}\nd.update(unknown)\nx.a = d["a"]', 'x.a'],
    ['one of two objects', '(x if unknown else y).a = 9', 'x.a'],
    ['one of two lists', 'l, m = [1], [2]\n(l if unknown else m).append(3)\nx.a = len(l)', 'x.a'],
    ['elements that are perhaps made', 'l = []\n[l.append(i) for i in range(2) if unknown]\nx.a = len(l)', 'x.a'],
    ['__getattr__ that perhaps raises', 'x.a = hasattr(Z(), "b")', 'x.a'],
    ['setattr with a name that is not known', 'setattr(x, unknown, 5)', 'x.a'],
    ['what is put in __dict__', 'x.__dict__.update({unknown: 5})', 'x.a'],
  ])('knows nothing after %s', (_, body, expression) => {
    const { show } = runText(`${GIVEN}
class O: pass
class Z:
    def __getattr__(self, name):
        if unknown: raise AttributeError(name)
        return 1
x, y = O(), O()
x.a = y.a = 0
def f():
    ${body.replaceAll('\n', '\n    ')}
f()
`);
    expect(show(expression)).toMatch(/^\? /);
  });

  it('keeps for both ways what one of them imports', () => {
    const { show } = runFiles({
      'main.py': `${GIVEN}import pkg
def f():
    if unknown:
        import pkg.part
        import other.thing
        return 1
    return 1
a = f()
import other.thing
b = f()
`,
      'given.py': 'import nothing\nunknown = nothing.value()\n',
      'pkg/__init__.py': '',
      'pkg/part.py': 'X = 5\n',
      'other/__init__.py': '',
      'other/thing.py': 'Y = 6\n',
    });
    expect([show('pkg.part.X'), show('other.thing.Y'), show('a, b')]).toEqual(['5', '6', '(1, 1)']);
  });

  it('works inside of expressions, comprehensions and match', () => {
    const { show } = runText(`${GIVEN}
calls = []
def f(x):
    calls.append(x)
    return x
a = f(1) if unknown else f(1)
l = [i for i in range(3) if i < unknown]
match unknown:
    case 1: m = 'same'
    case _: m = 'same'
`);
    expect([show('a'), show('calls'), show('len(l)'), show('m')]).toEqual(['1', '[1]', REASON, "'same'"]);
  });

  it('follows both ways of an import that may be missing', () => {
    const { show, problems } = runText(`
try:
    import fast_attention
    HAS = True
    DIM = 4
except ImportError:
    HAS = False
    DIM = 4
`);
    expect([show('HAS'), show('DIM')]).toEqual(['? whether fast_attention is installed is not known', '4']);
    expect(problems).toEqual([]);
    const absent = runText('try:\n    import fast_attention\n    HAS = True\nexcept ImportError:\n    HAS = False\n', {
      isAbsent: () => true,
    });
    expect(absent.show('HAS')).toBe('False');
  });
});

describe('what is not understood', () => {
  it('fails alone and marks the object whose method it stands in', () => {
    const { interpreter, module, problems, show } = runText(`
class Net:
    def __init__(self):
        self.a = 1
        self.b = [await_ async for await_ in x] if False else self.go()
        self.c = 3
    def go(self):
        async with self: pass
        return 2
class Bad:
    def __init__(self):
        async with self:
            self.x = 1
        self.y = 2
n = Net()
`);
    expect([show('n.a'), show('n.c')]).toEqual(['1', '3']);
    expect(problems.map(({ kind }) => kind)).toEqual(['unsupported']);
    expect(interpreter.evaluate('n', module)).toMatchObject({
      kind: 'value',
      value: { partial: [{ kind: 'unsupported' }] },
    });
    expect(show('Bad().y')).toBe('2');
    expect(show('Bad().x')).toBe('? async with is not understood');
  });

  it('says what an expression raises', () => {
    const { show } = runText('def f(a): return a / 0\n');
    expect([show('f(1)'), show('f()'), show('nope'), show('1 +'), show('f(1')]).toEqual([
      '! ZeroDivisionError: division by zero',
      "! TypeError: f() missing 1 required positional argument: 'a'",
      "! NameError: name 'nope' is not defined",
      expect.stringContaining('! SyntaxError'),
      expect.stringContaining('! SyntaxError'),
    ]);
  });

  it('goes on after a statement of a module that raises', () => {
    const { show, problems } = runText('a = 1\nb = a.nope\nc = 3\n');
    expect([show('a'), show('c'), show('b')]).toEqual([
      '1',
      '3',
      "? AttributeError: 'int' object has no attribute 'nope'",
    ]);
    expect(problems).toMatchObject([{ kind: 'raised', site: { source: { path: 'main.py' } } }]);
  });
});
