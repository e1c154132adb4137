import { formatCount } from '../../base/units.js';
import { type DiagramCount, validateDiagrams } from '../../workflows/validate.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { FINDING_OPTIONS, findingFormat, printFindings } from '../show-findings.js';

export const validate: Command = {
  name: 'validate',
  summary: 'Check Mermaid texts by the grammar of Mermaid itself',
  description:
    'Checks every Mermaid text in .mmd and .mermaid files and in the fences of Markdown files (.md, .mdx, .markdown), by the grammar of Mermaid itself and without a browser. Problems come with the file, line and column where they stand in the Markdown. A folder is searched; - is standard input, either one diagram or a Markdown text.',
  arguments: [{ name: '[file...]', description: 'Files and folders to check (default: the current folder)' }],
  options: FINDING_OPTIONS,
  examples: [
    { command: 'torchdock validate README.md', says: 'Every diagram of one file.' },
    { command: 'torchdock validate docs architecture.mmd', says: 'A folder, and a file that is one diagram.' },
    { command: 'torchdock draw deployment | torchdock validate -', says: 'What another command wrote.' },
    { command: 'torchdock validate --format github', says: 'Annotations in a pull request, from a GitHub workflow.' },
  ],
  run: async ([files], options, context) => {
    const named = typeof files === 'object' ? files : [];
    const { sources, findings, counts } = await validateDiagrams(context.host, named.length === 0 ? ['.'] : named);
    const format = findingFormat(options);
    printFindings(findings, format, sources, context);
    if (format === 'text') for (const line of counts.map(describeCount)) context.say(line);
    return findings.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.ok;
  },
};

function describeCount({ path, diagrams, wrong }: DiagramCount): string {
  const name = path === '-' ? 'standard input' : path;
  return `${name}: ${formatCount(diagrams, 'diagram')}, ${wrong === 0 ? 'all valid' : `${wrong} not valid`}`;
}
