import picocolors from 'picocolors';
import { cellWidth } from '../../base/cells.js';
import { writeJsonDocument } from '../../base/json-document.js';
import { joinPath } from '../../base/paths.js';
import { formatCount } from '../../base/units.js';
import { wrapText } from '../../base/wrap.js';
import { SPEC_FILE } from '../../environment/spec/read-spec.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import { visibleText } from '../../findings/render/escape.js';
import { toFindingRecord } from '../../findings/render/json.js';
import { longNumber, signOf } from '../../models/show-numbers.js';
import { MODEL_VIEW, PIPELINE_VIEW } from '../../views/table.js';
import { COUNTED_KINDS, makeOverview, type Overview } from '../../workflows/overview.js';
import type { Command, CommandContext } from '../command.js';
import { EXIT } from '../command.js';
import { quoteIfNeeded } from '../completion/escape.js';
import { readableWidth } from '../help/columns.js';
import { hasFlag } from '../options.js';
import { printFindings } from '../show-findings.js';

export const overview: Command = {
  name: 'overview',
  summary: 'Say what is here and what can be drawn',
  description:
    'Reads a folder and says what it found: the files it understood, the versions they name, the views that can be drawn, what is wrong, and what to type next. Nothing is executed.',
  arguments: [{ name: '[directory]', description: 'The folder to read (default: the current one)' }],
  options: [{ flags: '--json', description: 'Print one document overview/1' }],
  examples: [
    { command: 'torchdock', says: 'The current folder.' },
    { command: 'torchdock overview examples/resnet50 --json', says: 'Another folder, for a program.' },
  ],
  run: async ([directory], options, context) => {
    const path = typeof directory === 'string' ? directory : '.';
    const found = await makeOverview(context.host, { paths: [path] });
    const hasSpec = hasSpecIn(path, context);
    const isJson = hasFlag(options, 'json');
    if (isJson) context.print(overviewJson(found));
    const isSomething = found.sources.length + found.models.length > 0;
    if (isSomething && !isJson) printOverview(found, { path, hasSpec }, context);
    if (isSomething) return EXIT.ok;
    const isEmpty = !hasSpec;
    if (isEmpty) printFindings([sourceFindings.nothingFound({ path })], 'text', [], { ...context, print: context.say });
    if (!isJson) printNext(environmentRows(path, hasSpec), context);
    return hasSpec ? EXIT.ok : EXIT.findings;
  },
};

/** What to type where there is nothing to draw. */
function printNext(rows: readonly Row[], { host, say }: CommandContext): void {
  const { columns, hasColor } = host.terminal;
  const { bold } = picocolors.createColors(hasColor);
  say(['', bold('Next'), ...table(rows, readableWidth(columns))].join('\n'));
}

function hasSpecIn(path: string, { host }: CommandContext): boolean {
  return host.status(joinPath(host.workingDirectory, path, SPEC_FILE)) !== undefined;
}

/** The way to a container that runs: the spec, then the environment. */
function environmentRows(folder: string, hasSpec: boolean): readonly Row[] {
  const path = pathWord(folder);
  const init: Row = [`torchdock init${path}`, 'a torchdock.yaml from these files'];
  return [...(hasSpec ? [] : [init]), [`torchdock up${path}`, 'start it in a container']];
}

function pathWord(folder: string): string {
  return folder === '.' ? '' : ` ${visibleText(quoteIfNeeded(folder))}`;
}

