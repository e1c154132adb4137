import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import { readLiteral } from '../../../src/syntax/python/literal.js';
import { spanOfNode } from '../../../src/syntax/python/node-span.js';
import { bodyOf, parsePython, parsePythonLazily } from '../../../src/syntax/python/parse-python.js';
import type { PythonNode, PythonStatement } from '../../../src/syntax/python/python-syntax.js';
import { DEBIAN_TORCH, requireTool } from '../../setup/tools.js';

const FOLDER = '/usr/lib/python3/dist-packages/torchvision';

/** Kind and line of every statement and expression of the files, in the order of the tree; names too. */
const DRIVER = `
import ast, json, sys
def walk(node, out):
    if isinstance(node, (ast.stmt, ast.expr)):
        out.append([type(node).__name__, node.lineno, getattr(node, 'id', None) or getattr(node, 'attr', None) or getattr(node, 'name', None) or ''])
    for field in ast.iter_child_nodes(node):
        walk(field, out)
for path in sys.stdin.read().split():
    out = []
    walk(ast.parse(open(path).read()), out)
    print(json.dumps(sorted(out)))
`;

function listNodes(value: unknown, found: [string, number, string][]): void {
  if (Array.isArray(value)) for (const item of value) listNodes(item, found);
  else if (typeof value === 'object' && value !== null && 'nodeType' in value) {
    const node = value as PythonNode & {
      id?: string;
      attr?: string;
      name?: unknown;
      ctx?: unknown;
      inlineComment?: unknown;
    };
    const { ctx: _ctx, inlineComment: _comment, ...rest } = node;
    if (!OTHERS.test(node.nodeType)) {
      const name = node.id ?? node.attr ?? (typeof node.name === 'string' ? node.name : '');
      found.push([node.nodeType, node.lineno ?? 0, name]);
    }
    for (const item of Object.values(rest)) if (typeof item === 'object') listNodes(item, found);
  }
}

/** Nodes that are neither statements nor expressions, and those inside of f-strings, to which CPython 3.11 gives no lines. */
const OTHERS =
  /^(?:Arguments|Arg|Keyword|Alias|WithItem|Comprehension|ExceptHandler|MatchCase|Match[A-Z]\w+|Module|Comment|Add|Sub|Mult|MatMult|Div|Mod|Pow|[LR]Shift|Bit\w+|FloorDiv|Invert|Not|UAdd|USub|And|Or|Eq|NotEq|LtE?|GtE?|Is|IsNot|In|NotIn|Load|Store|Del)$/;

function sortNodes(nodes: [string, number, string][]): string[] {
  return nodes.map((node) => JSON.stringify(node)).sort();
}

/** Asks for every body, so that nothing is left out any more. */
function fillBodies(statements: readonly PythonStatement[]): void {
  for (const node of statements) {
    if (node.nodeType === 'FunctionDef' || node.nodeType === 'AsyncFunctionDef') expect(bodyOf(node)).toBeDefined();
    else if ('body' in node) fillBodies(node.body as readonly PythonStatement[]);
    if ('orelse' in node && Array.isArray(node.orelse)) fillBodies(node.orelse);
    if ('handlers' in node) for (const handler of node.handlers) fillBodies(handler.body);
    if ('finalbody' in node) fillBodies(node.finalbody);
  }
}

/** Where a statement with a body ends is not known before its body is asked for, so it is left out. */
function writeTree(statements: readonly PythonStatement[]): string {
  return JSON.stringify(statements, function write(this: object, key: string, value: unknown) {
    if (key === 'comments' || key === 'inlineComment' || (key.startsWith('end_') && 'body' in this)) return undefined;
    return typeof value === 'bigint' ? String(value) : value;
  });
}

describe('parsePythonLazily', () => {
  it('gives the same trees once its bodies are asked for, on all of torchvision', (context) => {
    requireTool(context, DEBIAN_TORCH);
    let shorter = 0;
    for (const name of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.py')) continue;
      const source = createSourceText(name, readFileSync(`${FOLDER}/${name}`, 'utf8'));
      const whole = writeTree(parsePython(source).body);
      const lazy = parsePythonLazily(source);
      if (writeTree(lazy.body).length < whole.length) shorter += 1;
      fillBodies(lazy.body);
      expect([name, writeTree(lazy.body) === whole]).toEqual([name, true]);
    }
    expect(shorter).toBeGreaterThan(80);
  });

  const long = `x = 1  # ${'-'.repeat(200)}`;
  it.each([
    `def a(x=(1,\n  2), y=":"): # def q():\n    """doc\ndef no():\n    ${long}\n    """\n    ${long}\n\n# end\nz = 1\n`,
    `class A:\n\tdef f(self):\n\t\t${long}\n\n\t# comment\n\tdef g(self):\n\t\treturn '''\n${long}'''\n\ny = 2\n`,
    `if True:\n    def f():\n        ${long}\n        def g():\n            return 1\n        return g\nelse:\n    def f(): return 0\n`,
    `def f():\n    ${long}\n    yield 1\n@deco\ndef g(a, b): \\\n  return 1\n`,
    `async def f():\r\n    ${long}\r\n    await x\r\ny = 1\r\n`,
    `def f():\n    # ${long}\n    ${long}\n  # less\n    return 2\n`,
    `def f():\n    r"""doc"""\n    ${long}\n    return "\\"" + '\\'' + f'{x}'\n`,
  ])('is not misled by strings, brackets, comments and tabs %#', (text) => {
    const source = createSourceText('a.py', text);
    const lazy = parsePythonLazily(source);
    expect(writeTree(lazy.body).length).toBeLessThan(writeTree(parsePython(source).body).length + 1);
    fillBodies(lazy.body);
    expect(writeTree(lazy.body)).toBe(writeTree(parsePython(source).body));
  });

  it('tells a body that is broken when it is asked for', () => {
    const source = createSourceText('a.py', `def f():\n    ${long}\n    x = = 2\n\ndef g():\n    return 1\n`);
    const [broken, fine] = parsePythonLazily(source).body;
    if (broken?.nodeType !== 'FunctionDef' || fine?.nodeType !== 'FunctionDef') throw new Error('no functions');
    expect(bodyOf(broken)).toBeUndefined();
    expect(bodyOf(fine)).toHaveLength(1);
  });
});

