import { array, assert, constantFrom, oneof, pre, property, string } from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import type { MarkdownDocument } from '../../../src/syntax/markdown/document.js';
import { findHtmlComments } from '../../../src/syntax/markdown/find-comments.js';
import { parseMarkdown } from '../../../src/syntax/markdown/parse-markdown.js';

function parse(text: string, path = 'README.md'): MarkdownDocument {
  return parseMarkdown(createSourceText(path, text));
}

function commentsOf(text: string, path?: string): readonly string[] {
  return parse(text, path).comments.map((comment) => comment.text);
}

function codesOf(text: string, path?: string): readonly string[] {
  return parse(text, path).fences.map((fence) => `${fence.language}|${fence.code}`);
}

describe('fences', () => {
  it('are found with backticks and tildes, with their language and code', () => {
    expect(codesOf('```Mermaid title\ngraph\n```\n~~~~ sh\n~~~\na\n~~~~\n')).toEqual(['mermaid|graph', 'sh|~~~\na']);
  });

  it('lose the prefix of quotes and lists, and know where each line stands', () => {
    const text = '> - ```sh\n>   one\n>     two\n>   ```\n';
    const [fence] = parse(text).fences;
    expect(fence?.code).toBe('one\n  two');
    expect(fence?.lineOffsets.map((offset) => text.slice(offset, offset + 5))).toEqual(['one\n>', '  two']);
    expect(text.slice(fence?.contentSpan.start, fence?.contentSpan.end)).toBe('>   one\n>     two\n');
    expect(text.slice(fence?.span.start, fence?.span.end)).toBe('```sh\n>   one\n>     two\n>   ```');
  });

  it('may contain shorter fences', () => {
    expect(codesOf('````md\n```sh\na\n```\n````\n')).toEqual(['md|```sh\na\n```']);
  });

  it('end with the list or quote that holds them, and with the text', () => {
    expect(codesOf('> ```\n> a\nb\n\n```sh\nc')).toEqual(['|a', 'sh|c']);
    const [fence] = parse('```sh\r\nc\r\n').fences;
    expect(fence?.span).toEqual({ start: 0, end: 8 });
  });

  it('keep CRLF out of the code', () => {
    expect(codesOf('```sh\r\na\r\n\r\nb\r\n```\r\n')).toEqual(['sh|a\n\nb']);
  });

  it('do not begin with backticks in their info, nor in indented code', () => {
    expect(codesOf('``` a`b\nx\n\n    ```\n    x\n')).toEqual([]);
  });

  it('may be empty', () => {
    const [fence] = parse('```\n```\n').fences;
    expect(fence).toMatchObject({
      code: '',
      contentSpan: { start: 4, end: 4 },
      span: { start: 0, end: 7 },
      lineOffsets: [],
    });
  });

  it('stand in JSX and in deep indentation in MDX', () => {
    const text = '<Tabs>\n```sh\na\n```\n</Tabs>\n\n<A>\n     ```sh\n     b\n     ```\n</A>\n';
    expect(codesOf(text)).toEqual([]);
    expect(codesOf(text, 'page.mdx')).toEqual(['sh|a', 'sh|b']);
  });

  it('in a commented part of an MDX page are none', () => {
    expect(codesOf('{/*\n\n```sh\na\n```\n\n*/}\n\n```sh\nb\n```\n', 'page.mdx')).toEqual(['sh|b']);
  });
});

describe('comments', () => {
  it('are found between and inside lines, with what stands before them', () => {
    const { comments } = parse('a <!-- one --> b\n\n> - <!-- two -->\n');
    expect(comments.map(({ text, linePrefix }) => [text, linePrefix])).toEqual([
      ['one', 'a '],
      ['two', '> - '],
    ]);
  });

  it('in code are none', () => {
    expect(
      commentsOf('```\n<!-- a -->\n```\n\n    <!-- b -->\n\n`<!-- c -->` ``x ` <!-- d -->`` <!-- e -->\n'),
    ).toEqual(['e']);
  });

  it('in script, style and pre are none, in other HTML they are', () => {
    expect(commentsOf('<pre>\n<!-- a -->\n\n<!-- b -->\n</pre>\n<details>\n<!-- c -->\n</details>\n')).toEqual(['c']);
  });

  it('in attributes and after an escape are none', () => {
    expect(commentsOf('a <b title="<!-- a -->"> \\<!-- b -->\n')).toEqual([]);
  });

  it('may have several lines', () => {
    expect(commentsOf('<!-- one\n\n two -->\n\na <!--\nthree --> b\n')).toEqual(['one\n\n two', 'three']);
  });

  it('in frontmatter are none', () => {
    expect(commentsOf('---\ntitle: <!-- a -->\n---\n<!-- b -->\n')).toEqual(['b']);
    expect(commentsOf('\uFEFF+++\na = "<!-- a -->"\n+++\n<!-- b -->\n')).toEqual(['b']);
    expect(commentsOf('---\n\n<!-- a -->\n')).toEqual(['a']);
  });

  it('of MDX count in MDX only', () => {
    const text = '{/* a */}\n\ntext { /* b */ } `{/* c */}`\n\n    {/* d */}\n\n{x /* e */}\n';
    expect(commentsOf(text)).toEqual([]);
    expect(commentsOf(text, 'page.mdx')).toEqual(['a', 'b', 'd']);
  });

  it('have spans that hold them', () => {
    const text = '\uFEFF<!-- a -->\r\n> b <!--\r\n> c\r\n> -->\r\n';
    expect(parse(text).comments.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '<!-- a -->',
      '<!--\r\n> c\r\n> -->',
    ]);
  });
});

