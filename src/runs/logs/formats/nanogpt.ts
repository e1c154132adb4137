import type { LogFormat } from '../log-format.js';
import { numberOf } from '../read-numeral.js';

const ITERATION =
  /^.{0,60}?\biter (\d{1,12}): loss ([\w.+-]{1,30}), time ([\w.+-]{1,30}?)ms(?:, mfu ([\w.+-]{1,30})%)?/;
const EVALUATION = /^.{0,60}?\bstep (\d{1,12}): train loss ([\w.+-]{1,30}), val loss ([\w.+-]{1,30})/;

/**
 * nanoGPT's `train.py`; the time is that of one iteration and holds the evaluation before it; `mfu` is a running average
 * and -100 % for the first five:
 *
 *     step 0: train loss 10.9898, val loss 10.9896
 *     iter 0: loss 10.9895, time 1234.56ms, mfu -100.00%
 */
export const nanogptFormat: LogFormat = {
  name: 'nanogpt',
  kind: 'named',
  open: (book) => ({
    read(line) {
      if (!line.includes('iter ') && !line.includes('step ')) return false;
      const evaluation = EVALUATION.exec(line);
      if (evaluation) {
        const [step, train, val] = evaluation.slice(1).map(toNumber);
        if (train === undefined || val === undefined) return false;
        const values = [
          { name: 'train loss', value: train },
          { name: 'val loss', value: val },
        ];
        book.add({ phase: 'eval', step, values });
        return true;
      }
      const [step, loss, milliseconds, mfuPercent] = ITERATION.exec(line)?.slice(1).map(toNumber) ?? [];
      if (step === undefined || loss === undefined || milliseconds === undefined) return false;
      const stepSeconds = milliseconds / 1000;
      const values = [
        { name: 'loss', value: loss },
        { name: 'time', value: milliseconds, unit: 'ms' },
      ];
      book.add({ phase: 'train', step, values, timing: { stepSeconds, of: 'step' }, mfuPercent });
      return true;
    },
  }),
};

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : numberOf(text);
}
