import { array, assert, boolean, constantFrom, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { appendBlock } from '../../src/blocks/append-block.js';
import { readAttributes } from '../../src/blocks/attributes.js';
import { writeBlockContent } from '../../src/blocks/content.js';
import { escapeMarkdown, quoteAttribute } from '../../src/blocks/escape.js';
import { findBlocks } from '../../src/blocks/find-blocks.js';
import { refreshBlocks } from '../../src/blocks/refresh-blocks.js';
import { parseMarkdown } from '../../src/syntax/markdown/parse-markdown.js';

const PIECES =
  '<!-- c -->|<!--|-->|```|~~~|    |  |\t|> |- |1. |# |---|a|<div>|`|{/* x */}|\uFEFF|\r\n|\n|\n\n|<!-- torchdock:begin id=a view=image -->|<!-- torchdock:end id=a -->|{/* torchdock:begin id=b view=deployment */}|{/* torchdock:end id=b */}|<!-- torchdock:end id=a sum=x -->';
const page = array(oneof(constantFrom(...PIECES.split('|')), string({ maxLength: 6 })), { maxLength: 30 }).map(
  (pieces) => pieces.join(''),
);
/** A block in some list or quote, with some text around it. */
const pageWithBlock = tuple(
  page,
  constantFrom('', '> ', '- ', '  ', '1. ', '> - ', '- > ', '\t'),
  constantFrom('', 'old', '```mermaid\nold\n```'),
  constantFrom('\n', '\r\n'),
  page,
).map(([before, mark, old, endOfLine, after]) => {
  const prefix = mark.replaceAll(/[^\s>]/g, ' ');
  const lines = ['<!-- torchdock:begin id=image view=image -->', ...old.split('\n'), '<!-- torchdock:end id=image -->'];
  const block = lines.map((line, at) => (at === 0 ? mark : prefix) + line + endOfLine).join('');
  return `${before}${endOfLine}${endOfLine}${block}${after}`;
});
const MERMAID = 'flowchart LR\n  box_a["A ``` `"]\n';
const path = constantFrom('README.md', 'page.mdx');
const content = array(string({ maxLength: 30 }), { maxLength: 4 }).map((notes) => writeBlockContent(MERMAID, notes));

function contentsOf(text: string): ReadonlyMap<string, string> {
  return new Map(['a', 'b', 'image', 'image-2'].map((id) => [id, text]));
}

describe('any page', () => {
  it('keeps every byte outside its blocks, and is not touched again', () => {
    assert(
      property(oneof(page, pageWithBlock), path, content, boolean(), (text, name, wanted, force) => {
        const source = createSourceText(name, text);
        const before = findBlocks(source);
        const refreshed = refreshBlocks(source, contentsOf(wanted), { force });
        const after = findBlocks(createSourceText(name, refreshed.text));
        const codes = parseMarkdown(createSourceText(name, refreshed.text)).fences.map(({ code }) => code);
        const written = refreshed.blocks.filter(({ isWritten }) => isWritten);
        expect(codes.filter((code) => code === MERMAID.trimEnd()).length).toBeGreaterThanOrEqual(written.length);
        expect(outside(refreshed.text, after.blocks)).toEqual(outside(text, before.blocks));
        const again = refreshBlocks(createSourceText(name, refreshed.text), contentsOf(wanted), { force });
        expect(again.text).toBe(refreshed.text);
        expect(again.blocks.every(({ isWritten }) => !isWritten)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is not changed when its markers do not pair', () => {
    assert(
      property(page, path, content, (text, name, wanted) => {
        const broken = `${text}\n\n<!-- torchdock:begin id=z view=image -->\n`;
        const source = createSourceText(name, broken);
        const { isSound } = findBlocks(source);
        expect(isSound || refreshBlocks(source, contentsOf(wanted), { force: true }).text === broken).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('gets a block at its end, or says why not', () => {
    assert(
      property(page, path, (text, name) => {
        const appended = appendBlock(createSourceText(name, text), { view: 'image', sources: ['a b', 'c'] });
        expect(appended.isAdded ? appended.text.startsWith(text) : appended.finding.code).toBeTruthy();
        const id = appended.isAdded ? appended.id : undefined;
        const found = findBlocks(createSourceText(name, appended.isAdded ? appended.text : text)).blocks;
        expect(found.filter((block) => block.id === id).map(({ settings }) => settings?.sources)).toEqual(
          appended.isAdded ? [['a b', 'c']] : [],
        );
      }),
      { numRuns: 100 },
    );
  });

  it('of nothing but markers takes no longer than it is long', () => {
    const flood = '<!-- torchdock:begin id=a view=image -->\n'.repeat(20_000);
    expect(refreshBlocks(createSourceText('README.md', flood), new Map()).blocks.length).toBe(20_000);
  });
});

describe('any sentence', () => {
  it('is neither code, comment nor marker once it is escaped', () => {
    assert(
      property(oneof(page, string()), (text) => {
        const line = `- ${escapeMarkdown(text)}`;
        expect(line).not.toMatch(/[\r\n]/);
        for (const name of ['a.md', 'a.mdx'])
          expect(parseMarkdown(createSourceText(name, line))).toEqual({ fences: [], comments: [] });
      }),
      { numRuns: 100 },
    );
  });
});

describe('any value', () => {
  it('is read back from its quotes', () => {
    assert(
      property(string({ minLength: 1 }), (value) => {
        const quoted = quoteAttribute(value);
        const read = quoted === undefined ? value : readAttributes(`src=${quoted}`, 0).attributes[0]?.value;
        expect(read).toBe(value);
      }),
      { numRuns: 100 },
    );
  });
});

/** The text without what stands between begin and end markers, and without the end markers, which hold the sum. */
function outside(text: string, blocks: ReturnType<typeof findBlocks>['blocks']): readonly string[] {
  let at = 0;
  const kept = blocks.map((block) => {
    const part = text.slice(at, block.contentSpan.start);
    at = block.end.comment.span.end;
    return `${part}…${text.slice(block.contentSpan.end, block.end.comment.span.start)}`;
  });
  return [...kept, text.slice(at)];
}
