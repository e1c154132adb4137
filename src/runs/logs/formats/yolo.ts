import type { LogBook } from '../log-book.js';
import type { LogFormat } from '../log-format.js';
import type { LogValue } from '../log-record.js';
import { bytesIn } from '../log-units.js';
import { readBar } from '../read-bar.js';
import { numberOf, readNumeral } from '../read-numeral.js';

/**
 * YOLOv5 and Ultralytics on the console: a head, a bar that begins with the numbers, a head of the evaluation and its
 * results. The losses are means of the epoch so far; a finished bar says the mean time of its steps. One step is an epoch:
 *
 *          Epoch   gpu_mem       box       obj       cls    labels  img_size
 *          0/149     5.05G   0.06383   0.03304         0         0      1280: 100%|███| 213/213 [06:21<00:00,  1.79s/it]
 */
export const yoloFormat: LogFormat = {
  name: 'yolo',
  kind: 'named',
  open(book) {
    let columns: readonly string[] = [];
    let metrics: readonly string[] = [];
    let isOver = false;
    return {
      read(line) {
        noteDevice(book, line);
        const words = line
          .slice(0, 400)
          .split(/\s/)
          .filter((word) => word !== '');
        if (words[0] === 'Epoch' && /^gpu_mem$/i.test(words[1] ?? '')) {
          columns = words.slice(2);
          return true;
        }
        if (words[0] === 'Class' && words[1] === 'Images') {
          metrics = metricNames(words);
          return true;
        }
        if (words[0] === 'Validating') isOver = true;
        if (words[0] === 'all' && metrics.length > 0) return !isOver && addEvaluation(book, metrics, words);
        return columns.length > 0 && addEpoch(book, columns, line, words);
      },
    };
  },
};

/** `(GeForce GTX 1060 6GB, 6075MiB)` of the banner. */
function noteDevice(book: LogBook, line: string): void {
  const at = line.indexOf('CUDA:');
  const end = at === -1 ? -1 : line.indexOf('MiB)', at);
  const start = end === -1 ? -1 : line.lastIndexOf(', ', end);
  const size = start < at ? undefined : readNumeral(line, start + 2);
  if (size?.end === end) book.noteCapacity(bytesIn(size.value, 'MiB'));
}

/** `P R mAP@.5 mAP@.5:.95:`, in Ultralytics `Box(P R mAP50 mAP50-95):`, where a second set follows for masks. */
function metricNames(words: readonly string[]): string[] {
  const end = words.findIndex((word) => word.endsWith('%') || word.includes('%|'));
  return words
    .slice(3, end === -1 ? undefined : end)
    .map((word) => word.replace(/\)?:$/, '').replace('Box(', '').replace('Mask(', 'Mask '))
    .slice(0, 4);
}

function addEvaluation(book: LogBook, metrics: readonly string[], words: readonly string[]): boolean {
  const numbers = words.slice(3, 3 + metrics.length).map(numberOf);
  if (numbers.some((number) => number === undefined)) return false;
  const values = metrics.map((name, index): LogValue => ({ name: `val/${name}`, value: numbers[index] ?? Number.NaN }));
  book.add({ phase: 'eval', step: book.lastStep ?? 0, values });
  return true;
}

function addEpoch(book: LogBook, columns: readonly string[], line: string, words: readonly string[]): boolean {
  const epoch = /^(\d{1,9})\/\d{1,9}$/.exec(words[0] ?? '')?.[1];
  const memory = /^([\d.]{1,12})G$/.exec(words[1] ?? '')?.[1];
  if (epoch === undefined || memory === undefined) return false;
  // YOLOv5 divides by 10^9, Ultralytics by 2^30; only the former names a loss of objects.
  book.noteMemory(columns.includes('obj') ? Math.round(Number(memory) * 1e9) : bytesIn(Number(memory), 'GiB'));
  const numbers = columns.map((name, index) => ({ name, value: numberOf((words[index + 2] ?? '').replace(/:$/, '')) }));
  const values = numbers.filter(
    (cell): cell is { name: string; value: number } => cell.value !== undefined && isLoss(cell.name),
  );
  const bar = readBar(line);
  const isWhole = bar !== undefined && bar.done === bar.total && bar.stepSeconds !== undefined;
  const timing = isWhole
    ? ({ stepSeconds: bar.stepSeconds, of: 'mean', isFirst: false, isApart: true } as const)
    : undefined;
  book.add({ phase: 'train', step: Number(epoch), values, timing });
  return true;
}

function isLoss(name: string): boolean {
  return !/^(labels|instances|img_size|size)$/i.test(name);
}
