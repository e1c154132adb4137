import type { LogFormat } from '../log-format.js';
import { type Field, readFields } from '../read-fields.js';
import { isOfEvaluation, roleOf } from '../read-row.js';

/** `Epoch [1/5]`, `Train Epoch: 1`, `epoch 3/10`; then perhaps `Step [100/600]` or `[640/60000`. */
const HEAD =
  /^.{0,60}?\bepoch ?[:#]? ?\[? ?(\d{1,9})(?: ?(?:\/|of) ?\d{1,9})?\]?(?:.{0,3}?(?:\b(?:step|iter|iteration|batch)\b ?[:#]? ?)?\[? ?(\d{1,12}) ?\/ ?(\d{1,12}))?/i;
const TEST_SET = /^Test set: Average loss: ([\d.]{1,20}), Accuracy: (\d{1,12})\/(\d{1,12})/;

/**
 * What tutorials print: an epoch, perhaps a step in it, and numbers with their names. Times are curves, for they say no
 * unit. The MNIST example counts samples where others count steps:
 *
 *     Epoch [1/5], Step [100/600], Loss: 0.2846
 *     Train Epoch: 1 [640/60000 (1%)]  Loss: 2.213470
 *     Epoch 3 | train loss: 0.41 | val_loss=0.52
 *     epoch 0: loss 3.3783, accuracy 0.083, 7.5 s
 */
export const epochLineFormat: LogFormat = {
  name: 'epoch-line',
  kind: 'generic',
  isLoose: true,
  open: (book) => ({
    read(line) {
      const step = book.lastStep ?? 0;
      const test = TEST_SET.exec(line);
      if (test) {
        const [loss, right, all] = test.slice(1).map(Number);
        const accuracy = { name: 'test/accuracy', value: ((right ?? 0) / (all ?? 0)) * 100, unit: '%' };
        book.add({ phase: 'eval', step, values: [{ name: 'test/loss', value: loss ?? Number.NaN }, accuracy] });
        return true;
      }
      const place = placeOf(line);
      const fields = place ? namedNumbers(line, place.end) : [];
      if (!place || fields.length === 0) return false;
      const values = fields.map(({ name, value }) => ({ name, value }));
      const phase = values.every(({ name }) => isOfEvaluation(name)) ? 'eval' : 'train';
      book.add({ phase, step: place.step, epoch: place.epoch, values });
      return true;
    },
  }),
};

/** Epochs alone are counted as they stand; with steps, one count goes over all epochs (the first has number 0 or 1). */
function placeOf(line: string): { readonly epoch: number; readonly step: number; readonly end: number } | undefined {
  const match = /epoch/i.test(line.slice(0, 80)) ? HEAD.exec(line) : null;
  if (!match) return undefined;
  const epoch = Number(match[1]);
  const [index, count] = [match[2], match[3]].map((text) => (text === undefined ? undefined : Number(text)));
  const step = index === undefined || count === undefined ? epoch : Math.max(0, epoch - 1) * count + index;
  return { epoch, step, end: match[0].length };
}

function namedNumbers(line: string, from: number): Field[] {
  const assigned = [
    ...readFields(line, { assign: ':', isSpaced: true }, from),
    ...readFields(line, { assign: '=' }, from),
  ];
  const fields = assigned.length > 0 ? assigned : pairedNumbers(line, from);
  // A line that names its step as well is one of named numbers.
  if (fields.some(({ name }) => roleOf(name).kind === 'step')) return [];
  return fields.filter(({ name }) => !/^(eta|epoch)$/i.test(name));
}

/** `loss 3.3783, accuracy 0.083`: a name, a blank and a number between commas. */
const PAIR = /^ ?([\p{L}_][\p{L}\p{N}_/@.-]{0,40}) (-?\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,3})?)$/iu;
const LONGEST_PAIR = 80;
const MOST_PAIRS = 100;

function pairedNumbers(line: string, from: number): Field[] {
  const parts = line
    .slice(from, from + LONGEST_PAIR * MOST_PAIRS)
    .replace(/^[:,|-]/, '')
    .split(',', MOST_PAIRS);
  return parts.flatMap((part) => {
    const match = part.length <= LONGEST_PAIR ? PAIR.exec(part) : null;
    return match ? [{ name: match[1] ?? '', value: Number(match[2]), unit: '', beside: undefined, end: 0 }] : [];
  });
}
