import type { SourceText } from '../base/text.js';
import type { Finding, IgnoredFinding } from '../findings/finding.js';
import type { FindingFormat } from '../findings/render/format.js';
import { FINDING_FORMATS, renderFindings } from '../findings/render/table.js';
import type { CommandContext, OptionSpec, OptionValues } from './command.js';
import { hasFlag, textOption } from './options.js';
import { VERSION } from './version.js';

/** The options of every command whose result is findings. */
export const FINDING_OPTIONS: readonly OptionSpec[] = [
  { flags: '--json', description: 'Print one document findings/1 (the same as --format json)' },
  {
    flags: '--format <format>',
    description: 'How findings are shown',
    choices: () => FINDING_FORMATS,
    defaultValue: 'text',
  },
];

export function findingFormat(options: OptionValues): FindingFormat {
  return hasFlag(options, 'json') ? 'json' : ((textOption(options, 'format') ?? 'text') as FindingFormat);
}

/** Prints findings as the result of a command; `sources` are the texts that they point into. */
export function printFindings(
  findings: readonly Finding[],
  format: FindingFormat,
  sources: readonly SourceText[],
  context: CommandContext,
  ignored: readonly IgnoredFinding[] = [],
): void {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const { columns, hasColor } = context.host.terminal;
  const text = renderFindings(findings, format, {
    source: (file) => byPath.get(file),
    columns,
    hasColor,
    toolVersion: VERSION,
    ignored,
  });
  if (text !== '') context.print(text);
}