function overviewJson(found: Overview): string {
  const { sources, counts, views } = found;
  const versions = Object.fromEntries(
    Object.entries(found.software).map(([name, { place, ...rest }]) => [name, { ...rest, origin: place }]),
  );
  const document = {
    schema: 'overview/1',
    root: found.collected.root,
    sources,
    counts,
    environment: { ...found.environment, software: versions },
    views,
    models: found.models.map(({ path, name, kind, place, parameters }) => ({
      source: `${path}:${name}`,
      name,
      kind,
      file: path,
      line: place.line,
      parameters: parameters ? { ...parameters, isExact: parameters.bound === 'exact' } : null,
    })),
    training: found.trainings.map(({ file, arguments: words, place, style, startedBy, summary }) => ({
      file,
      line: place.line,
      arguments: words,
      startedBy: startedBy ? { launcher: startedBy.launcher, place: startedBy.place } : null,
      style,
      ...summary,
    })),
    findings: found.findings.map(toFindingRecord),
  };
  return writeJsonDocument(document);
}

type Row = readonly [name: string, text: string];

interface Place {
  readonly path: string;
  readonly hasSpec: boolean;
}

function printOverview(found: Overview, place: Place, context: CommandContext): void {
  const { columns, hasColor } = context.host.terminal;
  const { bold } = picocolors.createColors(hasColor);
  const width = readableWidth(columns);
  const views = found.views.map(
    ({ name, summary, canBeDrawn }): Row => [name, canBeDrawn ? summary : 'nothing here to draw'],
  );
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Found', table(foundRows(found), width)],
    ['Environment', environmentLines(found, width)],
    ['Views', table(views, width)],
    ...(found.models.length === 0 ? [] : [['Models', modelLines(found, width)] as const]),
    ...(found.trainings.length === 0 ? [] : [['Training', trainingLines(found, width)] as const]),
    ['Findings', findingLines(found, width)],
    ['Next', table(nextRows(found, place), width)],
  ];
  const lines = sections.map(([title, body]) => [bold(title), ...body].join('\n'));
  context.print(`${lines.join('\n\n')}\n`);
}

/** Models that are named; `torchdock model` lists all. */
const MOST_MODELS = 5;

function modelLines({ models }: Overview, width: number): readonly string[] {
  const rows = models.slice(0, MOST_MODELS).map(({ name, path, place, parameters }): Row => {
    const count = parameters ? `${signOf(parameters.bound)}${longNumber(parameters.total)} parameters` : undefined;
    return [visibleText(name), [count ?? 'not counted', `(${path}:${place.line})`].join('  ')];
  });
  const more = models.length - MOST_MODELS;
  return [...table(rows, width), ...(more > 0 ? [`  and ${more} more`] : [])];
}