describe('parsePython', () => {
  it('gives the tree that CPython gives, on all of torchvision', (context) => {
    requireTool(context, DEBIAN_TORCH);
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.py'))
      .map((name) => `${FOLDER}/${name}`);
    expect(files.length).toBeGreaterThan(100);
    const answers = execFileSync('/usr/bin/python3', ['-c', DRIVER], {
      input: files.join('\n'),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    for (const [at, line] of answers.trim().split('\n').entries()) {
      const path = files[at] ?? '';
      const file = parsePython(createSourceText(path, readFileSync(path, 'utf8')));
      const found: [string, number, string][] = [];
      listNodes(file.body, found);
      expect(file.broken).toEqual([]);
      const wanted = JSON.parse(line) as [string, number, string][];
      const withoutTexts = (nodes: [string, number, string][]): string[] =>
        sortNodes(nodes.filter(([kind]) => kind !== 'JoinedStr' && kind !== 'FormattedValue' && kind !== 'Constant'));
      expect([path, withoutTexts(found).length]).toEqual([path, withoutTexts(wanted).length]);
      expect([path, withoutTexts(found)]).toEqual([path, withoutTexts(wanted)]);
    }
  });

  it.each([
    ['1', { kind: 'int', value: 1 }],
    ['1.', { kind: 'float', value: 1 }],
    ['1e3', { kind: 'float', value: 1000 }],
    ['0x1E', { kind: 'int', value: 30 }],
    ['1_0', { kind: 'int', value: 10 }],
    ['12345678901234567890', { kind: 'int', value: 12345678901234567890n }],
    ['2j', { kind: 'complex', real: 0, imaginary: 2 }],
    ['...', { kind: 'ellipsis' }],
    ['"..."', { kind: 'str', value: '...' }],
    ['b"a"', { kind: 'bytes', value: 'a' }],
    ['Rb"\\d"', { kind: 'bytes', value: '\\d' }],
    ['"a" \'b\'', { kind: 'str', value: 'ab' }],
    ['None', { kind: 'none' }],
    ['True', { kind: 'bool', value: true }],
  ])('reads %s', (text, expected) => {
    const source = createSourceText('a.py', `x = "é𝄞"; ${text}\n`);
    const [, statement] = parsePython(source).body;
    if (statement?.nodeType !== 'Expr' || statement.value.nodeType !== 'Constant') throw new Error('no constant');
    expect(readLiteral(source, statement.value)).toEqual(expected);
    const { start, end } = spanOfNode(source, statement.value);
    expect(source.text.slice(start, end)).toBe(text);
  });

  it('reads files with a byte order mark, form feeds, tabs and Windows line ends', () => {
    for (const text of [
      '\ufeffx = 1\ny = 2\n',
      'x = 1\n\f\ny = 2\n',
      'x = 1\r\ny = 2\r\n',
      'if 1:\n\tx = 1\n',
      'x = 1',
    ]) {
      expect([text, parsePython(createSourceText('a.py', text)).broken]).toEqual([text, []]);
    }
  });

  it('loses only what is broken', () => {
    const text =
      'import a\nx = 1\n\ndef broken(:\n    pass\n\nclass Fine:\n    y = 2\n\nz = (1,\n\ndef last():\n    return 3\n';
    const file = parsePython(createSourceText('a.py', text));
    expect(file.body.map(({ nodeType, lineno }) => [nodeType, lineno])).toEqual([
      ['Import', 1],
      ['Assign', 2],
      ['ClassDef', 7],
      ['FunctionDef', 12],
    ]);
    expect(file.broken.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'def broken(:\n    pass\n\n',
      'z = (1,\n\n',
    ]);
  });

  it('never throws, and its spans lie inside the text', () => {
    const piece = fc.constantFrom(
      'def f(',
      '):\n',
      '  ',
      'x',
      '=',
      '1',
      "'",
      '"""',
      '\n',
      'class A:',
      '(',
      ')',
      '[',
      '{',
      '}',
      'f"{',
      '#',
      '\\',
      'é',
      '\0',
      '\t',
      'if ',
      'else:',
      '@',
      '...',
      '\r',
      '\f',
      '𝄞',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = createSourceText('a.py', pieces.join(''));
        const file = parsePython(source);
        for (const { span } of file.broken) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(source.text.length);
        }
        for (const node of file.body) expect(spanOfNode(source, node).end).toBeLessThanOrEqual(source.text.length);
      }),
      { numRuns: 500 },
    );
  });
});
