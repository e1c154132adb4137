import { startClock } from '../log-clock.js';
import type { LogFormat } from '../log-format.js';
import { bytesIn } from '../log-units.js';
import { fieldNamed, readFields } from '../read-fields.js';

const NO_METRIC = /^(eta|iter|max_mem|last_time|last_data_time)$/;

/**
 * detectron2's `CommonMetricPrinter`: `time` and `data_time` are seconds, the mean of the last 20 iterations, so the first
 * line is left out; `last_time` and `last_data_time` (since 2022) are those of one. `max_mem` is in MiB:
 *
 *     [10/27 08:35:01 d2.utils.events]:  eta: 0:05:10  iter: 19  total_loss: 1.861  time: 0.2  data_time: 0.01  lr: 1.6e-05  max_mem: 2589M
 */
export const detectron2Format: LogFormat = {
  name: 'detectron2',
  kind: 'named',
  open(book) {
    const clock = startClock();
    return {
      read(line) {
        if (!line.includes('iter: ') || !line.includes('total_loss: ')) return false;
        const fields = readFields(line, { assign: ':', isSpaced: true }, Math.max(0, line.indexOf(']: ') + 2));
        const step = fieldNamed(fields, 'iter')?.value;
        if (step === undefined) return false;
        const single = fieldNamed(fields, 'last_time')?.value;
        const time = single ?? fieldNamed(fields, 'time')?.value;
        const data = fieldNamed(fields, single === undefined ? 'data_time' : 'last_data_time')?.value;
        book.noteMemory(bytesIn(fieldNamed(fields, 'max_mem')?.value ?? Number.NaN, 'MiB'));
        book.add({
          phase: 'train',
          step,
          seconds: clock(line),
          values: fields
            .filter(({ name }) => !NO_METRIC.test(name))
            .map(({ name, value }) => ({ name, value, unit: name.endsWith('time') ? 's' : undefined })),
          timing:
            time === undefined
              ? undefined
              : { stepSeconds: time, dataSeconds: data, of: single === undefined ? 'mean' : 'step' },
        });
        return true;
      },
    };
  },
};