/** `ResNet · Adam lr 0.001 · 90 epochs · batch 256  (compose.yaml:24)` */
function trainingLines({ trainings }: Overview, width: number): readonly string[] {
  const rows = trainings.slice(0, MOST_MODELS).map(({ file, place, startedBy, summary }): Row => {
    const { model, dataset, epochs, batchSize, precision, optimizer } = summary;
    const parts = [
      model,
      dataset,
      epochs === undefined ? undefined : `${epochs} ${epochs === '1' ? 'epoch' : 'epochs'}`,
      batchSize === undefined ? undefined : `batch ${batchSize}`,
      precision,
      optimizer,
    ].filter((part) => part !== undefined);
    const said = startedBy?.place ?? place;
    return [visibleText(file), [parts.join(', ') || 'not known how', `(${said.file}:${said.line})`].join('  ')];
  });
  const more = trainings.length - MOST_MODELS;
  return [...table(rows, width), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function foundRows(found: Overview): readonly Row[] {
  if (found.sources.length === 0) return [['Python', 'models only: no file says where they run']];
  return [
    ...found.sources.map(({ title, paths }): Row => [title, visibleText(listSome(paths))]),
    ['they describe', countsText(found)],
  ];
}

/** Rows of two columns, the second one aligned and wrapped. */
function table(rows: readonly Row[], width: number): readonly string[] {
  const left = Math.max(...rows.map(([name]) => cellWidth(name))) + 4;
  return rows.flatMap(([name, text]) =>
    wrapText(visibleText(text), Math.max(20, width - left)).map((line, index) => {
      const label = index === 0 ? `  ${name}` : '';
      return `${label}${' '.repeat(left - cellWidth(label))}${line}`;
    }),
  );
}

/** The first few of many, and how many more. */
function listSome(paths: readonly string[]): string {
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`;
}

function countsText({ counts }: Overview): string {
  return COUNTED_KINDS.flatMap((kind) =>
    counts[kind] ? formatCount(counts[kind], kind === 'gpu' ? 'GPU' : kind) : [],
  ).join(', ');
}

function environmentLines({ software, environment }: Overview, width: number): readonly string[] {
  const { system, python, torch, cuda, cudnn } = software;
  const rows: readonly (readonly [string, string | undefined, { file: string; line: number } | undefined])[] = [
    ['System', system && [system.name, system.version].filter(Boolean).join(' '), system?.place],
    ['Python', python && (python.version ?? 'version not stated'), python?.place],
    [
      'PyTorch',
      torch && [torch.version ?? torch.specifier ?? 'version not pinned', torch.build].filter(Boolean).join(' '),
      torch?.place,
    ],
    ['CUDA', cuda && (cuda.version ?? 'version not stated'), cuda?.place],
    ['cuDNN', cudnn && (cudnn.version ?? 'version not stated'), cudnn?.place],
  ];
  const said = rows.flatMap(([name, text, place]) =>
    text ? [[name, place ? `${text}  (${place.file}:${place.line})` : text] as const] : [],
  );
  return said.length > 0
    ? table([...said, ['they', describeVerdict(environment)]], width)
    : ['  No file names a PyTorch, CUDA or Python version.'];
}

function describeVerdict({ verdict, codes }: Overview['environment']): string {
  if (verdict === 'fits') return 'go together, as far as the files say';
  if (verdict === 'conflict') return `do not go together: ${codes.join(', ')}`;
  return 'cannot be judged: no file names a version of PyTorch that is in the tables';
}

function findingLines({ findings }: Overview, width: number): readonly string[] {
  if (findings.length === 0) return ['  None.'];
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const first =
    findings.find(({ severity }) => severity === 'error') ??
    findings.find(({ severity }) => severity === 'warning') ??
    findings[0];
  const place = first?.place ? ` (${first.place.file}:${first.place.line})` : '';
  return [
    `  ${formatCount(count('error'), 'error')}, ${formatCount(count('warning'), 'warning')}, ${formatCount(count('info'), 'info')}`,
    ...(first
      ? wrapText(visibleText(`${first.code}: ${first.message}${place}`), width - 2).map((line) => `  ${line}`)
      : []),
  ];
}

function nextRows({ views, models, trainings, findings }: Overview, { path: folder, hasSpec }: Place): readonly Row[] {
  const view = views.find(
    ({ name, canBeDrawn }) => canBeDrawn && name !== MODEL_VIEW.name && name !== PIPELINE_VIEW.name,
  );
  const [model] = models;
  const [training] = trainings;
  const path = pathWord(folder);
  const readme = visibleText(quoteIfNeeded(joinPath(folder, 'README.md')));
  return [
    ...(view ? [[`torchdock draw ${view.name}${path}`, 'the picture, as Mermaid text'] as const] : []),
    ...(model
      ? [
          [
            `torchdock model ${visibleText(quoteIfNeeded(`${model.path}:${model.name}`))}`,
            'a model: tree, shapes, parameters',
          ] as const,
        ]
      : []),
    ...(training
      ? [
          [
            `torchdock draw pipeline ${visibleText(quoteIfNeeded(training.file))}`,
            'how it trains: data, loops, optimizer, checkpoints',
          ] as const,
        ]
      : []),
    ...(findings.length > 0 ? [[`torchdock check${path}`, 'all findings, with their lines'] as const] : []),
    ...(view ? [[`torchdock docs --add ${view.name} ${readme}`, 'put it in the README, kept true'] as const] : []),
    [`torchdock studio${path}`, 'look at everything in the browser'],
    ...environmentRows(folder, hasSpec),
  ];
}
