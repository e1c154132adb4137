import type { LogBook } from '../log-book.js';
import type { LogFormat } from '../log-format.js';
import { readNumeral, skipBlanks } from '../read-numeral.js';

/** Facts of the whole run, which the last line has beside the loss. */
const TOTALS =
  /^(train_runtime|train_samples_per_second|train_steps_per_second|train_tokens_per_second|total_flos|num_input_tokens_seen|epoch|step)$/;

/**
 * What the Trainer of Hugging Face prints: a Python dict a line. Since v5 the numbers stand in quotes. No step is said,
 * only the epoch; `train_runtime` (seconds) is in the last line, and in each where tokens are counted:
 *
 *     {'loss': 0.3537, 'grad_norm': 3.61, 'learning_rate': 1.75e-05, 'epoch': 1.95}
 *     {'loss': '5.144', 'grad_norm': '1.003', 'learning_rate': '4.583e-05', 'epoch': '0.3333', 'train_runtime': '1.573'}
 */
export const transformersFormat: LogFormat = {
  name: 'transformers',
  kind: 'named',
  open: (book) => ({
    read(line) {
      const at = line.indexOf("{'");
      const cells = at === -1 ? undefined : readPythonDict(line, at);
      if (!cells || !isOfTrainer(cells)) return false;
      addTrainerEntry(book, cells);
      return true;
    },
  }),
};

/** Also what `trainer_state.json` holds as `log_history`; there with steps. */
export function addTrainerEntry(book: LogBook, cells: ReadonlyMap<string, number>): void {
  const isEnd = cells.has('train_samples_per_second');
  const isEval = [...cells.keys()].some((name) => name.startsWith('eval_'));
  const samples = cells.get('train_samples_per_second');
  if (samples !== undefined) book.wholeThroughput = { value: samples, unit: 'samples/s' };
  book.add({
    phase: isEval ? 'eval' : 'train',
    step: cells.get('step'),
    epoch: cells.get('epoch'),
    seconds: isEval ? undefined : cells.get('train_runtime'),
    values: [...cells].filter(([name]) => !TOTALS.test(name) && !isEnd).map(([name, value]) => ({ name, value })),
  });
}

export function isOfTrainer(cells: ReadonlyMap<string, number>): boolean {
  return (
    cells.has('epoch') &&
    (cells.has('loss') || cells.has('eval_loss') || cells.has('eval_runtime') || cells.has('train_runtime'))
  );
}

/** Numbers of `{'a': 1, 'b': '2.5'}`, in its order; undefined when anything else stands in it. */
function readPythonDict(line: string, open: number): Map<string, number> | undefined {
  const cells = new Map<string, number>();
  let at = open + 1;
  while (cells.size < 200) {
    at = skipBlanks(line, at);
    const nameEnd = line[at] === "'" ? line.indexOf("'", at + 1) : -1;
    if (nameEnd === -1 || line[nameEnd + 1] !== ':') return undefined;
    const valueAt = skipBlanks(line, nameEnd + 2);
    const isQuoted = line[valueAt] === "'";
    const value = readNumeral(line, valueAt + (isQuoted ? 1 : 0));
    if (!value || (isQuoted && line[value.end] !== "'")) return undefined;
    cells.set(line.slice(at + 1, nameEnd), value.value);
    at = skipBlanks(line, value.end + (isQuoted ? 1 : 0));
    if (line[at] === '}') return cells;
    if (line[at] !== ',') return undefined;
    at += 1;
  }
  return undefined;
}
