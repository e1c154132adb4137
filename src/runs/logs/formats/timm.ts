import type { LogFormat } from '../log-format.js';
import { fieldNamed, readFields } from '../read-fields.js';
import { readNumeral } from '../read-numeral.js';

/**
 * timm's `train.py`; current value first, the mean of the epoch in parentheses; seconds and samples of all ranks a second:
 *
 *     Train: 0 [  32/33 (100%)]  Loss: 1.336 (4.00)  Time: 0.934s,    8.57/s  (0.218s,   36.68/s)  LR: 5.000e-04  Data: 0.000 (0.014)
 */
export const timmFormat: LogFormat = {
  name: 'timm',
  kind: 'named',
  open(book) {
    let epoch: number | undefined;
    return {
      read(line) {
        const head = readHead(line);
        const fields = head ? readFields(line, { assign: ':', isSpaced: true }, head.end) : [];
        const time = fieldNamed(fields, 'Time');
        if (!head || !time) return false;
        const values = fields.filter(({ name }) => name !== 'Time' && name !== 'Data');
        if (head.epoch === undefined) {
          const evaluated = values.map(({ name, value, beside }) => ({ name: `test/${name}`, value: beside ?? value }));
          book.add({ phase: 'eval', step: book.lastStep ?? 0, values: evaluated });
          return true;
        }
        const isFirst = head.index === 0 || head.epoch !== epoch;
        epoch = head.epoch;
        const data = fieldNamed(fields, 'Data');
        const rates = readRates(line, time.end);
        const running =
          rates.mean !== undefined && data?.beside !== undefined
            ? { steps: head.index + 1, stepSeconds: rates.mean, dataSeconds: data.beside }
            : undefined;
        book.add({
          phase: 'train',
          step: head.epoch * head.count + head.index,
          values: [
            ...values.map(({ name, value }) => ({ name, value })),
            { name: 'Time', value: time.value, unit: 's' },
            ...(data ? [{ name: 'Data', value: data.value, unit: 's' }] : []),
          ],
          timing: { stepSeconds: time.value, dataSeconds: data?.value, of: 'step', isFirst, running },
          throughput: rates.current === undefined ? undefined : { value: rates.current, unit: 'samples/s' },
        });
        return true;
      },
    };
  },
};

function readHead(line: string): { epoch: number | undefined; index: number; count: number; end: number } | undefined {
  if (!line.includes('Train: ') && !line.includes('Test')) return undefined;
  const match =
    /^.{0,80}?(?:Train: (\d{1,9})|Test(?: \([^()]{1,40}\))?:) \[ *(\d{1,12})\/ *(\d{1,12})(?: *\([ \d]{1,4}%\))?\]/.exec(
      line,
    );
  if (!match) return undefined;
  const [all, epoch, index, count] = match;
  return {
    epoch: epoch === undefined ? undefined : Number(epoch),
    index: Number(index),
    count: Number(count),
    end: all.length,
  };
}

/** Of `,    8.57/s  (0.218s,   36.68/s)`: samples a second now, and the mean time of a step. */
function readRates(line: string, at: number): { current: number | undefined; mean: number | undefined } {
  const rate = line[at] === ',' ? readNumeral(line, at + 1) : undefined;
  if (!rate || !line.startsWith('/s', rate.end)) return { current: undefined, mean: undefined };
  const open = line.slice(rate.end, rate.end + 20).indexOf('(');
  const mean = open === -1 ? undefined : readNumeral(line, rate.end + open + 1);
  return { current: rate.value, mean: mean && line[mean.end] === 's' ? mean.value : undefined };
}
