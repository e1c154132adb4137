import picocolors from 'picocolors';
import type { Terminal } from '../../host/host.js';
import type { CommandEntry, CommandGroup } from '../command.js';
import { layoutColumns, readableWidth, wrapText } from './columns.js';

const GROUP_TITLES: Readonly<Record<CommandGroup, string>> = {
  look: 'See what is there',
  keep: 'Keep it true',
  help: 'Get help',
};

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['torchdock', 'what is in this folder, and what to type next'],
  ['torchdock draw deployment', 'who reaches what through which port, as Mermaid text'],
  ['torchdock docs README.md', 'refresh the pictures in a Markdown file'],
  ['torchdock check --format github', 'findings as annotations of a pull request'],
];

/** The first page: every command under what a person wants. Fits a terminal of 80 by 40. */
export function renderTopHelp(commands: readonly CommandEntry[], terminal: Terminal): string {
  const { bold } = picocolors.createColors(terminal.hasColor);
  const width = readableWidth(terminal.columns);
  const groups = (Object.keys(GROUP_TITLES) as CommandGroup[]).map((group) => ({
    title: GROUP_TITLES[group],
    rows: commands.filter((entry) => entry.group === group).map(({ name, summary }) => [name, summary] as const),
  }));
  return [
    `${bold('Usage:')} torchdock [command] [options]`,
    '',
    ...wrapText(
      'torchdock reads the Dockerfiles, compose files, run commands and cluster jobs of a PyTorch repository, draws its architecture as Mermaid text, and says when the files and the picture disagree.',
      width,
    ),
    ...groups
      .filter(({ rows }) => rows.length > 0)
      .flatMap(({ title, rows }) => ['', bold(`${title}:`), ...layoutColumns(rows, width)]),
    '',
    bold('Examples:'),
    ...layoutColumns(EXAMPLES, width),
    '',
    bold('Options:'),
    ...layoutColumns(
      [
        ['-h, --help', 'this page; after a command, the page of that command'],
        ['-V, --version', 'the version'],
        ['--no-color', 'no colours (NO_COLOR=1 does the same)'],
      ],
      width,
    ),
  ].join('\n');
}
