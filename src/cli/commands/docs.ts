import { writeJsonDocument } from '../../base/json-document.js';
import { DrawingError } from '../../drawing/drawing-error.js';
import type { Severity } from '../../findings/finding.js';
import type { FindingFormat } from '../../findings/render/format.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { HostError } from '../../host/host.js';
import type { Language } from '../../views/diagram.js';
import { VIEW_NAMES } from '../../views/table.js';
import { type Docs, type DocsFile, type DocsRequest, refreshDocs } from '../../workflows/docs.js';
import type { Command, CommandContext, ExitStatus, OptionValues } from '../command.js';
import { EXIT } from '../command.js';
import { hasFlag, textOption } from '../options.js';
import { tellDocs } from '../show-docs.js';
import { printFindings } from '../show-findings.js';
import { UsageError } from '../usage-error.js';

/** What a finding says that the report of the blocks says already. */
const SAID_IN_REPORT: ReadonlySet<string> = new Set(['BLK-14']);

const FAILING: Severity = 'error';

export const docs: Command = {
  name: 'docs',
  summary: 'Keep the pictures in Markdown files true',
  description:
    'Refreshes the blocks between the comments torchdock:begin id=… view=… and torchdock:end id=… (<!-- --> in Markdown, {/* */} in MDX). Bytes outside the blocks never change, and a block that a person edited is left alone. Without a file it takes every Markdown file below the current folder that has blocks. The picture is drawn from the files that run, relative to the Markdown file: src="Dockerfile,compose.yaml" names them, run="docker run …" adds a command line; lang=zh, direction=TB and depth=3 are as for draw.',
  arguments: [{ name: '[file...]', description: 'Markdown and MDX files, or folders (default: the current folder)' }],
  options: [
    { flags: '--check', description: 'Write nothing; exit 1 and show what changed when a block is out of date' },
    { flags: '--diff', description: 'Write nothing; print what would change as a unified diff' },
    { flags: '--dry-run', description: 'Write nothing; say which blocks would be written' },
    { flags: '--force', description: 'Also overwrite blocks that a person edited' },
    {
      flags: '--add <view>',
      description: 'Add a block at the end of the files, which need not exist (default: README.md)',
      choices: () => VIEW_NAMES,
    },
    {
      flags: '--src <paths>',
      description: 'Sources of a block that is added, relative to its file, with commas between',
    },
    { flags: '--lang <language>', description: 'Language of a block that is added', choices: () => ['en', 'zh'] },
    { flags: '--json', description: 'Print one document docs/1' },
    {
      flags: '--format <format>',
      description: 'How findings are shown',
      choices: () => ['text', 'github'],
      defaultValue: 'text',
    },
  ],
  examples: [
    { command: 'torchdock docs --add deployment README.md', says: 'A first picture at the end of the README.' },
    { command: 'torchdock docs', says: 'Refresh every block below the current folder.' },
    { command: 'torchdock docs --check', says: 'In CI: fail when a picture and the files disagree, and say how.' },
    { command: 'torchdock docs README.md --diff', says: 'See what would change.' },
    { command: 'torchdock docs README.md --force', says: 'Replace a block that was edited by hand.' },
  ],
  run: async ([files], options, context) => {
    const request = readRequest(typeof files === 'object' ? files : [], options);
    const validator = createValidator(context);
    try {
      const result = await refreshDocs(context.host, { ...request, validate: validator.validate });
      await showDocs(result, request, options, context);
      return statusOf(result, request);
    } finally {
      validator.close();
    }
  },
};

function readRequest(files: readonly string[], options: OptionValues): DocsRequest {
  const isPreview = hasFlag(options, 'diff') || hasFlag(options, 'dryRun');
  const view = textOption(options, 'add');
  const language = textOption(options, 'lang') as Language | undefined;
  if (hasFlag(options, 'check') && hasFlag(options, 'force'))
    throw new UsageError("'--force' overwrites blocks and '--check' writes nothing; choose one");
  if (hasFlag(options, 'check') && view !== undefined)
    throw new UsageError("'--add' writes a block and '--check' writes nothing; choose one");
  const sources = textOption(options, 'src');
  if (view === undefined && language !== undefined)
    throw new UsageError("'--lang' belongs to '--add'", 'The language of a block stands in its marker: lang=zh.');
  if (view === undefined && sources !== undefined)
    throw new UsageError("'--src' belongs to '--add'", 'The sources of a block stand in its marker: src=Dockerfile.');
  return {
    files: view !== undefined && files.length === 0 ? ['README.md'] : files,
    mode: hasFlag(options, 'check') ? 'check' : isPreview ? 'preview' : 'write',
    force: hasFlag(options, 'force'),
    ...(view === undefined ? {} : { add: { view, language: language ?? 'en', sources: sources?.split(',') ?? [] } }),
  };
}

/** Mermaid is started only when there is a text to ask about, and once. */
function createValidator({ host }: CommandContext): {
  readonly validate: (mermaid: string) => Promise<string | undefined>;
  readonly close: () => void;
} {
  let started: Promise<import('../../drawing/start-drawing.js').Drawing> | undefined;
  let close = (): void => undefined;
  const start = async (): Promise<import('../../drawing/start-drawing.js').Drawing> => {
    const { startDrawing } = await import('../../drawing/start-drawing.js');
    const drawing = startDrawing(host);
    close = () => drawing.close();
    return drawing;
  };
  return {
    validate: async (mermaid) => {
      started ??= start();
      try {
        const problem = await (await started).validate(mermaid);
        return problem && `line ${problem.line}: ${problem.message}`;
      } catch (error) {
        // Without its worker the text cannot be checked; what our own writer gives is checked in our tests.
        if (error instanceof DrawingError || error instanceof HostError) return undefined;
        throw error;
      }
    },
    close: () => close(),
  };
}

async function showDocs(
  result: Docs,
  request: DocsRequest,
  options: OptionValues,
  context: CommandContext,
): Promise<void> {
  if (hasFlag(options, 'json')) {
    context.print(writeJsonDocument(toDocument(result)));
    return;
  }
  const format = (textOption(options, 'format') ?? 'text') as FindingFormat;
  const isText = format === 'text';
  const findings = result.findings.filter(({ code }) => !isText || !SAID_IN_REPORT.has(code));
  const showsDiff = request.mode === 'check' || hasFlag(options, 'diff');
  const text = await tellDocs(result, request, { showsDiff });
  if (text !== '') context.print(text);
  printFindings(findings, format, result.sources, isText ? { ...context, print: context.say } : context);
}

function toDocument({ files, findings }: Docs): unknown {
  return {
    schema: 'docs/1',
    files: files.map(({ path, isWritten, blocks }: DocsFile) => ({
      path,
      isWritten,
      blocks: blocks.map(({ id, state, place, changes }) => ({ id, state, line: place.line, changes })),
    })),
    findings: findings.map(toFindingRecord),
  };
}

/** Errors of the sources that were drawn are shown, and are the business of `check`. */
function statusOf({ files, findings }: Docs, { mode }: DocsRequest): ExitStatus {
  const isWrong = findings.some(({ code, severity }) => severity === FAILING && code.startsWith('BLK-'));
  const isOld = files.some(({ blocks }) => blocks.some(({ state }) => state !== 'fresh'));
  return isWrong || (mode === 'check' && isOld) ? EXIT.findings : EXIT.ok;
}
