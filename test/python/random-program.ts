/** A random program over a few variables, some of whose conditions and loops hang on `u()` and `us()`. */
export function writeProgram(seed: number): string {
  const writer = new Writer(seed);
  return writer.program();
}

/** Numbers of a seed: the same program each time. */
export function createRandom(seed: number): () => number {
  let state = (seed * 2654435761 + 97) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const START = `
class O: pass
class E(Exception): pass
class Swallow:
    def __enter__(self): return self
    def __exit__(self, kind, error, trace): return kind is not None and issubclass(kind, E)
o = O(); o.a = 0; o.b = 1; o.l = [1]
p = O(); p.a = 5; p.b = 6; p.l = [2]
l = [0, 1, 2]
d = {'a': 0, 'b': 1}
it = iter(range(50))
r = []
g = 0
import functools, itertools
counter = itertools.count()
@functools.lru_cache(None)
def kept(x):
    global g
    g = x
    return o.a
def gather(x, into=[]):
    into.append(x)
    return len(into)
def closure():
    n = 0
    def add(by):
        nonlocal n
        n += by
        return n
    return add
add = closure()
class Lazy:
    count = 0
    @functools.cached_property
    def value(self): return o.a
    def __getattr__(self, name):
        if u(): raise AttributeError(name)
        return 4
    def __iter__(self):
        self.at = 0
        return self
    def __next__(self):
        self.at += 1
        if self.at > 2 and u() or self.at > 5: raise StopIteration
        return self.at
lazy = Lazy()
`;

/** Everything that a run can be asked for afterwards. */
export const OBSERVED = ['o', 'p', 'l', 'd', 'r', 'g', 'it', 'Lazy.count'] as const;

type Where = { readonly depth: number; readonly isLoop: boolean; readonly isGenerator: boolean };

class Writer {
  readonly random: () => number;
  readonly lines: string[] = [];
  left = 26;

  constructor(seed: number) {
    this.random = createRandom(seed);
  }

  program(): string {
    this.lines.push(START.trim());
    const isGenerator = this.random() < 0.15;
    this.define('h', this.random() < 0.2, []);
    this.left = 34;
    this.define('f', isGenerator, ['h']);
    const call = isGenerator ? 'r.extend(f(3, 4))' : 'r.append(f(3, 4))';
    this.lines.push(this.random() < 0.3 ? `try:\n    ${call}\nexcept E:\n    r.append('E')` : call);
    return `${this.lines.join('\n')}\n`;
  }

  define(name: string, isGenerator: boolean, callees: readonly string[]): void {
    this.callees = callees;
    this.lines.push(`def ${name}(x, y):`, '    global g', '    z = 0');
    if (isGenerator) this.lines.push('    yield 0');
    this.block(1, { depth: 1, isLoop: false, isGenerator }, 3 + this.pick(4));
    this.lines.push(`    return ${this.expression()}`);
  }

  callees: readonly string[] = [];

  pick(count: number): number {
    return Math.floor(this.random() * count);
  }

  one<T>(...items: readonly T[]): T {
    return items[this.pick(items.length)] as T;
  }

  block(indent: number, where: Where, count: number): void {
    for (let at = 0; at < count; at += 1) this.statement(indent, where);
  }

  inner(indent: number, where: Where): void {
    this.block(indent + 1, { ...where, depth: where.depth + 1 }, 1 + this.pick(3));
  }

  say(indent: number, text: string): void {
    this.lines.push(`${'    '.repeat(indent)}${text}`);
  }

  statement(indent: number, where: Where): void {
    this.left -= 1;
    const isDeep = where.depth > 4 || this.left < 0;
    const roll = this.random();
    if (isDeep || roll < 0.45) this.say(indent, this.simple(where));
    else if (roll < 0.68) this.condition(indent, where);
    else if (roll < 0.84) this.loop(indent, where);
    else if (roll < 0.96) this.attempt(indent, where);
    else this.manage(indent, where);
  }

  condition(indent: number, where: Where): void {
    this.say(indent, `if ${this.test()}:`);
    this.inner(indent, where);
    if (this.random() < 0.45) {
      this.say(indent, 'else:');
      this.inner(indent, where);
    }
  }

  loop(indent: number, where: Where): void {
    const head = this.one(
      'for i in range(3):',
      'for i in range(2):',
      'for i in us():',
      'while u():',
      'while z < 4:',
      'for i in list(l):',
    );
    this.say(indent, head);
    if (head.includes('z')) this.say(indent + 1, 'z += 1');
    this.inner(indent, { ...where, isLoop: true });
    if (this.random() < 0.25) {
      this.say(indent, 'else:');
      this.inner(indent, where);
    }
  }

  attempt(indent: number, where: Where): void {
    this.say(indent, 'try:');
    this.inner(indent, where);
    const hasHandler = this.random() < 0.75;
    if (hasHandler) {
      this.say(indent, 'except E:');
      this.inner(indent, where);
      if (this.random() < 0.2) {
        this.say(indent, 'else:');
        this.inner(indent, where);
      }
    }
    if (!hasHandler || this.random() < 0.3) {
      this.say(indent, 'finally:');
      this.say(indent + 1, this.plain());
    }
  }

  manage(indent: number, where: Where): void {
    this.say(indent, 'with Swallow():');
    this.inner(indent, where);
  }

  test(): string {
    return this.one(
      'u()',
      'u()',
      'u()',
      'u()',
      'x > 2',
      'u() and x > 1',
      'not u()',
      'o.a == 1',
      'x == y',
      'len(l) > 3',
    );
  }

  simple(where: Where): string {
    const roll = this.random();
    if (where.isLoop && roll < 0.12) return 'break';
    if (where.isLoop && roll < 0.24) return 'continue';
    if (roll < 0.3 && where.depth > 1) return `return ${this.expression()}`;
    if (roll < 0.36 && where.depth > 1) return 'raise E()';
    if (where.isGenerator && roll < 0.5) return `yield ${this.expression()}`;
    return this.plain();
  }

  plain(): string {
    const value = this.expression();
    return this.one(
      `x = ${value}`,
      `y = ${value}`,
      `z = ${value}`,
      'x += 1',
      'x, y = y, x',
      `g = ${value}`,
      `o.a = ${value}`,
      `p.a = ${value}`,
      `o.b = ${value}`,
      'o.a += 1',
      `o.c = ${value}`,
      `l.append(${value})`,
      `o.l.append(${value})`,
      `l[0] = ${value}`,
      `l[-1] = ${value}`,
      'l.pop() if l else None',
      'l.pop(0) if l else None',
      `l.insert(0, ${value})`,
      'l.reverse()',
      `l += [${value}]`,
      `d['a'] = ${value}`,
      `d['c'] = ${value}`,
      `d.pop('c', None)`,
      `d.setdefault('e', ${value})`,
      `d.update(b=${value})`,
      'o.l = l',
      'o.l = list(l)',
      'x = next(it)',
      'x = next(counter)',
      `x = kept(${value} if isinstance(${value}, int) else 1)`,
      'y = gather(x)',
      'x = add(2)',
      'Lazy.count += 1',
      'y = lazy.value',
      'y = lazy.absent if hasattr(lazy, "absent") else 3',
      'y = getattr(lazy, "missing", 5)',
      'y = sum(lazy)',
      '(o if u() else p).a = 9',
      '(l if u() else o.l).append(3)',
      `(d if u() else {})['a'] = ${value}`,
      'o.__dict__.update(c=4)',
      'l.sort(key=lambda i: 0 if u() else 1)',
      '[l.append(i) for i in us()]',
      '[l.append(i) for i in range(2) if u()]',
      'any(l.append(i) for i in us())',
      'x = max(1, 2, key=lambda i: i if u() else -i)',
      'next(it)',
      `x = [i for i in range(3) if ${this.test()}]`,
      'x = len(l)',
      'y = len(d)',
      `setattr(o, 'c', ${value})`,
      `o, q = (p, o)`.replace('o, q', 'q, w'),
      `y = x if ${this.test()} else ${value}`,
      `r.append(${value})`,
      'a, *b = l or [0]; r.append(a)',
      `k = lambda: o.a; o.a = ${value}; r.append(k())`,
    );
  }

  expression(): string {
    const call = this.callees.length > 0 && this.random() < 0.15 ? `${this.one(...this.callees)}(x, 2)` : undefined;
    return (
      call ??
      this.one(
        '0',
        '1',
        '2',
        '7',
        'x',
        'y',
        'z',
        'g',
        'o.a',
        'p.a',
        'l[0] if l else 3',
        "d['a']",
        "d.get('c')",
        'len(l)',
        'o.l[-1] if o.l else 4',
        "getattr(o, 'c', 8)",
        'l[-1] if l else 5',
        '(1 if u() else 1)',
        '(1 if u() else 2)',
        '[x, 1]',
        'sorted(l, key=str)[0] if l else 6',
      )
    );
  }
}
