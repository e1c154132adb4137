import { formatCount } from '../../base/units.js';
import type { Finding, Severity } from '../../findings/finding.js';
import { type Checked, checkSources } from '../../workflows/check.js';
import type { Fixed } from '../../workflows/fix.js';
import type { CollectRequest } from '../../workflows/sources/collect.js';
import type { Command, CommandContext, ExitStatus, OptionValues } from '../command.js';
import { EXIT } from '../command.js';
import { hasFlag, listOption, textOption } from '../options.js';
import { FINDING_OPTIONS, findingFormat, printFindings } from '../show-findings.js';
import { UsageError } from '../usage-error.js';

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
    'Reads Dockerfiles, compose files, devcontainers, Kubernetes manifests, Slurm scripts, requirements, run commands, model files and scripts that train, and lists what is broken, unsafe or will not do what it says. Nothing is executed or loaded. Without a path it reads the current folder. A comment "torchdock ignore=CODE reason" on the line before keeps a finding from being told.',
  arguments: [{ name: '[path...]', description: 'Files and folders to read (default: the current folder)' }],
  options: [
    { flags: '--run <command>', description: 'A docker run or podman run command line to check', isRepeatable: true },
    {
      flags: '--fail-on <severity>',
      description: 'The least severity that gives exit status 1',
      choices: () => Object.keys(FAILING),
      defaultValue: 'warning',
    },
    { flags: '--fix', description: 'Change the files where the mend is certain, and say what was changed' },
    { flags: '--dry-run', description: 'With --fix: print the changes as a diff, and change nothing' },
    ...FINDING_OPTIONS,
  ],
  examples: [
    { command: 'torchdock check', says: 'Everything in the current folder.' },
    { command: 'torchdock check Dockerfile compose.yaml', says: 'These two files, and what they name.' },
    { command: 'torchdock check train.py', says: 'How a script trains: what goes wrong in it without an error.' },
    {
      command: 'torchdock check --run "docker run --gpus all -p 8888:8888 pytorch-cuda:2.7"',
      says: 'A command line, before you type it.',
    },
    { command: 'torchdock check --fix --dry-run', says: 'What --fix would change, as a patch.' },
    { command: 'torchdock check --format github', says: 'Annotations in a pull request, from a GitHub workflow.' },
    { command: 'torchdock check --format sarif > torchdock.sarif', says: 'A report for code scanning.' },
  ],
  run: async ([paths], options, context) => {
    const runLines = listOption(options, 'run');
    const named = typeof paths === 'object' ? paths : [];
    const request = { paths: named.length === 0 && runLines.length === 0 ? ['.'] : named, runLines };
    if (hasFlag(options, 'dryRun')) return previewFix(request, options, context);
    if (!hasFlag(options, 'fix')) return showChecked(await checkSources(context.host, request), options, context);
    const { fixSources } = await import('../../workflows/fix.js');
    const fixed = await fixSources(context.host, { ...request, mode: 'write' });
    return showFixed(fixed, options, context);
  },
};

/** Prints the findings; the status says whether one of them is as severe as `--fail-on`. */
function showChecked(
  { sources, modelFiles, findings, ignored }: Checked,
  options: OptionValues,
  context: CommandContext,
  mended = '',
): ExitStatus {
  const format = findingFormat(options);
  printFindings(findings, format, sources, context, ignored);
  if (format === 'text') context.say(`${mended}${describeResult(sources.length, modelFiles.length, findings)}`);
  return statusOf(findings, options);
}

function statusOf(findings: readonly Finding[], options: OptionValues): ExitStatus {
  const failing = FAILING[(textOption(options, 'failOn') ?? 'warning') as Severity];
  return findings.some(({ severity }) => failing.includes(severity)) ? EXIT.findings : EXIT.ok;
}

/** What was changed is part of the result for a person; beside a document for a program it is talk. */
async function showFixed(fixed: Fixed, options: OptionValues, context: CommandContext): Promise<ExitStatus> {
  const { countFixes, tellFixes } = await import('../show-fixes.js');
  const told = await tellFixes(fixed);
  const isText = findingFormat(options) === 'text';
  if (told !== '' && isText) context.print(fixed.after.findings.length > 0 ? `${told}\n\n` : told);
  else if (told !== '') context.say(told);
  return showChecked(fixed.after, options, context, `${countFixes(fixed)} `);
}

/** The diff alone goes to stdout. Nothing was changed, so the status is that of the files as they are. */
async function previewFix(
  request: CollectRequest,
  options: OptionValues,
  context: CommandContext,
): Promise<ExitStatus> {
  if (!hasFlag(options, 'fix'))
    throw new UsageError("'--dry-run' belongs to '--fix'", 'torchdock check changes nothing without --fix.');
  if (findingFormat(options) !== 'text')
    throw new UsageError("'--dry-run' prints a diff and no findings", "Leave '--format' and '--json' out.");
  const { fixSources } = await import('../../workflows/fix.js');
  const { countFixes, showPatch, writePatch } = await import('../show-fixes.js');
  const fixed = await fixSources(context.host, { ...request, mode: 'preview' });
  const patch = await writePatch(fixed.files);
  // A program gets it byte for byte; what a file holds must not steer a terminal.
  if (patch !== '') context.print(context.host.terminal.isInteractive ? showPatch(patch) : patch);
  context.say(
    countFixes(fixed)
      .replace(/^Mended/, '--fix would mend')
      .replace('was mended', 'would be mended'),
  );
  return statusOf(fixed.before.findings, options);
}

/** The last line for a person: what was looked at, and where to read more. */
function describeResult(sourceCount: number, modelCount: number, findings: readonly Finding[]): string {
  const models = `the headers of ${formatCount(modelCount, 'model file')}`;
  const counted = [
    sourceCount > 0 || modelCount === 0 ? formatCount(sourceCount, 'source') : [],
    modelCount > 0 ? models : [],
  ];
  const read = `Read ${counted.flat().join(' and ')}.`;
  const worst = FAILING.info.flatMap((severity) => findings.find((finding) => finding.severity === severity) ?? [])[0];
  return worst ? `${read} torchdock explain ${worst.code} says why.` : `${read} Nothing to complain about.`;
}
