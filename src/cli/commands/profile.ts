import { writeJsonDocument } from '../../base/json-document.js';
import { toFindingRecord } from '../../findings/render/json.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { type ProfileResult, profile as profileRuns } from '../../workflows/profile.js';
import { type Command, type CommandContext, EXIT, type ExitStatus, type OptionValues } from '../command.js';
import { hasFlag, listOption, textOption, wholeNumberOption } from '../options.js';
import { toRunDocument } from '../profile/run-document.js';
import { showComparison } from '../profile/show-comparison.js';
import { startProgress } from '../profile/show-progress.js';
import { showRun } from '../profile/show-run.js';
import { printFindings } from '../show-findings.js';
import { UsageError } from '../usage-error.js';

const USUAL_ROWS = 8;

export const profile: Command = {
  name: 'profile',
  summary: 'Say from traces and logs what slows a training',
  description:
    'Reads what a run left behind: traces of the PyTorch profiler (.json, .json.gz, of any size and age), logs, TensorBoard event files, CSV of nvidia-smi, or a folder of these, such as the traces of all ranks. Says where the time of a step goes, what limits it, and what to change, with the numbers and what it can bring at most. Files are told apart by what they contain; nothing is executed.',
  arguments: [{ name: '[path...]', description: 'Traces, logs, event files, or folders of them; - is standard input' }],
  options: [
    {
      flags: '--pattern <pattern>',
      description: "How lines of an unknown log look: 'step {step} loss {loss} time {seconds}s'",
    },
    {
      flags: '--script <file>',
      description: 'The script that was profiled: advice names its lines. It is followed, never run',
    },
    {
      flags: '--against <path>',
      description: 'Compare with another run: what it left behind, before',
      isRepeatable: true,
    },
    { flags: '--top <n>', description: 'Rows of each list (default: 8)' },
    {
      flags: '--lang <language>',
      description: 'Language of the report',
      choices: () => ['en', 'zh'],
      defaultValue: 'en',
    },
    { flags: '-o, --output <file>', description: 'Write the report as one HTML page instead' },
    { flags: '--charts <folder>', description: 'Write its pictures as SVG into a folder, for Markdown' },
    { flags: '--json', description: 'Print one document run/1' },
    {
      flags: '--snippet',
      description: 'Print the lines of Python that make a good trace; with --script, where they go in it',
    },
    { flags: '--wrapper', description: 'Print a Python file that runs a script with the profiler, unchanged' },
  ],
  examples: [
    { command: 'torchdock profile log/rank0.pt.trace.json.gz', says: 'One trace.' },
    { command: 'torchdock profile log/', says: 'All ranks of a run, compared.' },
    { command: 'torchdock profile log/ -o report.html', says: 'As a page that needs nothing else.' },
    {
      command: 'torchdock profile after.json.gz --against before.json.gz --script train.py',
      says: 'What a change brought, and which line is next.',
    },
    { command: 'torchdock profile train.log gpu.csv', says: 'A log and what nvidia-smi measured beside it.' },
    { command: 'torchdock profile --snippet --script train.py', says: 'How to make a trace of train.py.' },
    {
      command: 'torchdock profile --wrapper > profiled.py && python3 profiled.py train.py',
      says: 'Make one without a change of train.py.',
    },
  ],
  run: async (given, options, context) => {
    const paths = given.flatMap((path) => path ?? []);
    const prints = hasFlag(options, 'snippet') || hasFlag(options, 'wrapper');
    if (prints) return printPython(paths, options, context);
    if (paths.length === 0)
      throw new UsageError(
        'there is nothing to read',
        'Name a trace, a log or a folder; torchdock profile --snippet says how to make a trace.',
      );
    const progress = startProgress(context);
    const result = await profileRuns(context.host, {
      paths,
      pattern: textOption(options, 'pattern'),
      script: textOption(options, 'script'),
      against: listOption(options, 'against'),
      onProgress: progress.tell,
    }).finally(progress.end);
    return show(
      result,
      {
        isJson: hasFlag(options, 'json'),
        top: wholeNumberOption(options, 'top', 1) ?? USUAL_ROWS,
        language: textOption(options, 'lang') as Language,
        page: textOption(options, 'output'),
        charts: textOption(options, 'charts'),
      },
      context,
    );
  },
};

/** What makes a trace, instead of a report on one. */
async function printPython(
  paths: readonly string[],
  options: OptionValues,
  context: CommandContext,
): Promise<ExitStatus> {
  const isSnippet = hasFlag(options, 'snippet');
  if (isSnippet && hasFlag(options, 'wrapper'))
    throw new UsageError("'--snippet' and '--wrapper' are two ways to the same; choose one");
  if (paths.length > 0)
    throw new UsageError(`'--${isSnippet ? 'snippet' : 'wrapper'}' reads no run`, 'A script is named by --script.');
  const { printSnippet, printWrapper } = await import('../profile/print-snippet.js');
  return isSnippet ? printSnippet(textOption(options, 'script'), context) : printWrapper(context);
}

interface Shown {
  readonly isJson: boolean;
  readonly top: number;
  readonly language: Language;
  /** File of the page, folder of the pictures. */
  readonly page: string | undefined;
  readonly charts: string | undefined;
}

async function show(
  result: ProfileResult,
  { isJson, page, charts, ...shown }: Shown,
  context: CommandContext,
): Promise<ExitStatus> {
  const { findings } = result;
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  if (result.kind === 'refused') {
    if (isJson) context.print(writeJsonDocument({ schema: 'run/1', findings: findings.map(toFindingRecord) }));
    else printFindings(findings, 'text', result.sources, context);
    return EXIT.findings;
  }
  await writeFiles(result.report, { page, charts, language: shown.language }, context);
  if (isJson) context.print(toRunDocument(result.report, result.comparison, findings));
  else {
    if (page === undefined) showRun(result.report, shown, context);
    if (result.comparison) showComparison(result.comparison, shown, context);
    if (findings.length > 0) printFindings(findings, 'text', [], { ...context, print: context.say });
  }
  return hasErrors ? EXIT.findings : EXIT.ok;
}

async function writeFiles(
  report: RunReport,
  { page, charts, language }: Pick<Shown, 'page' | 'charts' | 'language'>,
  { host, say }: CommandContext,
): Promise<void> {
  if (page === undefined && charts === undefined) return;
  const { writeRunCharts, writeRunPage } = await import('../../workflows/profile/write-run.js');
  if (page !== undefined) {
    writeRunPage(host, report, language, page);
    say(`Wrote ${page}`);
  }
  if (charts !== undefined) say(`Wrote ${writeRunCharts(host, report, language, charts).join(', ')} into ${charts}`);
}
