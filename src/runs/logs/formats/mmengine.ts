import { startClock } from '../log-clock.js';
import type { LogFormat } from '../log-format.js';
import type { LogTiming } from '../log-record.js';
import { bytesIn } from '../log-units.js';
import { fieldNamed, readFields } from '../read-fields.js';

const TIMES = /^(eta|time|data_time|memory)$/;

/**
 * MMEngine, and mmcv before it (`Epoch [1][50/7330]`, commas between fields). `time` and `data_time` are seconds, the mean
 * of the iterations since the last line (at most 10 by default); `memory` is `max_memory_allocated` in MiB:
 *
 *     08/21 02:58:41 - mmengine - INFO - Epoch(train) [1][10/25]  lr: 1.0000e-02  time: 0.0019  data_time: 0.0004  loss: 1.7388
 */
export const mmengineFormat: LogFormat = {
  name: 'mmengine',
  kind: 'named',
  open(book) {
    const clock = startClock();
    let epoch: number | undefined;
    return {
      read(line) {
        const head = readHead(line);
        if (!head) return false;
        const seconds = clock(line);
        const fields = readFields(line, { assign: ':', isSpaced: true }, head.end);
        const memory = fieldNamed(fields, 'memory');
        if (memory) book.noteMemory(bytesIn(memory.value, 'MiB'));
        const metrics = fields.filter(({ name }) => !TIMES.test(name)).map(({ name, value }) => ({ name, value }));
        if (head.phase !== 'train') {
          const values = metrics.map(({ name, value }) => ({ name: `${head.phase}/${name}`, value }));
          if (values.length > 0) book.add({ phase: 'eval', step: book.lastStep ?? 0, seconds, values });
          return true;
        }
        const isFirst = epoch === undefined || head.epoch !== epoch;
        epoch = head.epoch;
        const time = fieldNamed(fields, 'time')?.value;
        const data = fieldNamed(fields, 'data_time')?.value;
        const timing: LogTiming | undefined =
          time === undefined ? undefined : { stepSeconds: time, dataSeconds: data, of: 'mean', isFirst };
        const step = head.epoch > 0 ? (head.epoch - 1) * head.count + head.index : head.index;
        book.add({ phase: 'train', step, seconds, values: [...metrics, ...timeCurves(time, data)], timing });
        return true;
      },
    };
  },
};

function timeCurves(
  time: number | undefined,
  data: number | undefined,
): { name: string; value: number; unit: string }[] {
  return [
    ...(time === undefined ? [] : [{ name: 'time', value: time, unit: 's' }]),
    ...(data === undefined ? [] : [{ name: 'data_time', value: data, unit: 's' }]),
  ];
}

interface Head {
  readonly phase: 'train' | 'val' | 'test';
  /** 0 where only iterations are counted. */
  readonly epoch: number;
  readonly index: number;
  readonly count: number;
  readonly end: number;
}

const HEAD =
  /^.{0,120}?(?:(?:Epoch|Iter)\((train|val|test)\)|INFO - (?:Epoch|Iter)) ?(?:\[ *(\d{1,9})\] ?)?\[ *(\d{1,12})(?:\/ *(\d{1,12}))?\]/;

function readHead(line: string): Head | undefined {
  if (!line.includes('Epoch') && !line.includes('Iter')) return undefined;
  const match = HEAD.exec(line);
  if (!match) return undefined;
  const [all, phase, epoch, index, count] = match;
  return {
    phase: phase === 'val' || phase === 'test' ? phase : 'train',
    epoch: Number(epoch ?? 0),
    index: Number(index),
    count: Number(count ?? 0),
    end: all.length,
  };
}
