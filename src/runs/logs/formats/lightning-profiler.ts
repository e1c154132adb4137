import type { LogFormat } from '../log-format.js';
import { numberOf } from '../read-numeral.js';

/**
 * The table of Lightning's SimpleProfiler: seconds on the host, the first batch included.
 *
 *     |  Action  |  Mean duration (s)  |  Num calls  |  Total time (s)  |  Percentage %  |
 */
export const lightningProfilerFormat: LogFormat = {
  name: 'lightning-profiler',
  kind: 'beside',
  open(book) {
    let isInTable = false;
    let data: number | undefined;
    let batch: { readonly calls: number; readonly seconds: number } | undefined;
    return {
      read(line) {
        const cells = line.startsWith('|')
          ? line
              .slice(1)
              .split('|')
              .map((cell) => cell.trim())
          : [];
        if (cells[0] === 'Action' && cells[1] === 'Mean duration (s)') isInTable = true;
        if (!isInTable || cells.length < 5) return false;
        const [action = '', mean = '', calls = ''] = cells;
        const [meanSeconds, count] = [numberOf(mean), numberOf(calls)];
        if (meanSeconds === undefined || count === undefined) return true;
        if (action.endsWith('train_dataloader_next') || action === 'get_train_batch') data = meanSeconds * count;
        if (action === 'run_training_batch') batch = { calls: count, seconds: meanSeconds * count };
        return true;
      },
      finish() {
        if (!batch || data === undefined || !(batch.seconds + data > 0)) return;
        book.profiledDataPercent = (data / (batch.seconds + data)) * 100;
        book.wholeThroughput = { value: batch.calls / (batch.seconds + data), unit: 'steps/s' };
      },
    };
  },
};
