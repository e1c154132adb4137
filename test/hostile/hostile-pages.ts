const begin = (id: string): string => `<!-- torchdock:begin id=${id} view=deployment -->`;
const end = (id: string): string => `<!-- torchdock:end id=${id} -->`;
const block = (id: string): string => `${begin(id)}\n${end(id)}\n`;

/** Markdown around markers. Those whose name begins with `good` have blocks that are to be drawn. */
export const PAGES: Readonly<Record<string, string>> = {
  good: `# A\n\n${block('a')}\nafter`,
  'good-crlf': `# A\r\n\r\n${block('a').replaceAll('\n', '\r\n')}\r\nafter`,
  'good-bom-list': `\ufeff- x\n\n  ${begin('a')}\n  ${end('a')}\n- y\n`,
  'good-many': Array.from({ length: 30 }, (_, at) => block(`b${at}`)).join('text\n'),
  'good-huge': `${'x'.repeat(2 ** 18)}\n${block('a')}${'y\n'.repeat(20_000)}`,
  nested: `${begin('a')}\n${block('b')}${end('a')}\n`,
  twice: block('a') + block('a'),
  'no-end': `${begin('a')}\ntext\n${block('b')}`,
  swapped: `${end('a')}\n${begin('a')}\n`,
  fence: `\`\`\`html\n${block('a')}`,
  edited: `${begin('a')}\nmine\n${end('a')}\n`,
  'many-begins': `${begin('a')}\n`.repeat(300),
  'odd-id': block('"<script>"') + block('--') + block('"-->"'),
  reaching: '<!-- torchdock:begin id=a view=deployment src="/dev/zero,nope" -->\n<!-- torchdock:end id=a -->\n',
};
