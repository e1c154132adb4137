import type { Finding, Severity } from '../../findings/finding.js';
import { checkSources } from '../../workflows/check.js';
import type { Command } from '../command.js';
import { EXIT } from '../command.js';
import { listOption, textOption } from '../options.js';
import { FINDING_OPTIONS, findingFormat, printFindings } from '../show-findings.js';

/** Which severities make the command fail, by the least of them. */
const FAILING: Readonly<Record<Severity, readonly Severity[]>> = {
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
};

export const check: Command = {
  name: 'check',
  summary: 'Find what is wrong or unsafe in the files that run',
  description:
    'Reads Dockerfiles, compose files, devcontainers, Kubernetes manifests, Slurm scripts, requirements and run commands, and lists what is broken, unsafe or will not do what it says. Nothing is executed. Without a path it reads the current folder.',
  arguments: [{ name: '[path...]', description: 'Files and folders to read (default: the current folder)' }],
  options: [
    { flags: '--run <command>', description: 'A docker run or podman run command line to check', isRepeatable: true },
    {
      flags: '--fail-on <severity>',
      description: 'The least severity that gives exit status 1',
      choices: () => Object.keys(FAILING),
      defaultValue: 'warning',
    },
    ...FINDING_OPTIONS,
  ],
  examples: [
    { command: 'torchdock check', says: 'Everything in the current folder.' },
    { command: 'torchdock check Dockerfile compose.yaml', says: 'These two files, and what they name.' },
    {
      command: 'torchdock check --run "docker run --gpus all -p 8888:8888 pytorch-cuda:2.7"',
      says: 'A command line, before you type it.',
    },
    { command: 'torchdock check --format github', says: 'Annotations in a pull request, from a GitHub workflow.' },
    { command: 'torchdock check --format sarif > torchdock.sarif', says: 'A report for code scanning.' },
  ],
  run: async ([paths], options, context) => {
    const runLines = listOption(options, 'run');
    const named = typeof paths === 'object' ? paths : [];
    const request = { paths: named.length === 0 && runLines.length === 0 ? ['.'] : named, runLines };
    const { sources, findings } = await checkSources(context.host, request);
    const format = findingFormat(options);
    printFindings(findings, format, sources, context);
    if (format === 'text') context.say(describeResult(sources.length, findings));
    const failing = FAILING[(textOption(options, 'failOn') ?? 'warning') as Severity];
    return findings.some(({ severity }) => failing.includes(severity)) ? EXIT.findings : EXIT.ok;
  },
};

/** The last line for a person: what was looked at, and where to read more. */
function describeResult(sourceCount: number, findings: readonly Finding[]): string {
  const read = `Read ${sourceCount} ${sourceCount === 1 ? 'source' : 'sources'}.`;
  const worst = FAILING.info.flatMap((severity) => findings.find((finding) => finding.severity === severity) ?? [])[0];
  return worst ? `${read} torchdock explain ${worst.code} says why.` : `${read} Nothing to complain about.`;
}
