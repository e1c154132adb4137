import picocolors from 'picocolors';
import { cellWidth } from '../../base/cells.js';
import { formatBytes } from '../../base/units.js';
import { wrapText } from '../../base/wrap.js';
import { visibleText } from '../../findings/render/escape.js';
import { boundOf, type Model, type ModelModule, type UnknownPart } from '../../models/model.js';
import { shortNumber, showCount, showShape, showShapes, showShare } from '../../models/show-numbers.js';
import type { CommandContext } from '../command.js';
import { type TreeRow, treeRows } from './tree-rows.js';
import type { TreeWords } from './words.js';

/** Wider lines are hard to follow from end to end. */
const MAXIMUM_WIDTH = 140;

const BETWEEN = 2;

/** The tree, the totals, and what is not known, for a person. */
export function showModel(model: Model, depth: number, words: TreeWords, context: CommandContext): void {
  const { terminal } = context.host;
  const { bold, dim } = picocolors.createColors(terminal.hasColor);
  const width = Math.max(40, Math.min(terminal.columns, MAXIMUM_WIDTH));
  const rows = treeRows(model.root, depth);
  const lines = [
    title(model, bold),
    '',
    ...table(model, { rows, words }, width, dim),
    '',
    ...totals(model, words, width),
    ...assumptions(model, words, width),
    ...unknowns(model, words, width),
  ];
  context.print(lines.map((line) => line.trimEnd()).join('\n'));
}

function title({ name, place }: Model, bold: (text: string) => string): string {
  return `${bold(visibleText(name))}${place ? `  ${visibleText(`${place.file}:${place.line}`)}` : ''}`;
}

interface Told {
  readonly rows: readonly TreeRow[];
  readonly words: TreeWords;
}

interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  readonly isRight: boolean;
  /** Taken away first where there is no room: the highest number. */
  readonly rank: number;
}

function table(model: Model, { rows, words }: Told, width: number, dim: (text: string) => string): readonly string[] {
  if (rows.length === 0) return [];
  const columns = fitColumns(columnsOf(model, { rows, words }), width);
  const widths = columns.map(({ head, cells }) => Math.max(cellWidth(head), ...cells.map(cellWidth)));
  const fixed = widths.slice(1).reduce((sum, size) => sum + size + BETWEEN, 0);
  widths[0] = Math.min(widths[0] ?? 0, Math.max(16, width - fixed));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => pad(cut(cell, widths[at] ?? 0), widths[at] ?? 0, columns[at]?.isRight === true))
      .join(' '.repeat(BETWEEN));
  const head = line(columns.map((column) => column.head)).trimEnd();
  return [dim(head), ...rows.map((_, at) => line(columns.map(({ cells }) => cells[at] ?? '')))];
}

function columnsOf(model: Model, { rows, words }: Told): readonly Column[] {
  const whole = model.parameters.total.value;
  const hasFlow = rows.some(({ module }) => module.outputs !== undefined);
  const column = (head: string, rank: number, isRight: boolean, cell: (row: TreeRow) => string): Column[] => {
    const cells = rows.map((row) => visibleText(cell(row)));
    return cells.every((text) => text === '') ? [] : [{ head, rank, isRight, cells }];
  };
  return [
    ...column(
      words.module,
      0,
      false,
      ({ name, module, times }) => `${name}  ${times > 1 ? `${times} × ` : ''}${module.type}`,
    ),
    ...column(words.madeAs, 5, false, ({ module }) => module.details ?? ''),
    ...(hasFlow
      ? column(words.output, 2, false, ({ module }) => (module.outputs ? showShapes(module.outputs) : ''))
      : []),
    ...column(words.parameters, 1, true, ({ module, total }) =>
      module.sharedWith === undefined && !isTied(module) ? plainCount(total) : words.shared,
    ),
    ...column(words.share, 4, true, ({ total }) => showShare(total.value, whole)),
    ...column(words.multiplyAdds, 3, true, ({ multiplyAdds }) =>
      multiplyAdds && (multiplyAdds.value > 0 || multiplyAdds.unknown.length > 0)
        ? showCount(multiplyAdds, shortNumber)
        : '',
    ),
  ];
}

/** All that it holds was counted where it was met first. */
function isTied({ parameters, children }: ModelModule): boolean {
  return parameters.length > 0 && children.length === 0 && parameters.every(({ tiedTo }) => tiedTo !== undefined);
}

