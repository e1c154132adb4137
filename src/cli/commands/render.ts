import { extensionOf } from '../../base/paths.js';
import { type PictureFormat, renderDiagrams } from '../../workflows/render.js';
import type { Command, OptionValues } from '../command.js';
import { EXIT } from '../command.js';
import { textOption, wholeNumberOption } from '../options.js';
import { UsageError } from '../usage-error.js';

const FORMATS: readonly PictureFormat[] = ['svg', 'png'];

export const render: Command = {
  name: 'render',
  summary: 'Draw Mermaid texts as SVG or PNG, without a browser',
  description:
    'Draws any Mermaid text: a .mmd file, the fences of a Markdown file, or standard input (-). Mermaid itself does the drawing, without a browser; the same text gives the same bytes. PNG is made with the fonts of this machine, and a missing font is said, never drawn as nothing. Several diagrams are numbered: OUT-1.svg, OUT-2.svg.',
  arguments: [{ name: '<file...>', description: 'Files and folders with Mermaid texts' }],
  options: [
    { flags: '-o, --output <file>', description: 'File or existing folder to write to (default: standard output)' },
    {
      flags: '--to <format>',
      description: 'Format (default: by the extension of -o, else svg)',
      choices: () => FORMATS,
    },
    { flags: '--scale <factor>', description: 'Pixels of a PNG for each unit of the drawing', defaultValue: '1' },
    { flags: '--index <n>', description: 'Only the diagram of this number in its file, counted from 1' },
  ],
  examples: [
    { command: 'torchdock render architecture.mmd -o architecture.svg', says: 'One diagram.' },
    {
      command: 'torchdock render README.md -o picture.png --scale 2',
      says: 'Every diagram of a file, for sharp screens.',
    },
    { command: 'torchdock render README.md --index 2 -o second.svg', says: 'The second diagram of a file.' },
    { command: 'torchdock render docs -o pictures/ --to png', says: 'A folder of diagrams into a folder of pictures.' },
  ],
  run: async ([files], options, context) => {
    const index = wholeNumberOption(options, 'index', 1);
    const format = chooseFormat(options);
    const { sources, findings, written, picture } = await renderDiagrams(context.host, {
      paths: typeof files === 'object' ? files : [],
      output: textOption(options, 'output') ?? '-',
      scale: chooseScale(options),
      ...(index === undefined ? {} : { index }),
      ...(format === undefined ? {} : { format }),
    });
    if (findings.length > 0) {
      const { printFindings } = await import('../show-findings.js');
      printFindings(findings, 'text', sources, { ...context, print: context.say });
    }
    if (typeof picture === 'string') context.print(picture.trimEnd());
    else if (picture) context.printBytes(picture);
    for (const path of written) context.say(`Wrote ${path}`);
    return findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.ok;
  },
};

function chooseFormat(options: OptionValues): PictureFormat | undefined {
  const asked = textOption(options, 'to') as PictureFormat | undefined;
  const output = textOption(options, 'output');
  if (asked !== undefined || output === undefined || output === '-') return asked;
  const extension = extensionOf(output);
  if (extension === '' || (FORMATS as readonly string[]).includes(extension)) return undefined;
  throw new UsageError(`pictures are .svg or .png, not '.${extension}'`);
}

function chooseScale(options: OptionValues): number {
  const text = textOption(options, 'scale') ?? '1';
  const scale = Number(text);
  if (/^\d*\.?\d+$/.test(text) && scale > 0 && scale <= 20) return scale;
  throw new UsageError(`option '--scale' wants a number above 0 and at most 20, not '${text}'`);
}
