import picocolors from 'picocolors';
import { groupBy } from '../../base/order.js';
import { closestWord } from '../../base/suggest.js';
import { wrapText } from '../../base/wrap.js';
import { findEntry, listFindingEntries } from '../../findings/catalog.js';
import { familyOf, familyTitle } from '../../findings/families.js';
import { type FindingEntry, FOREIGN_TOOLS, RELATION_WORDS, type RelatedRule } from '../../findings/finding.js';
import type { Terminal } from '../../host/host.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { layoutColumns, readableWidth } from '../help/columns.js';
import { UsageError } from '../usage-error.js';

export const explain: Command = {
  name: 'explain',
  summary: 'Say what a finding means, with a bad and a good example',
  description:
    'Shows the page of a finding: why it matters, a text that has the problem, the same text mended, and where the rule comes from. Without a code it lists all codes by family.',
  arguments: [{ name: '[code]', description: 'The code of a finding, such as JUP-01' }],
  options: [],
  examples: [
    { command: 'torchdock explain JUP-01', says: 'The page of JUP-01.' },
    { command: 'torchdock explain', says: 'Every code with its title.' },
  ],
  run: async ([code], _options, { host, print }) => {
    print(typeof code === 'string' ? renderPage(findPage(code), host.terminal) : renderList(host.terminal));
    return EXIT.ok;
  },
};

function findPage(code: string): FindingEntry<never> {
  const entry = findEntry(code);
  if (entry) return entry;
  const near = closestWord(
    code.toUpperCase(),
    listFindingEntries().map((candidate) => candidate.code),
  );
  throw new UsageError(
    `there is no finding '${code}'`,
    near ? `Did you mean ${near}?` : 'torchdock explain lists all codes.',
  );
}

function describeRelated({ tool, id, relation }: RelatedRule): string {
  return `  ${FOREIGN_TOOLS[tool].title} ${id}: ${RELATION_WORDS[relation]}`;
}

function renderPage({ code, severity, title, page, related = [] }: FindingEntry<never>, terminal: Terminal): string {
  const { bold, dim, red, green } = picocolors.createColors(terminal.hasColor);
  const width = readableWidth(terminal.columns);
  return [
    ...wrapText(`${code} ${title}`, width).map(bold),
    dim(severity),
    '',
    ...wrapText(page.why, width),
    '',
    `❌ ${red('bad')}`,
    ...indent(page.bad),
    '',
    `✅ ${green('good')}`,
    ...indent(page.good),
    ...(page.sources?.length ? ['', 'Sources:', ...page.sources.map((source) => `  ${source}`)] : []),
    ...(related.length > 0 ? ['', 'In other tools:', ...related.map(describeRelated)] : []),
  ].join('\n');
}

function indent(code: string): string[] {
  return code.split('\n').map((line) => (line === '' ? '' : `   ${line}`));
}

function renderList(terminal: Terminal): string {
  const { bold } = picocolors.createColors(terminal.hasColor);
  const width = readableWidth(terminal.columns);
  const families = groupBy(listFindingEntries(), ({ code }) => familyOf(code));
  return [...families]
    .map(([family, entries]) =>
      [
        bold([family, familyTitle(family)].filter(Boolean).join(': ')),
        ...layoutColumns(
          entries.map(({ code, title }) => [code, title]),
          width,
        ),
      ].join('\n'),
    )
    .join('\n\n');
}
