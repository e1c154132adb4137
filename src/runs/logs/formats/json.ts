import type { LogBook } from '../log-book.js';
import type { LogFormat } from '../log-format.js';
import { bytesIn } from '../log-units.js';
import { type Pace, startPace } from '../pace.js';
import { numberOf } from '../read-numeral.js';
import { readRow } from '../read-row.js';
import { addTrainerEntry, isOfTrainer } from './transformers.js';

/**
 * One JSON object a line: MMEngine's `scalars.json`, metrics of detectron2, W&B histories, and whatever else says
 * `{"step": 20, "loss": 1.5}`.
 */
export const jsonlFormat: LogFormat = {
  name: 'jsonl',
  kind: 'generic',
  open(book) {
    const addObject = openObjects(book);
    return {
      read(line) {
        const start = line.trimStart();
        if (!start.startsWith('{"') || !line.trimEnd().endsWith('}')) return false;
        const object = parseObject(start);
        return object !== undefined && addObject(object);
      },
    };
  },
};

/** Takes the objects of one log; true where one says something of a training. */
export function openObjects(book: LogBook): (object: object, isOfTrainerState?: boolean) => boolean {
  const pace = startPace();
  return (object, isOfTrainerState = false) => {
    const cells = readCells(object);
    if (isOfTrainerState && isOfTrainer(cells)) {
      addTrainerState(book, cells, pace);
      return true;
    }
    if (cells.has('data_time') && cells.has('time')) {
      addDetectorEntry(book, cells);
      return true;
    }
    const row = readRow(cells);
    if (!row.hasPlace || row.record.values.length === 0) return false;
    book.noteMemory(row.memoryBytes);
    book.add(row.record);
    return true;
  };
}

export function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Where tokens are counted, each entry tells when it was written, so the time between two is known. */
function addTrainerState(book: LogBook, cells: ReadonlyMap<string, number>, pace: Pace): void {
  book.dialect = 'trainer-state';
  addTrainerEntry(book, cells);
  if (cells.has('train_samples_per_second') || !cells.has('loss')) return;
  const step = cells.get('step');
  const timing = pace(step, cells.get('train_runtime'));
  if (timing) book.add({ phase: 'train', step, values: [], timing });
}

/** MMEngine, mmcv and detectron2: seconds; memory in MiB. An evaluation has no learning rate and counts epochs as steps. */
function addDetectorEntry(book: LogBook, cells: ReadonlyMap<string, number>): void {
  book.dialect = 'mmengine-json';
  const step = cells.get('step') ?? cells.get('iter') ?? cells.get('iteration');
  const isTrain = cells.has('lr') || cells.has('loss') || cells.has('total_loss');
  const values = [...cells]
    .filter(([name]) => !/^(step|iter|iteration|epoch|memory|eta_seconds)$/.test(name))
    .map(([name, value]) => ({ name, value, unit: /^(data_)?time$/.test(name) ? 's' : undefined }));
  book.noteMemory(bytesIn(cells.get('memory') ?? Number.NaN, 'MiB'));
  if (!isTrain) {
    const metrics = values.filter(({ unit }) => unit === undefined);
    const named = metrics.map(({ name, value }) => ({ name: `val/${name}`, value }));
    book.add({ phase: 'eval', step: book.lastStep ?? step, values: named });
    return;
  }
  const timing = {
    stepSeconds: cells.get('time') ?? Number.NaN,
    dataSeconds: cells.get('data_time'),
    of: 'mean',
  } as const;
  book.add({ phase: 'train', step, epoch: cells.get('epoch'), values, timing });
}

const DEEPEST = 4;
const MOST_CELLS = 400;

/** Numbers by name; those of objects inside as `outer/inner`. Numbers in quotes count, other words and lists do not. */
function readCells(object: object): Map<string, number> {
  const cells = new Map<string, number>();
  const visit = (inner: object, prefix: string, depth: number): void => {
    for (const [key, value] of Object.entries(inner) as [string, unknown][]) {
      if (cells.size >= MOST_CELLS) return;
      const name = `${prefix}${key}`.slice(0, 120);
      const number = typeof value === 'string' && value.length < 40 ? numberOf(value) : value;
      if (typeof number === 'number') cells.set(name, number);
      else if (isPlainObject(value) && depth < DEEPEST) visit(value, `${name}/`, depth + 1);
    }
  };
  visit(object, '', 0);
  return cells;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
