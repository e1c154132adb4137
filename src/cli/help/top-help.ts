import picocolors from 'picocolors';
import { wrapText } from '../../base/wrap.js';
import type { Terminal } from '../../host/host.js';
import type { CommandEntry, CommandGroup } from '../command.js';
import { columnWidth, type HelpRow, layoutColumns, readableWidth } from './columns.js';

const GROUP_TITLES: Readonly<Record<CommandGroup, string>> = {
  look: 'See what is there',
  fit: 'Make it fit',
  keep: 'Keep it true',
  help: 'Get help',
};

const OPTIONS: readonly HelpRow[] = [
  ['-h, --help', 'this page; after a command, its page with examples'],
  ['-V, --version', 'the version'],
  ['--no-color', 'no colours (NO_COLOR=1 does the same)'],
];

/** The first page: every command under what a person wants. Fits a terminal of 80 by 40. */
export function renderTopHelp(commands: readonly CommandEntry[], terminal: Terminal): string {
  const { bold } = picocolors.createColors(terminal.hasColor);
  const width = readableWidth(terminal.columns);
  const rowsOf = (entries: readonly CommandEntry[]): HelpRow[] => entries.map(({ name, summary }) => [name, summary]);
  const left = columnWidth([...rowsOf(commands), ...OPTIONS], width);
  const groups = (Object.keys(GROUP_TITLES) as CommandGroup[]).flatMap((group) => {
    const rows = rowsOf(commands.filter((entry) => entry.group === group));
    return rows.length === 0 ? [] : ['', bold(`${GROUP_TITLES[group]}:`), ...layoutColumns(rows, width, left)];
  });
  return [
    `${bold('Usage:')} torchdock [command] [options]`,
    '',
    ...wrapText('Makes a PyTorch repository runnable with one command, and draws it truly.', width),
    ...groups,
    '',
    bold('Options:'),
    ...layoutColumns(OPTIONS, width, left),
  ].join('\n');
}
