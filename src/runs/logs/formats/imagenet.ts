import type { LogFormat } from '../log-format.js';
import type { LogTiming } from '../log-record.js';
import { numberOf, readNumeral } from '../read-numeral.js';

/** A meter: the current value, and the mean since the epoch began. */
interface Meter {
  readonly name: string;
  readonly value: number;
  readonly mean: number;
}

/**
 * The ImageNet example of pytorch/examples and all that copy it (older ones say `Prec@1`); seconds:
 *
 *     Epoch: [0][   11/5005]  Time  0.605 ( 0.806)  Data  0.000 ( 0.187)  Loss 7.1570e+00 (7.0590e+00)  Acc@1 …
 */
export const imagenetFormat: LogFormat = {
  name: 'imagenet',
  kind: 'named',
  open(book) {
    let epoch: number | undefined;
    let firstIndex = 0;
    return {
      read(line) {
        const head = readHead(line);
        const meters = readMeters(line, head?.end ?? summaryStart(line));
        if (meters.length === 0 || (head && !meters.some(({ name }) => name === 'Time'))) return false;
        if (head?.epoch === undefined) {
          const values = meters.filter(({ name }) => !/^(Time|Data)$/.test(name));
          const step = book.lastStep ?? 0;
          book.add({
            phase: 'eval',
            step,
            values: values.map(({ name, mean }) => ({ name: `test/${name}`, value: mean })),
          });
          return true;
        }
        const isFirst = head.epoch !== epoch || head.index <= firstIndex;
        if (isFirst) firstIndex = head.index;
        epoch = head.epoch;
        const timing = timingOf(meters, head.index - firstIndex + 1, isFirst, firstIndex);
        const values = meters.map(({ name, value }) => ({
          name,
          value,
          unit: /^(Time|Data)$/.test(name) ? 's' : undefined,
        }));
        book.add({ phase: 'train', step: head.epoch * head.count + head.index, values, timing });
        return true;
      },
    };
  },
};

/** How many steps a mean has is known only where the first line is of the first step: number 0, or 1 since 2022. */
function timingOf(
  meters: readonly Meter[],
  steps: number,
  isFirst: boolean,
  firstIndex: number,
): LogTiming | undefined {
  const time = meters.find(({ name }) => name === 'Time');
  const data = meters.find(({ name }) => name === 'Data');
  if (!time) return undefined;
  const running = data && firstIndex <= 1 ? { steps, stepSeconds: time.mean, dataSeconds: data.mean } : undefined;
  return { stepSeconds: time.value, dataSeconds: data?.value, of: 'step', isFirst, running };
}

function readHead(line: string): { epoch: number | undefined; index: number; count: number; end: number } | undefined {
  if (!line.includes('Epoch') && !line.includes('Test')) return undefined;
  const match = /^.{0,80}?(Epoch:? \[ *(\d{1,9})\] ?|Test:? )\[ *(\d{1,12})\/ *(\d{1,12})\]/.exec(line);
  if (!match) return undefined;
  const [all, , epoch, index, count] = match;
  return {
    epoch: epoch === undefined ? undefined : Number(epoch),
    index: Number(index),
    count: Number(count),
    end: all.length,
  };
}

/** ` * Acc@1 69.758 Acc@5 89.076` ends an evaluation. */
function summaryStart(line: string): number {
  const match = /^ ?\* (?=(?:Acc|Prec)@)/.exec(line);
  return match ? match[0].length : line.length;
}

const NAME = /\s*([A-Za-z][\w@.-]{0,40})(:?)\s+(?=[-+.\dni])/y;

function readMeters(line: string, from: number): Meter[] {
  const meters: Meter[] = [];
  NAME.lastIndex = from;
  for (let match = NAME.exec(line); match; match = NAME.exec(line)) {
    const value = match[2] === '' ? readNumeral(line, NAME.lastIndex) : undefined;
    if (!value) return [];
    const close = line.slice(value.end, value.end + 40).indexOf(')');
    const inside = close === -1 ? '' : line.slice(value.end, value.end + close).trimStart();
    const mean = inside.startsWith('(') ? numberOf(inside.slice(1)) : undefined;
    meters.push({ name: match[1] ?? '', value: value.value, mean: mean ?? value.value });
    NAME.lastIndex = mean === undefined ? value.end : value.end + close + 1;
  }
  return meters;
}
