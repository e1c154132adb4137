import type { LogBook } from '../log-book.js';
import type { LogFormat } from '../log-format.js';
import { secondsIn } from '../log-units.js';
import { fieldNamed, readFields } from '../read-fields.js';
import { numberOf, readNumeral, skipBlanks } from '../read-numeral.js';

/**
 * llm.c: its `main.log` (`trl` training, `tel` validation loss, `eval` HellaSwag) and its console, where the time is that
 * of one step and MFU -100 where the GPU is unknown:
 *
 *     s:1 trl:10.9598 lr:0.000002 norm:15.24
 *     step    2/19560 | loss 10.958507 (+nanz)| norm 22.09 (+nanz)| lr 1.71e-06 | 2494.79 ms | 40.3% bf16 MFU | 210153 tok/s
 */
export const llmcFormat: LogFormat = {
  name: 'llm.c',
  kind: 'named',
  open: (book) => ({
    read: (line) => (line.startsWith('s:') ? readFileLine(book, line) : readConsoleLine(book, line)),
  }),
};

function readFileLine(book: LogBook, line: string): boolean {
  const fields = readFields(line, { assign: ':' });
  const step = fieldNamed(fields, 's')?.value;
  const values = fields.filter(({ name }) => name !== 's').map(({ name, value }) => ({ name, value }));
  if (step === undefined || !values.some(({ name }) => /^(trl|tel|eval)$/.test(name))) return false;
  book.add({ phase: values.some(({ name }) => name === 'trl') ? 'train' : 'eval', step, values });
  return true;
}

function readConsoleLine(book: LogBook, line: string): boolean {
  if (line.startsWith('val loss ')) {
    const value = numberOf(line.slice(9));
    if (value !== undefined)
      book.add({ phase: 'eval', step: book.lastStep ?? 0, values: [{ name: 'val loss', value }] });
    return value !== undefined;
  }
  const parts = line.startsWith('step ') ? line.split('|').map((part) => part.trim()) : [];
  const step = parts.length < 3 ? undefined : readNumeral(line, 5);
  if (!step || line[step.end] !== '/') return false;
  const named = parts.slice(1).map(namedNumber);
  const values = named.filter((value) => value !== undefined);
  const time = parts.find((part) => part.endsWith(' ms'));
  const milliseconds = time && readNumeral(time, 0)?.value;
  const stepSeconds = milliseconds === undefined || milliseconds === '' ? undefined : secondsIn(milliseconds, 'ms');
  const rate = parts.find((part) => part.endsWith(' tok/s'));
  const mfu = parts.find((part) => part.endsWith(' MFU'));
  const tokens = rate && readNumeral(rate, 0)?.value;
  book.add({
    phase: 'train',
    step: step.value,
    values,
    timing: stepSeconds === undefined ? undefined : { stepSeconds, of: 'step' },
    throughput: typeof tokens === 'number' ? { value: tokens, unit: 'tokens/s' } : undefined,
    mfuPercent: mfu === undefined ? undefined : readNumeral(mfu, 0)?.value,
  });
  return values.length > 0;
}

/** `train loss 4.36` → its name and number; undefined for `80.1 ms`, which begins with the number. */
function namedNumber(part: string): { name: string; value: number } | undefined {
  const match = /^([a-z]{1,20}(?: [a-z]{1,20})?) +/.exec(part);
  const value = match ? readNumeral(part, skipBlanks(part, match[0].length)) : undefined;
  return match && value ? { name: match[1] ?? '', value: value.value } : undefined;
}
