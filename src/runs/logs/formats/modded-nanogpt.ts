import type { LogFormat } from '../log-format.js';
import { bytesIn, secondsIn } from '../log-units.js';
import { startPace } from '../pace.js';
import { fieldNamed, readFields } from '../read-fields.js';
import { readNumeral } from '../read-numeral.js';

/**
 * The speed runs of modded-nanogpt. `train_time` is a clock that stops during evaluation and, until 2025, started again
 * after step 10; `step_avg` is a running average and not used:
 *
 *     step:4/6200 train_loss:7.5281 train_time:76393ms step_avg:nanms
 *     step:125/1390 val_loss:4.6 train_time:3297ms step_avg:32.01ms
 */
export const moddedNanogptFormat: LogFormat = {
  name: 'modded-nanogpt',
  kind: 'named',
  open(book) {
    const pace = startPace();
    return {
      read(line) {
        if (line.startsWith('peak memory ')) {
          const [peak] = readFields(line, { assign: ':', isSpaced: true });
          book.noteMemory(peak && bytesIn(peak.value, line.includes('MiB') ? 'MiB' : ''));
          return peak !== undefined;
        }
        noteDevice(line, (bytes) => book.noteCapacity(bytes));
        const at = line.indexOf('step:');
        const fields = at === -1 || at > 60 ? [] : readFields(line, { assign: ':' }, at);
        const step = fieldNamed(fields, 'step');
        const clock = fieldNamed(fields, 'train_time');
        const seconds = clock && secondsIn(clock.value, clock.unit);
        if (!step || seconds === undefined) return false;
        const values = fields
          .filter(({ name }) => !['step', 'train_time', 'step_avg'].includes(name))
          .map(({ name, value }) => ({ name, value }));
        const isEval = values.some(({ name }) => name.startsWith('val_'));
        const sinceLast = isEval ? undefined : pace(step.value, seconds);
        const timing = sinceLast && { ...sinceLast, isApart: true };
        book.add({ phase: isEval ? 'eval' : 'train', step: step.value, seconds, values, timing });
        return true;
      },
    };
  },
};

/** Capacity from the table of nvidia-smi that these logs begin with: `|   5789MiB / 81559MiB |`. */
function noteDevice(line: string, note: (bytes: number | undefined) => void): void {
  const at = line.startsWith('|') ? line.indexOf('MiB / ') : -1;
  const capacity = at === -1 ? undefined : readNumeral(line, at + 6);
  if (capacity && line.startsWith('MiB', capacity.end)) note(bytesIn(capacity.value, 'MiB'));
}
