import picocolors from 'picocolors';
import { wrapText } from '../../base/wrap.js';
import type { Terminal } from '../../host/host.js';
import type { ArgumentSpec, Command, OptionSpec } from '../command.js';
import { layoutColumns, readableWidth } from './columns.js';

const STATUSES: readonly (readonly [string, string])[] = [
  ['0', 'fine'],
  ['1', 'findings, refused, or out of date'],
  ['2', 'the command line is wrong'],
  ['3', 'a file, tool or engine is missing'],
];

/** The page of one command: usage, what it does, arguments, options, examples, exit status. */
export function renderCommandHelp(command: Command, terminal: Terminal): string {
  const { bold, dim } = picocolors.createColors(terminal.hasColor);
  const width = readableWidth(terminal.columns);
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', bold(title), ...lines];
  return [
    ...wrapText(usageOf(command), width - 7).map((line, index) => `${index === 0 ? bold('Usage:') : '      '} ${line}`),
    '',
    ...wrapText(command.description, width),
    ...section(
      'Arguments:',
      layoutColumns(
        argumentsOf(command).map((spec) => [spec.name, describeChoices(spec)]),
        width,
      ),
    ),
    ...section('Options:', layoutColumns(optionRows(command.options), width)),
    ...section(
      'Examples:',
      command.examples.flatMap(({ command: line, says }) => [
        `  ${line}`,
        ...wrapText(says, width - 6).map((text) => `      ${dim(text)}`),
      ]),
    ),
    ...section('Exit status:', layoutColumns(STATUSES, width)),
  ].join('\n');
}

function usageOf(command: Command): string {
  return ['torchdock', command.name, '[options]', ...argumentsOf(command).map(({ name }) => name)].join(' ');
}

function argumentsOf({ arguments: own, passesOn }: Command): readonly ArgumentSpec[] {
  return passesOn ? [...own, { ...passesOn, name: `-- ${passesOn.name}` }] : own;
}

function optionRows(options: readonly OptionSpec[]): (readonly [string, string])[] {
  const all: OptionSpec[] = [
    ...options,
    { flags: '--color, --no-color', description: 'Colours, whatever the terminal is' },
    { flags: '-h, --help', description: 'This page' },
  ];
  const hasShort = all.some(({ flags }) => /^-\w,/.test(flags));
  return all.map((spec) => [hasShort && !/^-\w,/.test(spec.flags) ? `    ${spec.flags}` : spec.flags, describe(spec)]);
}

function describe(spec: OptionSpec): string {
  const notes = [
    ...(spec.defaultValue === undefined ? [] : [`default: ${spec.defaultValue}`]),
    ...(spec.isRepeatable ? ['may be repeated'] : []),
  ];
  return [describeChoices(spec), ...(notes.length ? [`(${notes.join('; ')})`] : [])].join(' ');
}

/** The choices stand before a note in brackets. */
function describeChoices({ description, choices }: Pick<ArgumentSpec, 'description' | 'choices'>): string {
  const words = choices?.() ?? [];
  if (words.length === 0) return description;
  const note = / \([^()]*\)$/.exec(description)?.[0] ?? '';
  return `${description.slice(0, description.length - note.length)}: ${words.join(', ')}${note}`;
}
