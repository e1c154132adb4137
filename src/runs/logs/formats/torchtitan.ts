import type { LogBook } from '../log-book.js';
import { startClock } from '../log-clock.js';
import type { LogFormat } from '../log-format.js';
import type { LogValue } from '../log-record.js';
import { bytesIn } from '../log-units.js';
import { startPace } from '../pace.js';
import { type Field, fieldNamed, readFields } from '../read-fields.js';
import { readNumeral } from '../read-numeral.js';

const UNITS: Readonly<Record<string, string>> = { tflops: 'TFLOP/s', mfu: '%' };

/**
 * torchtitan; memory is the peak that was reserved, `tps` (once `wps`) tokens a second and device. It prints no step time,
 * so that comes from the stamps of two lines:
 *
 *     [titan] 2025-06-04 08:51:58,557 - root - INFO - step: 10  loss: 10.7069  memory: 30.99GiB(32.62%)  tps: 7,034  mfu: 41.19%
 */
export const torchtitanFormat: LogFormat = {
  name: 'torchtitan',
  kind: 'named',
  open(book) {
    const clock = startClock();
    const pace = startPace();
    return {
      read(line) {
        if (line.includes('CUDA capacity: ')) return noteCapacity(book, line);
        const at = line.indexOf('step: ');
        if (at === -1 || at > 200) return false;
        const fields = readFields(line, { assign: ':', isSpaced: true, isGrouped: true }, at);
        const step = fieldNamed(fields, 'step')?.value;
        const rate = fieldNamed(fields, 'tps') ?? fieldNamed(fields, 'wps');
        const memory = fieldNamed(fields, 'memory');
        if (step === undefined || !fieldNamed(fields, 'loss') || (!rate && !memory)) return false;
        noteMemory(book, memory);
        const seconds = clock(line);
        const isEval = line.slice(0, at).endsWith('validate ');
        const values = valuesOf(fields, isEval ? 'validate/' : '');
        const timing = isEval ? undefined : pace(step, seconds);
        book.add({
          phase: isEval ? 'eval' : 'train',
          step,
          seconds,
          values,
          timing,
          throughput: rate && !isEval ? { value: rate.value, unit: 'tokens/s/device' } : undefined,
          mfuPercent: fieldNamed(fields, 'mfu')?.value,
        });
        return true;
      },
    };
  },
};

/** `CUDA capacity: NVIDIA H100 with 95.00GiB memory`. */
function noteCapacity(book: LogBook, line: string): boolean {
  const at = line.indexOf(' with ', line.indexOf('CUDA capacity: '));
  const size = at === -1 ? undefined : readNumeral(line, at + 6);
  if (!size || !line.startsWith('GiB', size.end)) return false;
  book.noteCapacity(bytesIn(size.value, 'GiB'));
  return true;
}

/** Where the log has no line on capacity, `48.87GiB(51.44%)` tells it as exactly as two decimals can. */
function noteMemory(book: LogBook, memory: Field | undefined): void {
  const bytes = memory && bytesIn(memory.value, memory.unit);
  book.noteMemory(bytes);
  if (bytes === undefined || memory?.beside === undefined || memory.beside < 5 || book.capacityBytes !== undefined)
    return;
  book.noteCapacity(Math.round((bytes / memory.beside) * 100));
}

function valuesOf(fields: readonly Field[], prefix: string): LogValue[] {
  return fields
    .filter(({ name }) => !['step', 'memory'].includes(name))
    .map(({ name, value }) => ({ name: `${prefix}${name}`, value, unit: UNITS[name] }));
}