function plainCount(total: TreeRow['total']): string {
  return total.value === 0 && total.unknown.length === 0 ? '' : showCount(total);
}

/** The tree needs so much to be read. */
const LEAST_TREE = 30;

function fitColumns(columns: readonly Column[], width: number): readonly Column[] {
  const [first] = columns;
  const tree = Math.min(LEAST_TREE + 8, first ? Math.max(...first.cells.map(cellWidth)) : 0);
  let kept = columns;
  const taken = (): number =>
    kept
      .slice(1)
      .reduce((sum, { head, cells }) => sum + BETWEEN + Math.max(cellWidth(head), ...cells.map(cellWidth)), tree);
  while (taken() > width && kept.length > 2) {
    const worst = Math.max(...kept.map(({ rank }) => rank));
    kept = kept.filter(({ rank }) => rank !== worst);
  }
  return kept;
}

function cut(text: string, width: number): string {
  if (cellWidth(text) <= width) return text;
  let shown = text;
  while (shown !== '' && cellWidth(shown) > width - 1) shown = shown.slice(0, -1);
  return `${shown}…`;
}

function pad(text: string, width: number, isRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - cellWidth(text)));
  return isRight ? space + text : text + space;
}

function totals(model: Model, words: TreeWords, width: number): readonly string[] {
  const { parameters, weightBytes, flow, root, tied } = model;
  const { total, trainable } = parameters;
  const isTrained = trainable.value === total.value;
  const trained = isTrained
    ? total.unknown.length === 0
      ? words.allTrained
      : ''
    : words.partTrained(showCount(trainable));
  const inputs = flow?.inputs.map(({ name, tensor }) => `${name} ${showShape(tensor.shape)}`).join(', ') ?? '';
  const example = flow?.inputs.some(({ isInferred }) => isInferred) ? words.isExample : '';
  const rows: (readonly [string, string])[] = [
    [
      words.parameters,
      `${showCount(total)}${boundOf(total) === 'none' && total.value > 0 ? words.moreOrFewer : ''}${trained}`,
    ],
    [words.weights, words.withBuffers(showCount(weightBytes, formatBytes))],
    ...(flow && inputs !== '' ? [[words.input, `${inputs}${example}`] as const] : []),
    ...(root.multiplyAdds ? [[words.multiplyAdds, showCount(root.multiplyAdds, shortNumber)] as const] : []),
    ...(flow?.activationBytes
      ? [[words.activations, words.ifKept(showCount(flow.activationBytes, formatBytes))] as const]
      : []),
    ...tied.slice(0, 5).map(({ paths }) => [words.tied, words.countedOnce(paths.join(' = '))] as const),
    ...(model.whyNoFlow === undefined ? [] : [[words.dataFlow, words.flowUnknown(model.whyNoFlow)] as const]),
  ];
  const left = 13;
  return rows.flatMap(([term, text]) =>
    wrapText(visibleText(text), width - left).map((line, at) => `${pad(at === 0 ? term : '', left, false)}${line}`),
  );
}

/** So many reasons are named; the first is mostly that of the others. */
const MOST_REASONS = 8;

/** What was taken as it usually is, and the numbers rest on. */
function assumptions({ assumed }: Model, words: TreeWords, width: number): readonly string[] {
  return (assumed ?? []).slice(0, MOST_REASONS).flatMap((part) => {
    const where = part.place ? ` (${part.place.file}:${part.place.line})` : '';
    return ['', ...wrapText(visibleText(words.assumed(`${part.reason}${where}`)), width)];
  });
}

function unknowns({ unknown }: Model, words: TreeWords, width: number): readonly string[] {
  if (unknown.length === 0) return [];
  const shown = unknown.slice(0, MOST_REASONS).flatMap((part) => {
    const lines = wrapText(visibleText(tellUnknown(part)), width - 4);
    return lines.map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`);
  });
  const more = unknown.length - MOST_REASONS;
  return ['', words.notKnown, ...shown, ...(more > 0 ? [`  ${words.moreParts(more)}`] : [])];
}

function tellUnknown({ path, reason, place }: UnknownPart): string {
  const where = place ? `${place.file}:${place.line}: ` : '';
  return `${where}${path === '' ? '' : `${path}: `}${reason}`;
}
