import { joinPath } from '../../base/paths.js';
import type { SourceText } from '../../base/text.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding, Severity } from '../../findings/finding.js';
import type { Language } from '../../views/diagram.js';
import { MODEL_VIEW, PIPELINE_VIEW, RUN_VIEW, VIEW_NAMES } from '../../views/table.js';
import type { ViewOptions } from '../../views/view.js';
import type { Drawn } from '../../workflows/draw/drawn.js';
import { diagramFormats, formatOfFile, writeDiagram } from '../../workflows/draw/write-diagram.js';
import type { Command, CommandContext, OptionValues } from '../command.js';
import { EXIT, type ExitStatus } from '../command.js';
import { hasFlag, listOption, textOption, wholeNumberOption } from '../options.js';
import { UsageError } from '../usage-error.js';

/** Findings below this are about style, not about the picture. */
const SHOWN: ReadonlySet<Severity> = new Set(['error', 'warning']);

export const draw: Command = {
  name: 'draw',
  summary: 'Draw one view of the files that run',
  description:
    'Reads the sources and draws one view of them. Mermaid text goes to standard output; -o writes a file in the format of its extension. Nothing is executed. Without a source it reads the current folder.',
  arguments: [
    { name: '<view>', description: 'Which picture', choices: () => VIEW_NAMES },
    {
      name: '[source...]',
      description:
        'Files and folders to read (default: the current folder); for the view model FILE:EXPRESSION, for the view pipeline SCRIPT, for the view run traces and logs',
    },
  ],
  passesOn: { name: '<argument...>', description: 'For the views pipeline and run: what the script is started with' },
  options: [
    {
      flags: '--to <format>',
      description: 'Format of the result (default: by the extension of -o, else mermaid)',
      choices: diagramFormats,
    },
    { flags: '-o, --output <file>', description: 'Write to a file instead of standard output' },
    {
      flags: '--lang <language>',
      description: 'Language of the labels',
      choices: () => ['en', 'zh'],
      defaultValue: 'en',
    },
    { flags: '--depth <n>', description: 'How much to show: 1 little, 2 usual, 3 all' },
    { flags: '--direction <way>', description: 'Which way the picture flows', choices: () => ['LR', 'TB'] },
    {
      flags: '--run <command>',
      description: 'A docker run or podman run command line to draw as well',
      isRepeatable: true,
    },
    {
      flags: '--input <shape>',
      description: 'For the view model: shape of an input, 1,3,224,224 or 1,128:int64',
      isRepeatable: true,
    },
    {
      flags: '--args <words>',
      description: 'For the views pipeline and run: what the script is started with, in one text',
    },
    { flags: '--script <file>', description: 'For the view run: the script that ran' },
    { flags: '--model <target>', description: 'For the view run: the model that ran, FILE:EXPRESSION' },
    {
      flags: '--site-packages <folder>',
      description: 'For the views model and pipeline: where the sources of libraries are',
    },
    { flags: '--json', description: 'The same as --to json' },
  ],
  examples: [
    { command: 'torchdock draw deployment', says: 'The current folder, as Mermaid text.' },
    { command: 'torchdock draw deployment --lang zh -o deployment.png', says: 'With Chinese labels, as a picture.' },
    { command: 'torchdock draw model model.py:ResNet50 -o model.svg', says: 'The architecture of a model.' },
    {
      command: 'torchdock draw pipeline train.py -- --amp --lr 0.2',
      says: 'How a script trains when it is started so.',
    },
    {
      command: 'torchdock draw run log/ --script train.py -o run.svg',
      says: 'Where the time of a run went, on the picture of its script.',
    },
    { command: 'torchdock draw image docker/Dockerfile --depth 3', says: 'One Dockerfile with every layer.' },
    {
      command: 'torchdock draw deployment --run "docker run --gpus all pytorch-cuda:2.7"',
      says: 'The folder together with a command line.',
    },
  ],
  run: async ([view, sources, passedOn], options, context) => {
    const viewName = String(view);
    const named = typeof sources === 'object' ? sources : [];
    const depth = wholeNumberOption(options, 'depth', 1);
    const direction = textOption(options, 'direction') as 'LR' | 'TB' | undefined;
    const viewOptions: ViewOptions = {
      language: textOption(options, 'lang') as Language,
      ...(depth === undefined ? {} : { depth }),
      ...(direction === undefined ? {} : { direction }),
    };
    const words = typeof passedOn === 'object' && passedOn.length > 0 ? passedOn : undefined;
    if (viewName === PIPELINE_VIEW.name) return drawOnePipeline(named, words, viewOptions, options, context);
    if (viewName === RUN_VIEW.name) return drawOneRun(named, words, viewOptions, options, context);
    if (words !== undefined)
      throw new UsageError(`words behind -- are for the views ${PIPELINE_VIEW.name} and ${RUN_VIEW.name}`);
    if (viewName === MODEL_VIEW.name) return drawOneModel(named, viewOptions, options, context);
    return drawOneView(viewName, named, viewOptions, options, context);
  },
};

// Each view has a story of its own; only the one that is asked for is loaded.

