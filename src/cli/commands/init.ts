import { visibleText } from '../../findings/render/escape.js';
import { initProject } from '../../workflows/init.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { quoteIfNeeded } from '../completion/escape.js';
import { layoutColumns, readableWidth } from '../help/columns.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';

export const init: Command = {
  name: 'init',
  summary: 'Write torchdock.yaml from what the folder holds',
  description:
    'Reads the files of a folder and writes torchdock.yaml: versions, base image, packages, volumes, ports, limits and command, each line with the file and line that it comes from. It says whether the versions fit together, and writes the nearest that do as a remark where they do not. In a terminal it asks what no file says. An existing torchdock.yaml is never changed, and nothing is executed.',
  arguments: [{ name: '[directory]', description: 'The folder to read and write (default: the current one)' }],
  options: [
    { flags: '-y, --yes', description: 'Ask nothing: take the usual answers' },
    { flags: '--dry-run', description: 'Print the file instead of writing it' },
  ],
  examples: [
    { command: 'torchdock init', says: 'A torchdock.yaml for the current folder.' },
    { command: 'torchdock init examples/resnet50 --dry-run', says: 'What would be written for another one.' },
  ],
  run: async ([directory], options, context) => {
    const folder = typeof directory === 'string' ? directory : '.';
    const isDryRun = hasFlag(options, 'dryRun');
    const isQuiet = isDryRun || hasFlag(options, 'yes') || !context.host.terminal.isInteractive;
    const ask = isQuiet ? async () => undefined : context.host.ask;
    const result = await initProject(context.host, { directory: folder, ask, isDryRun });
    if (result.kind === 'refused') {
      printFindings(result.findings, 'text', [], context);
      return EXIT.findings;
    }
    const { path, text, resolution, findings } = result;
    if (isDryRun) context.print(text);
    else context.print(`Wrote ${visibleText(path)}.`);
    printFindings(findings, 'text', [], { ...context, print: context.say });
    if (!isDryRun) context.print(nextSteps(folder, findings.length === 0, context.host.terminal.columns));
    return resolution?.verdict === 'conflict' ? EXIT.findings : EXIT.ok;
  },
};

function nextSteps(folder: string, fits: boolean, columns: number): string {
  const where = folder === '.' ? [] : ([[`cd ${visibleText(quoteIfNeeded(folder))}`, 'where the file is']] as const);
  const first = fits ? [] : ([['torchdock explain SPC-17', 'why it does not fit, and what to change']] as const);
  const rows = layoutColumns(
    [
      ...where,
      ...first,
      ['torchdock lock', 'pin the versions, for everybody who clones this'],
      ['torchdock up', 'build the environment and start it'],
    ],
    readableWidth(columns),
  );
  return ['', 'Next', ...rows].join('\n');
}
