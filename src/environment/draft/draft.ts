import type { Place } from '../../base/text.js';
import { quoteYaml } from './escape.js';

/** One line of a `torchdock.yaml` that is being written. */
export type DraftLine =
  /** `text` is YAML; the note says where it comes from. */
  | { readonly kind: 'entry'; readonly text: string; readonly indent: number; readonly note?: string }
  /** Something that was seen and is not carried over, or a word to the reader. */
  | { readonly kind: 'remark'; readonly text: string; readonly indent: number };

/** `requirements.txt:3`. */
export function notePlace({ file, line }: Place): string {
  return `${file}:${line}`;
}

export function entry(key: string, value: string | number | boolean, note?: string, indent = 0): DraftLine {
  return {
    kind: 'entry',
    text: `${quoteYaml(key)}: ${writeScalar(value)}`,
    indent,
    ...(note === undefined ? {} : { note }),
  };
}

export function item(value: string | number, note: string, indent: number): DraftLine {
  return { kind: 'entry', text: `- ${writeScalar(value)}`, indent, note };
}

export function remark(text: string, indent = 0): DraftLine {
  return { kind: 'remark', text, indent };
}

/** `key:` and what stands below it; nothing when there is nothing. */
export function block(key: string, lines: readonly DraftLine[], indent = 0): readonly DraftLine[] {
  return lines.some(({ kind }) => kind === 'entry') ? [{ kind: 'entry', text: `${key}:`, indent }, ...lines] : lines;
}

function writeScalar(value: string | number | boolean): string {
  return typeof value === 'string' ? quoteYaml(value) : String(value);
}
