import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createSourceText, type Place, placeOf, type SourceText } from '../../src/base/text.js';
import type { Finding } from '../../src/findings/finding.js';
import type { FindingsContext } from '../../src/findings/render/format.js';
import { renderFindings } from '../../src/findings/render/table.js';

function contextOf(sources: readonly SourceText[], columns = 80, hasColor = false): FindingsContext {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return { source: (file) => byPath.get(file), columns, hasColor, toolVersion: '1.2.3' };
}

/** A finding about the part of a text between `[[` and `]]`. */
function marked(text: string, finding: Partial<Finding> = {}, path = 'compose.yaml') {
  const start = text.indexOf('[[');
  const end = text.indexOf(']]') - 2;
  const source = createSourceText(path, text.replace('[[', '').replace(']]', ''));
  const place = placeOf(source, { start, end });
  return {
    source,
    finding: { code: 'JUP-01', severity: 'error', message: 'It is open', place, ...finding } as Finding,
  };
}

function frame(text: string, finding: Partial<Finding> = {}, columns = 80): string {
  const made = marked(text, finding);
  return renderFindings([made.finding], 'text', contextOf([made.source], columns));
}

function isUnsafe(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || /[\u202e\u200b]/.test(character);
}

const PLACE: Place = { file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };

describe('text', () => {
  it('shows severity, code, message, place, source line, caret and help', () => {
    expect(frame('services:\n  lab:\n    command: [[jupyter lab]] --x\n', { hint: 'Close it.' })).toBe(
      [
        'error JUP-01: It is open',
        '  compose.yaml:3:14',
        '  3 |     command: jupyter lab --x',
        '    |              ^^^^^^^^^^^',
        '  help: Close it.',
        '',
        '1 error',
        '',
      ].join('\n'),
    );
  });

  it('counts by severity and separates findings', () => {
    const findings: Finding[] = [
      { code: 'A-01', severity: 'warning', message: 'one' },
      { code: 'A-01', severity: 'warning', message: 'two' },
      { code: 'A-02', severity: 'info', message: 'three' },
    ];
    expect(renderFindings(findings, 'text', contextOf([]))).toBe(
      'warning A-01: one\n\nwarning A-01: two\n\ninfo A-02: three\n\n2 warnings, 1 info\n',
    );
  });

  it('is empty without findings', () => {
    expect(renderFindings([], 'text', contextOf([]))).toBe('');
  });

  it('honours tabs', () => {
    expect(frame('a\tb\t[[c]]').split('\n').slice(2, 4)).toEqual(['  1 | a   b   c', '    |         ^']);
  });

  it('counts CJK and emoji as two cells, combining marks as none', () => {
    expect(frame('中文🚀 [[é👨‍👩‍👧]]').split('\n').slice(2, 4)).toEqual(['  1 | 中文🚀 é👨‍👩‍👧', '    |        ^^^']);
  });

  it('puts a mark of no width on one cell, also at the end of the line', () => {
    expect(frame('abc[[]]\nx').split('\n').slice(2, 4)).toEqual(['  1 | abc', '    |    ^']);
  });

  it('marks the first line of a place of several', () => {
    expect(frame('RUN [[a \\\r\n  b]]').split('\n').slice(2, 4)).toEqual(['  1 | RUN a \\', '    |     ^^^']);
  });

  it('cuts long lines around the mark', () => {
    const text = `${'x'.repeat(3000)} [[token]] ${'y'.repeat(3000)}`;
    for (const columns of [40, 80, 140]) {
      const lines = frame(text, {}, columns).split('\n');
      expect(lines.every((line) => line.length <= Math.min(columns, 120))).toBe(true);
      const [, , source = '', mark = ''] = lines;
      expect(source).toMatch(/^ {2}1 \| ….*token.*…$/);
      expect(source.slice(mark.indexOf('^'), mark.lastIndexOf('^') + 1)).toBe('token');
    }
  });

  it('does not take long for a line of ten megabytes', () => {
    const text = `[[token]]${'z'.repeat(10_000_000)}`;
    expect(frame(text).split('\n')[2]).toMatch(/^ {2}1 \| tokenz+…$/);
  });

  it('lets no control character of a file reach the terminal', () => {
    const shown = frame('a \u001b[31m\u009b2J\u0007[[\u202eevil]]\u200b\r', {
      message: 'it is \u001b]0;owned\u0007\nreally',
      hint: 'not \u001b[2J',
    });
    expect([...shown].filter((character) => character !== '\n' && isUnsafe(character))).toEqual([]);
    expect(shown).toContain('␛');
    expect(shown).toContain('\\u202e');
  });

  it('wraps long messages and hints under themselves', () => {
    const words = 'word '.repeat(40).trim();
    const lines = frame('[[a]]', { message: words, hint: words }).split('\n');
    expect(lines.every((line) => line.length <= 80)).toBe(true);
    expect(lines[1]).toMatch(/^ {2}word/);
    expect(lines.find((line) => line.startsWith('        word'))).toBeDefined();
  });

  it('shows no source line when the text is not at hand', () => {
    const finding: Finding = { code: 'A-01', severity: 'error', message: 'gone', place: PLACE };
    expect(renderFindings([finding], 'text', contextOf([]))).toBe('error A-01: gone\n  a.yaml:1:1\n\n1 error\n');
    const short = createSourceText('a.yaml', '');
    const far = { ...finding, place: { ...PLACE, line: 9, endLine: 9 } };
    expect(renderFindings([far], 'text', contextOf([short]))).toContain('a.yaml:9:1\n\n1 error');
  });

  it('is coloured only when asked', () => {
    const made = marked('[[a]]');
    const plain = renderFindings([made.finding], 'text', contextOf([made.source]));
    const coloured = renderFindings([made.finding], 'text', contextOf([made.source], 80, true));
    expect(plain).not.toContain('\u001b');
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(coloured).not.toBe(plain);
  });
});

