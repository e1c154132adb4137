import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText, positionAt } from '../../src/base/text.js';
import { applyComments, type ScanComments } from '../../src/syntax/comments/comment.js';
import { scanDockerfileComments } from '../../src/syntax/comments/dockerfile-comments.js';
import { scanJsonComments } from '../../src/syntax/comments/json-comments.js';
import { scanMakefileComments, scanRequirementsComments } from '../../src/syntax/comments/line-comments.js';
import { scanMarkdownComments } from '../../src/syntax/comments/markdown-comments.js';
import { scanPythonComments } from '../../src/syntax/comments/python-comments.js';
import { scanShellComments } from '../../src/syntax/comments/shell-comments.js';
import { scanTomlComments } from '../../src/syntax/comments/toml-comments.js';
import { scanYamlComments } from '../../src/syntax/comments/yaml-comments.js';

const SCANNERS: Readonly<Record<string, ScanComments>> = {
  dockerfile: scanDockerfileComments,
  json: scanJsonComments,
  makefile: scanMakefileComments,
  markdown: scanMarkdownComments,
  python: scanPythonComments,
  requirements: scanRequirementsComments,
  shell: scanShellComments,
  toml: scanTomlComments,
  yaml: scanYamlComments,
};

const anyText = fc
  .array(
    fc.constantFrom(
      '# c',
      '#',
      '"',
      "'",
      '\n',
      '\r\n',
      ' ',
      '\\\n',
      'a: ',
      '- ',
      '|\n',
      '<<EOF\n',
      'EOF\n',
      '// c\n',
      '/* c */',
      '{',
      '}',
      '[',
      '<!-- c -->',
      '```\n',
      '$(',
      ')',
      '`',
      '\t',
      'RUN x ',
      '\uFEFF',
      '\u001f',
      '\u0002',
      '--- ',
      '> ',
      'define X\n',
      '"""',
      '🚀',
      '\ud800',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe.each(Object.entries(SCANNERS))('comments of %s', (_name, scan) => {
  it('are parts of the text, on lines that it has, whatever the text is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const source = createSourceText('a', text);
        for (const { span, text: said, firstLine, lastLine } of applyComments(source, scan(source))) {
          const part = text.slice(span.start, span.end);
          expect(part).toMatch(/^(?:#|\/\/|\/\*|<!--|\{)/);
          expect(part).toContain(said);
          expect(firstLine).toBeGreaterThanOrEqual(positionAt(source, span.start).line);
          expect(lastLine).toBeGreaterThanOrEqual(firstLine);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('comments of Python', () => {
  const text = [
    'x = "# no" + \'# no\'  # one',
    '"""',
    '# no',
    '"""',
    '# two',
    'loader = DataLoader(',
    '    data,  # three',
    ')',
    'y = r"\\\\"  # four',
  ].join('\n');
  const source = createSourceText('a.py', text);

  it('are none in strings', () => {
    expect(scanPythonComments(source).comments.map((comment) => comment.text)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('speak of the whole statement that follows', () => {
    const two = applyComments(source, scanPythonComments(source)).find((comment) => comment.text === 'two');
    expect([two?.firstLine, two?.lastLine]).toEqual([6, 8]);
  });
});
