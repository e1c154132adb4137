import type { Span } from '../../base/text.js';

/** What torchdock looks for in a Markdown or MDX text. Everything else is left alone, so it need not be known. */
export interface MarkdownDocument {
  readonly fences: readonly MarkdownFence[];
  readonly comments: readonly MarkdownComment[];
}

/** A fenced code block (``` or ~~~), at any depth of lists and quotes. */
export interface MarkdownFence {
  /** First word of the info string, lower case; '' when there is none. */
  readonly language: string;
  readonly info: string;
  /** The code without fence, indentation and quote marks. */
  readonly code: string;
  /** The lines of the code as they stand in the file. */
  readonly contentSpan: Span;
  /** The whole block with its fences. */
  readonly span: Span;
  /** For each line of `code`, the offset in the file at which it starts (after indentation and `> `). */
  readonly lineOffsets: readonly number[];
}

/** `<!-- … -->`, or in MDX an expression that is only a comment; never one inside code. */
export interface MarkdownComment {
  /** Text between the markers, trimmed. */
  readonly text: string;
  readonly span: Span;
  readonly style: 'html' | 'mdx';
  /** What stands before it on its line: indentation of a list, `> ` of a quote. */
  readonly linePrefix: string;
}