const PIECES =
  '<!-- c -->|<!-- c|-->|```|````|~~~|``` bash|`|``|    |  | |\t|> |>|- |* |-|1. |1) |# |---|===|***|a|b c|<div>|</div>|a<b x="`">|<pre>|</pre>|\\|\n|\n|\n|\n\n|<http://a`b>|<!-->';
const markdownText = array(constantFrom(...PIECES.split('|')), { maxLength: 24 }).map((pieces) => pieces.join(''));

describe('any text', () => {
  it('is read as mdast reads it', () => {
    assert(
      property(markdownText, (text) => {
        pre(!/^---[ \t]*(?:\n|$)/.test(text));
        expect(comparable(text)).toEqual(readWithMdast(text));
      }),
      { numRuns: 500 },
    );
  });

  it('gives spans inside the text, twice the same', () => {
    assert(
      property(oneof(markdownText, string()), constantFrom('a.md', 'a.mdx'), (text, path) => {
        const document = parse(text, path);
        for (const { span, lineOffsets, contentSpan } of document.fences) {
          expect(span.start).toBeLessThan(span.end);
          expect(contentSpan.start).toBeGreaterThan(span.start);
          for (const offset of [span.end, contentSpan.end, ...lineOffsets])
            expect(offset).toBeLessThanOrEqual(text.length);
        }
        for (const { span, text: said } of document.comments)
          expect(text.slice(span.start, span.end).replace(/\s/g, '')).toContain(said.replace(/\s/g, '').slice(0, 3));
        expect(parse(text, path)).toEqual(document);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    '- a\n',
    '> ',
    '- ',
    'a <!-- ',
    '<',
    '`',
    '` `` ',
    'x<a b="',
    'x<a b',
    ' b',
    '<!--\n',
    '{/* ',
    '\\',
    '```\n',
    '\t',
  ])('made of a flood of %j is read', (piece) => {
    const flood = `x <!-- c -->${piece.repeat(300_000)}`;
    expect(parse(flood, 'a.mdx').comments.length).toBe(1);
    expect(parse(`${flood}\n${'\n'.repeat(100_000)}`).comments.length).toBe(1);
  });
});

interface Comparable {
  readonly codes: readonly (readonly [string, number])[];
  readonly comments: readonly string[];
}

function comparable(text: string): Comparable {
  const { fences, comments } = parse(text);
  return {
    codes: fences.map((fence) => [withoutBlanks(fence.code), fence.span.start]),
    comments: comments.map((comment) => oneLine(comment.text)),
  };
}

/**
 * mdast trims some white space that the file has, so white space is not compared. Comments in its HTML nodes are found
 * with the function under test: what is compared is which text is HTML.
 */
function readWithMdast(text: string): Comparable {
  const codes: [string, number][] = [];
  const comments: string[] = [];
  const visit = (node: Nodes): void => {
    const start = node.position?.start.offset ?? 0;
    if (node.type === 'code' && /^[`~]{3}/.test(text.slice(start))) codes.push([withoutBlanks(node.value), start]);
    if (node.type === 'html' && !/^\s*<(?:pre|script|style|textarea|\?|!\[|![a-z])/i.test(node.value))
      comments.push(...findHtmlComments(node.value).map((comment) => oneLine(comment.text)));
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(fromMarkdown(text));
  return { codes, comments };
}

function withoutBlanks(code: string): string {
  return code.replace(/^[ \t]+/gm, '').replace(/\n+$/, '');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
