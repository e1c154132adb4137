import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText, positionAt } from '../../../src/base/text.js';
import { expandWord } from '../../../src/syntax/dockerfile/expand-word.js';
import { parseDockerfile } from '../../../src/syntax/dockerfile/parse-dockerfile.js';
import { splitPlainWords, splitQuotedWords } from '../../../src/syntax/dockerfile/split-words.js';

const { DockerfileParser } = createRequire(import.meta.url)('dockerfile-ast') as typeof import('dockerfile-ast');

const parse = (text: string) => parseDockerfile(createSourceText('Dockerfile', text));
const lines = (text: string) => parse(text).instructions.map(({ keyword, text }) => `${keyword} ${text.text}`);

describe('parseDockerfile', () => {
  it('joins continued lines, without comments and empty lines between them', () => {
    expect(lines('FROM a\nRUN one \\\n# comment\n\n  two # not one\\  \n\\\nthree\n# x\n  cmd four')).toEqual([
      'FROM a',
      'RUN one   two # not onethree',
      'CMD four',
    ]);
    expect(lines('RUN a \\\\\nRUN b')).toEqual(['RUN a \\\\', 'RUN b']);
    expect(lines('RUN a \\')).toEqual(['RUN a']);
    expect(lines('FR\\\nOM a')).toEqual(['FROM a']);
  });

  it('knows the directives at the top only', () => {
    expect(lines('# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN b `\n c \\\nRUN d')).toEqual([
      'FROM a',
      'RUN b  c \\',
      'RUN d',
    ]);
    expect(lines('# a comment\n# escape=`\nRUN b `\nRUN c')).toEqual(['RUN b `', 'RUN c']);
  });

  it('reads CRLF, a byte order mark, and an empty file', () => {
    expect(lines('\uFEFFFROM a\r\nRUN b \\\r\n  c\r\n\r\n')).toEqual(['FROM a', 'RUN b   c']);
    expect(lines('')).toEqual([]);
    expect(lines('\n# only\n')).toEqual([]);
  });

  it('separates flags', () => {
    const [run, copy, end] = parse(
      'RUN --mount=type=cache,target=/x --network="none" pip x --y\nCOPY --link --from=b a c\nRUN -- --x',
    ).instructions;
    expect(run?.flags.map(({ name, value }) => [name, value])).toEqual([
      ['mount', 'type=cache,target=/x'],
      ['network', 'none'],
    ]);
    expect(run?.text.text).toBe('pip x --y');
    expect(copy?.flags.map(({ name, value }) => [name, value])).toEqual([
      ['link', undefined],
      ['from', 'b'],
    ]);
    expect(end?.text.text).toBe('--x');
  });

  it('takes a JSON array as words, and nothing else', () => {
    const exec = (text: string) => parse(text).instructions[0]?.exec?.map(({ value }) => value);
    expect(exec('CMD ["a", "b \\"c\\"" ,"\\u00e9"]')).toEqual(['a', 'b "c"', 'é']);
    expect(exec('CMD []')).toEqual([]);
    expect(exec('CMD ["a"] # said')).toEqual(['a']);
    expect(exec('CMD [ \\\n "a", \\\n "b" ]')).toEqual(['a', 'b']);
    for (const shell of [
      "CMD ['a']",
      'CMD ["a"',
      'CMD ["a",]',
      'CMD [a]',
      'CMD ["a" "b"]',
      'RUN [ -f x ]',
      'USER ["a"]',
    ])
      expect(exec(shell)).toBeUndefined();
  });

  it('reads here documents', () => {
    const text =
      'RUN <<EOF\nFROM not\n\\\nEOF\nCOPY <<-"A" <<B /x/\n\tone $X\n\tA\ntwo\nB\nRUN 3<<EOF cat\nx\nEOF\nRUN echo "<<no" $((1<<2)) <<<no\nCMD cat <<EOF\nRUN <<EOF\nopen';
    const { instructions } = parse(text);
    expect(instructions.map(({ keyword }) => keyword)).toEqual(['RUN', 'COPY', 'RUN', 'RUN', 'CMD', 'RUN']);
    const told = instructions.map(({ heredocs }) =>
      heredocs.map(({ name, isExpanded, isTerminated, content }) => [
        name,
        isExpanded,
        isTerminated,
        text.slice(content.start, content.end),
      ]),
    );
    expect(told).toEqual([
      [['EOF', true, true, 'FROM not\n\\\n']],
      [
        ['A', false, true, '\tone $X\n'],
        ['B', true, true, 'two\n'],
      ],
      [['EOF', true, true, 'x\n']],
      [],
      [],
      [['EOF', true, false, 'open']],
    ]);
    expect(instructions.slice(0, 3).map(({ span }) => text.slice(span.start, span.end))).toEqual([
      'RUN <<EOF\nFROM not\n\\\nEOF',
      'COPY <<-"A" <<B /x/\n\tone $X\n\tA\ntwo\nB',
      'RUN 3<<EOF cat\nx\nEOF',
    ]);
  });

  it('keeps the places of words across continued lines', () => {
    const text = 'RUN pip \\\n # why\n  to\\\nrch\nENV A="b c" D=e\\ f';
    const [run, env] = parse(text).instructions;
    const told = (words: readonly { value: string; span: { start: number; end: number } }[] | undefined) =>
      words?.map(({ value, span }) => [value, text.slice(span.start, span.end)]);
    expect(told(run && splitPlainWords(run.text))).toEqual([
      ['pip', 'pip'],
      ['torch', 'to\\\nrch'],
    ]);
    expect(told(env && splitQuotedWords(env.text, '\\'))).toEqual([
      ['A="b c"', 'A="b c"'],
      ['D=e\\ f', 'D=e\\ f'],
    ]);
  });

  it('finds the instructions that dockerfile-ast finds', () => {
    const line = fc.constantFrom(
      'FROM a AS b',
      'RUN a \\',
      '  b',
      '# c',
      '',
      'RUN <<EOF',
      'EOF',
      'COPY --from=b x y',
      'ENV A=1 \\  ',
      'CMD ["a"]',
      '\tUSER x',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
        const text = ['FROM first', ...rows, 'STOPSIGNAL 9'].join(end);
        // There an escape inside a here document continues the line; the builder takes the text as it is.
        fc.pre(!/<<EOF[\s\S]*\\/.test(text));
        const source = createSourceText('Dockerfile', text);
        const ours = parseDockerfile(source).instructions.map(({ keyword, keywordSpan }) => [
          keyword,
          positionAt(source, keywordSpan.start).line,
        ]);
        const theirs = DockerfileParser.parse(text)
          .getInstructions()
          .map((found) => [found.getKeyword(), found.getInstructionRange().start.line + 1]);
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 100 },
    );
  });

  it('never throws, and its spans lie inside the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'RUN ',
        'COPY ',
        '<<E',
        '\n',
        '\\\n',
        '\r\n',
        '"',
        "'",
        '[',
        ']',
        '--a=',
        '$',
        '{',
        '`',
        '# escape=`\n',
        'E',
        ' ',
        '\uFEFF',
        '\0',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { instructions } = parse(text);
        let last = 0;
        for (const { keyword, keywordSpan, flags, exec, heredocs, span, text: rest } of instructions) {
          expect(keyword).not.toBe('');
          expect(span.start).toBeGreaterThanOrEqual(last);
          last = span.end;
          const inner = [
            keywordSpan,
            ...[...flags, ...(exec ?? []), ...splitPlainWords(rest)].map((item) => item.span),
          ];
          for (const { start, end } of [...inner, ...heredocs.map(({ content }) => content)]) {
            expect(start).toBeLessThanOrEqual(end);
            expect(start).toBeGreaterThanOrEqual(span.start);
            expect(end).toBeLessThanOrEqual(text.length);
          }
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['one line', `RUN ${'x '.repeat(5e6)}`],
    ['one word', 'x'.repeat(1e7)],
    ['quotes', `ENV A="${'\\"'.repeat(5e6)}`],
    ['continued lines', `RUN a${' b \\\n'.repeat(2e6)}`],
    ['an unterminated JSON array', `CMD [${'"a",'.repeat(2e6)}`],
    ['here documents that never end', `RUN ${'<<a '.repeat(1e6)}`],
    ['comments', 'RUN a \\\n'.concat('# b\n'.repeat(2e6))],
  ])('takes 10 MB of hostile text within the time of a test: %s', (_name, text) => {
    expect(parse(text)).toBeDefined();
  });
});

