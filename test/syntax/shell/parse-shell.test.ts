import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import { parseShell } from '../../../src/syntax/shell/parse-shell.js';

const commandsOf = (text: string) =>
  parseShell(createSourceText('x.sh', text)).commands.map((command) => command.words.map((word) => word.value));

describe('parseShell', () => {
  it('finds simple commands wherever they stand', () => {
    const text = `set -e
if [ -f x ]; then pip install a; elif b; then c; else d; fi
for i in 1 2; do e $i; done
while f; do g; done
case $1 in train) h ;; esac
j() { k | l && m || n; }
( o & p )
ID=$(docker run -d q)
! r
time s`;
    expect(commandsOf(text).map((words) => words.join(' '))).toEqual([
      'set -e',
      '[ -f x ]',
      'pip install a',
      'b',
      'c',
      'd',
      'e $i',
      'f',
      'g',
      'h',
      'k',
      'l',
      'm',
      'n',
      'o',
      'p',
      'docker run -d q',
      'r',
      's',
    ]);
  });

  it('removes quotes and tells expansions from text', () => {
    const { commands } = parseShell(
      createSourceText('x', `x "$(pwd)/w":/y '$HOME' \\$z "a b" \${P:-1} $'t\\n' *.py {a,b}`),
    );
    expect(commands[0]?.words.map(({ value, hasExpansion }) => [value, hasExpansion])).toEqual([
      ['x', false],
      ['$(pwd)/w:/y', true],
      ['$HOME', false],
      ['$z', false],
      ['a b', false],
      ['${P:-1}', true],
      ['t\n', false],
      ['*.py', false],
      ['{a,b}', false],
    ]);
    expect(commands[1]?.words.map(({ value }) => value)).toEqual(['pwd']);
  });

  it('joins continued lines and keeps places', () => {
    const text = 'docker run \\\n  --gpus all \\\n  im\\\nage';
    const [command] = parseShell(createSourceText('x', text)).commands;
    expect(command?.words.map(({ value }) => value)).toEqual(['docker', 'run', '--gpus', 'all', 'image']);
    expect(command?.words.map(({ span }) => text.slice(span.start, span.end)).at(-1)).toBe('im\\\nage');
  });

  it('keeps assignments, redirections and bodies', () => {
    const text = 'A=1 B="$C" cat > /x <<EOF\nhi\nEOF\nexport D=2\nE=3';
    const parsed = parseShell(createSourceText('x', text));
    expect(parsed.commands[0]?.assignments).toMatchObject([
      { name: 'A', value: '1', hasExpansion: false },
      { name: 'B', value: '$C', hasExpansion: true },
    ]);
    const [file, body] = parsed.commands[0]?.redirects ?? [];
    expect(file).toMatchObject({ kind: 'file', operator: '>', target: { value: '/x' } });
    expect(body?.kind === 'heredoc' && text.slice(body.content.start, body.content.end)).toBe('hi\n');
    expect(parsed.assignments.map(({ name, value }) => `${name}=${value}`)).toEqual(['D=2', 'E=3']);
  });

  it('reads a part of a file with places of the file', () => {
    const source = createSourceText('Dockerfile', 'RUN pip install torch\nCMD x');
    const [command] = parseShell(source, { start: 4, end: 21 }).commands;
    expect(command?.words.map(({ span }) => source.text.slice(span.start, span.end))).toEqual([
      'pip',
      'install',
      'torch',
    ]);
  });

  it('reports problems and keeps what could be read', () => {
    const parsed = parseShell(createSourceText('x', 'a && ; pip install b )\necho "open'));
    expect(parsed.problems.length).toBeGreaterThan(0);
    expect(parsed.commands.some(({ words }) => words[0]?.value === 'pip')).toBe(true);
  });

  it.each([
    ['functions in functions', 'f() '.repeat(1e5)],
    ['substitutions', 'echo '.concat('$( '.repeat(1e5))],
    ['groups', '( '.repeat(1e5)],
    ['quotes', '"$('.repeat(1e5)],
    ['here documents', `cat ${'<<a '.repeat(1e5)}`],
    ['one very long line', 'x '.repeat(5e6)],
  ])('bounds hostile input: %s', (_name, text) => {
    expect(parseShell(createSourceText('x', text)).commands.length).toBeGreaterThanOrEqual(0);
  });

  it('never throws, and its spans lie inside the text in order', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'if ',
        'then ',
        'fi',
        ';',
        '&&',
        '|',
        '(',
        ')',
        '$(',
        '`',
        '"',
        "'",
        '\\',
        '\n',
        '<<EOF',
        'EOF',
        '{',
        '}',
        '$',
        ' ',
        'A=',
        '#',
        'for',
        'do',
        'done',
        '[[',
        '((',
        '<(',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = createSourceText('x', pieces.join(''));
        const parsed = parseShell(source);
        const spans = [
          ...parsed.problems.map(({ span }) => span),
          ...parsed.commands.flatMap(({ span, words, assignments }) => [
            span,
            ...words.map((w) => w.span),
            ...assignments.map((a) => a.span),
          ]),
        ];
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(source.text.length);
        }
        for (const { words } of parsed.commands) expect(words.length).toBeGreaterThan(0);
        expect(parseShell(source)).toEqual(parsed);
      }),
      { numRuns: 200 },
    );
  });
});
