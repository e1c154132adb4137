import type { LogFormat } from '../log-format.js';
import type { LogTiming } from '../log-record.js';
import { bytesIn } from '../log-units.js';
import { type Field, fieldNamed, readFields } from '../read-fields.js';
import { readNumeral } from '../read-numeral.js';

/** torchvision's `SmoothedValue` keeps so many values; `time` and `data` are printed as their mean. */
const WINDOW = 20;

/**
 * `MetricLogger` of torchvision's references, DETR, MAE and many more:
 *
 *     Epoch: [0]  [ 10/366]  eta: 0:01:29  lr: 0.000003  loss: 3.2266 (3.2809)  time: 0.2516  data: 0.0245  max mem: 720
 *
 * The first number is the median of the last 20 values and the one in parentheses the mean of the epoch, but `time` and
 * `data` (seconds) are the mean of the last 20; `max mem` is `max_memory_allocated` in MiB (references/*\/utils.py).
 */
export const torchvisionFormat: LogFormat = {
  name: 'torchvision',
  kind: 'named',
  open(book) {
    let first: { readonly time: number; readonly data: number } | undefined;
    return {
      read(line) {
        const head = readHead(line);
        if (!head) return line.includes('Total time: ') && /^.{0,40}Total time: .{1,40} s \/ it\)$/.test(line);
        const fields = readFields(line, { assign: ':', isSpaced: true }, head.end);
        book.noteMemory(bytesIn(fieldNamed(fields, 'max mem')?.value ?? Number.NaN, 'MiB'));
        const time = fieldNamed(fields, 'time')?.value;
        const data = fieldNamed(fields, 'data')?.value ?? Number.NaN;
        const isTrain = head.epoch !== undefined;
        if (isTrain && head.index === 0) first = time === undefined ? undefined : { time, data };
        const step = isTrain ? (head.epoch ?? 0) * head.count + head.index : (book.lastStep ?? 0);
        const timing = isTrain && time !== undefined ? withoutFirst(head.index, { time, data }, first) : undefined;
        book.add({ phase: isTrain ? 'train' : 'eval', step, values: valuesOf(fields, isTrain), timing });
        return true;
      },
    };
  },
};

function valuesOf(fields: readonly Field[], isTrain: boolean): { name: string; value: number; unit?: string }[] {
  return fields
    .filter(({ name }) => !['eta', 'max mem'].includes(name) && (isTrain || !/time$|^data$/.test(name)))
    .map(({ name, value, beside }) => {
      if (!isTrain) return { name: `test/${name}`, value: beside ?? value };
      return /time$|^data$/.test(name) ? { name, value, unit: 's' } : { name, value };
    });
}

/** Of `[ 10/366]  eta: `; the epoch is undefined in an evaluation. */
function readHead(line: string): { epoch: number | undefined; index: number; count: number; end: number } | undefined {
  const eta = line.indexOf('eta: ');
  const close = eta === -1 ? -1 : line.slice(0, eta).trimEnd().length - 1;
  if (close < 0 || line[close] !== ']') return undefined;
  const open = line.lastIndexOf('[', close);
  const index = readNumeral(line, open + 1);
  const count = index && line[index.end] === '/' ? readNumeral(line, index.end + 1) : undefined;
  if (!index || count?.end !== close) return undefined;
  const epochAt = /Epoch:? \[/.exec(line.slice(0, Math.min(open, 200)));
  const epoch = epochAt ? readNumeral(line, epochAt.index + epochAt[0].length)?.value : undefined;
  return { epoch, index: index.value, count: count.value, end: eta };
}

/** While the window still holds the first step of the epoch, its share is taken out again: both numbers are printed. */
function withoutFirst(
  index: number,
  mean: { readonly time: number; readonly data: number },
  first: { readonly time: number; readonly data: number } | undefined,
): LogTiming {
  const holdsFirst = index < WINDOW;
  const rest = (all: number, one: number): number => Math.max(0, (all * (index + 1) - one) / index);
  const isMended = holdsFirst && index > 0 && first !== undefined;
  const data = isMended ? rest(mean.data, first.data) : mean.data;
  return {
    stepSeconds: isMended ? rest(mean.time, first.time) : mean.time,
    dataSeconds: Number.isNaN(data) ? undefined : data,
    of: 'mean',
    isFirst: holdsFirst && !isMended,
  };
}