describe('json', () => {
  it('is one document with every key', () => {
    const findings: Finding[] = [
      { code: 'A-01', severity: 'error', message: 'm', hint: 'h', place: { ...PLACE, endColumn: 7 } },
      { code: 'A-02', severity: 'info', message: 'n' },
    ];
    expect(JSON.parse(renderFindings(findings, 'json', contextOf([])))).toEqual({
      schema: 'findings/1',
      findings: [
        {
          code: 'A-01',
          severity: 'error',
          message: 'm',
          hint: 'h',
          file: 'a.yaml',
          line: 1,
          column: 1,
          endLine: 1,
          endColumn: 7,
          mend: null,
        },
        {
          code: 'A-02',
          severity: 'info',
          message: 'n',
          hint: null,
          file: null,
          line: null,
          column: null,
          endLine: null,
          endColumn: null,
          mend: null,
        },
      ],
      ignored: [],
    });
  });
});

describe('mends and ignored findings', () => {
  const insertion = { ...PLACE, endColumn: 1 };
  const mended: Finding = {
    code: 'A-01',
    severity: 'error',
    message: 'm',
    place: PLACE,
    mend: { title: 'Do it', isCertain: true, edits: [{ place: insertion, oldText: '', newText: 'x' }] },
  };
  const ignored = [{ finding: { ...mended, code: 'A-02' }, reason: 'wanted', comment: PLACE }];

  it('stand in the document', () => {
    const document = JSON.parse(renderFindings([mended], 'json', { ...contextOf([]), ignored })) as {
      findings: readonly { mend: unknown }[];
      ignored: readonly { code: string; reason: string; ignoredBy: unknown }[];
    };
    expect(document.findings[0]?.mend).toEqual({
      title: 'Do it',
      isCertain: true,
      edits: [{ ...insertion, newText: 'x' }],
    });
    expect(document.ignored).toHaveLength(1);
    expect(document.ignored[0]).toMatchObject({
      code: 'A-02',
      reason: 'wanted',
      ignoredBy: { file: 'a.yaml', line: 1 },
    });
  });

  it('are said to a person: certain mends under the finding, the count of ignored ones at the end', () => {
    expect(renderFindings([mended], 'text', { ...contextOf([]), ignored })).toBe(
      'error A-01: m\n  a.yaml:1:1\n  mend: Do it (check --fix)\n\n1 error, 1 ignored\n',
    );
    expect(renderFindings([], 'text', { ...contextOf([]), ignored })).toBe('1 ignored\n');
    const unsure: Finding = { ...mended, mend: { title: 'Perhaps', isCertain: false, edits: [] } };
    expect(renderFindings([unsure], 'text', contextOf([]))).not.toContain('Perhaps');
  });
});

describe('github', () => {
  it('escapes what would end a property or a line', () => {
    const finding: Finding = {
      code: 'SRC-01',
      severity: 'warning',
      message: '100% of it\r\n::error::fake',
      hint: 'a: b, c',
      place: { file: 'a,b:c%.yaml', line: 2, column: 3, endLine: 2, endColumn: 5 },
    };
    const text = renderFindings([finding], 'github', contextOf([]));
    expect(text).toBe(
      '::warning file=a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=3,endColumn=5,title=SRC-01%3A A file cannot be read::100%25 of it␍␊::error::fake%0Aa: b, c\n',
    );
    expect(text.split('\n')).toHaveLength(2);
  });

  it('leaves columns out when the place has several lines, and everything when there is none', () => {
    const several: Finding = { code: 'X-01', severity: 'info', message: 'm', place: { ...PLACE, endLine: 4 } };
    const none: Finding = { code: 'X-01', severity: 'error', message: 'm' };
    expect(renderFindings([several, none], 'github', contextOf([]))).toBe(
      '::notice file=a.yaml,line=1,endLine=4,title=X-01::m\n::error title=X-01::m\n',
    );
  });
});
