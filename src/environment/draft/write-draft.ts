import { createSourceText } from '../../base/text.js';
import { visibleText } from '../../findings/render/escape.js';
import { readSpec, SPEC_FILE } from '../spec/read-spec.js';
import type { DraftLine } from './draft.js';

/** Where editors find the schema: `docs/torchdock.schema.json`. */
const SCHEMA = 'https://raw.githubusercontent.com/torchdock/torchdock/main/docs/torchdock.schema.json';

/**
 * The text of a `torchdock.yaml`. It always reads back without findings: a line that would have one is written as a remark
 * that says so.
 */
export function writeDraft(head: readonly string[], lines: readonly DraftLine[]): string {
  const refused = new Map<number, string>();
  for (;;) {
    const text = render(head, lines, refused);
    const before = refused.size;
    const first = head.length + HEAD_LINES;
    for (const { place, message, code } of readSpec(createSourceText(SPEC_FILE, text), { folderName: '' }).findings)
      refused.set((place?.line ?? first + 1) - first - 1, `${code}: ${message}`);
    if (refused.size === before) return text;
  }
}

/** The line for editors before the head, and an empty one after it. */
const HEAD_LINES = 2;

function render(head: readonly string[], lines: readonly DraftLine[], refused: ReadonlyMap<number, string>): string {
  const body = lines.map((line, at) => renderLine(line, refused.get(at)));
  return `${[`# yaml-language-server: $schema=${SCHEMA}`, ...head.map(comment), '', ...body].join('\n')}\n`;
}

function renderLine(line: DraftLine, refusal: string | undefined): string {
  const start = '  '.repeat(line.indent);
  if (line.kind === 'remark') return `${start}${comment(line.text)}`;
  if (refusal !== undefined) return `${start}${comment(`${line.text}  (${refusal})`)}`;
  const note = line.note === undefined ? '' : ` ${comment(line.note)}`;
  return `${start}${line.text}${note}`;
}

function comment(text: string): string {
  return text === '' ? '#' : `# ${visibleText(text)}`;
}