async function drawOneView(
  viewName: string,
  named: readonly string[],
  viewOptions: ViewOptions,
  options: OptionValues,
  context: CommandContext,
): Promise<ExitStatus> {
  const [{ drawView }, { collectForView }] = await Promise.all([
    import('../../workflows/draw.js'),
    import('../../workflows/training/with-pipelines.js'),
  ]);
  const request = { paths: named.length === 0 ? ['.'] : named, runLines: listOption(options, 'run') };
  const collected = await collectForView(context.host, request, viewName, viewOptions);
  const diagram = await drawView(collected, viewName, viewOptions);
  const findings = collected.findings.filter(({ severity }) => SHOWN.has(severity));
  if (!diagram) {
    const nothing = sourceFindings.nothingToDraw({ view: viewName, path: request.paths.join(', ') });
    await sayFindings([...findings, nothing], collected.sources, context);
    return EXIT.findings;
  }
  await sayFindings(findings, collected.sources, context);
  for (const note of diagram.notes) context.say(note);
  await writeResult(await writeDiagram(context.host, diagram, chooseFormat(options)), options, context);
  return EXIT.ok;
}

async function drawOneModel(
  named: readonly string[],
  viewOptions: ViewOptions,
  options: OptionValues,
  context: CommandContext,
): Promise<ExitStatus> {
  const [target = '.', ...others] = named;
  if (others.length > 0) throw new UsageError('the view model shows one model: name one source');
  const inputs = listOption(options, 'input');
  const request = { target, inputs, sitePackages: textOption(options, 'sitePackages') };
  const { drawModelView } = await import('../../workflows/draw-model.js');
  return answerDrawing(await drawModelView(context.host, request, viewOptions), options, context);
}

async function drawOnePipeline(
  named: readonly string[],
  words: readonly string[] | undefined,
  viewOptions: ViewOptions,
  options: OptionValues,
  context: CommandContext,
): Promise<ExitStatus> {
  const [target = '.', ...others] = named;
  if (others.length > 0) throw new UsageError('the view pipeline shows one script: name one source');
  const given = await givenArguments(words, options);
  const request = {
    target,
    sitePackages: textOption(options, 'sitePackages'),
    ...(given === undefined ? {} : { arguments: given }),
  };
  const { drawPipelineView } = await import('../../workflows/draw-pipeline.js');
  return answerDrawing(await drawPipelineView(context.host, request, viewOptions), options, context);
}

async function drawOneRun(
  named: readonly string[],
  words: readonly string[] | undefined,
  viewOptions: ViewOptions,
  options: OptionValues,
  context: CommandContext,
): Promise<ExitStatus> {
  const given = await givenArguments(words, options);
  const request = {
    paths: named.length === 0 ? ['.'] : named,
    script: textOption(options, 'script'),
    model: textOption(options, 'model'),
    ...(given === undefined ? {} : { arguments: given }),
  };
  const { drawRunView } = await import('../../workflows/draw-run.js');
  return answerDrawing(await drawRunView(context.host, request, viewOptions), options, context);
}

async function givenArguments(
  words: readonly string[] | undefined,
  options: OptionValues,
): Promise<readonly string[] | undefined> {
  const text = textOption(options, 'args');
  if (text !== undefined && words !== undefined)
    throw new UsageError('--args and words behind -- say the same: give one');
  return words ?? (text === undefined ? undefined : splitText(text));
}

async function splitText(text: string): Promise<readonly string[]> {
  const { splitArguments } = await import('../../workflows/draw/split-arguments.js');
  return splitArguments(text);
}

/** Most pictures come without findings, and what shows them knows all codes. */
async function sayFindings(
  findings: readonly Finding[],
  sources: readonly SourceText[],
  context: CommandContext,
): Promise<void> {
  if (findings.length === 0) return;
  const { printFindings } = await import('../show-findings.js');
  printFindings(findings, 'text', sources, { ...context, print: context.say });
}

/** Says what was found, writes what was drawn. */
async function answerDrawing(drawn: Drawn, options: OptionValues, context: CommandContext): Promise<ExitStatus> {
  await sayFindings(drawn.findings, drawn.sources, context);
  if (drawn.kind === 'refused') return EXIT.findings;
  for (const note of drawn.diagram.notes) context.say(note);
  await writeResult(await writeDiagram(context.host, drawn.diagram, chooseFormat(options)), options, context);
  return EXIT.ok;
}

function chooseFormat(options: OptionValues): string {
  if (hasFlag(options, 'json')) return 'json';
  const asked = textOption(options, 'to');
  const output = textOption(options, 'output');
  if (asked !== undefined || output === undefined || output === '-') return asked ?? 'mermaid';
  const format = formatOfFile(output);
  if (format === undefined) throw new UsageError(`no format is known for '${output}'; name one with --to`);
  return format;
}

async function writeResult(result: string | Uint8Array, options: OptionValues, context: CommandContext): Promise<void> {
  const output = textOption(options, 'output');
  if (output !== undefined && output !== '-') {
    context.host.writeFile(joinPath(context.host.workingDirectory, output), result);
    context.say(`Wrote ${output}`);
  } else if (typeof result === 'string') context.print(result);
  else context.printBytes(result);
}