describe('expandWord', () => {
  const values: Record<string, string> = { A: 'one', EMPTY: '', V: 'v2.7.1-rc' };
  const expand = (text: string) => expandWord(text, { escape: '\\', variable: (name) => values[name] });

  it.each([
    ['$A-${A}_x', 'one-one_x'],
    ['"$A" \'$A\' \\$A', 'one $A $A'],
    ['${B:-x$A}', 'xone'],
    ['${A:-x}', 'one'],
    ['${EMPTY:-x}${EMPTY-y}', 'x'],
    ['${A:+y}${B:+z}', 'y'],
    ['${B:-${C:-${A}}}', 'one'],
    ['${V#v}', '2.7.1-rc'],
    ['${V%-rc}', 'v2.7.1'],
    ['${V/./_}', 'v2_7.1-rc'],
    ['${V//./_}', 'v2_7_1-rc'],
    ['a$', 'a$'],
    ['"a\\nb"', 'a\\nb'],
  ])('%s', (text, value) => {
    expect(expand(text)).toEqual({ value });
  });

  it.each([
    ['$B', 'B has no value'],
    ['${B:?needed}', 'B has no value'],
    ['${V%%.*}', '${V%%.*} uses a pattern that is not evaluated'],
    ['${', '${ is not a variable'],
  ])('says why %s is not known', (text, reason) => {
    expect(expand(text)).toEqual({ value: text, reason });
  });

  it('is bounded', () => {
    expect(expandWord('$A'.repeat(9), { escape: '\\', variable: () => 'x'.repeat(1e4) }).reason).toBe(
      'the value is too long',
    );
    expect(expand('${B:-'.repeat(1e5)).reason).toBeDefined();
  });
});
