import type { LogBook } from '../log-book.js';
import { startClock } from '../log-clock.js';
import type { LogFormat } from '../log-format.js';
import type { LogValue } from '../log-record.js';
import { bytesIn, secondsIn } from '../log-units.js';
import { type Field, readFields } from '../read-fields.js';
import { readNumeral } from '../read-numeral.js';

/** Counts since the last line; what they count is said elsewhere in the report. */
const COUNTS =
  /^(number of (skipped|nan) iterations|global batch size|consumed (samples|tokens)|elapsed time per iteration (\(m?s\)|m?s))$/;

/**
 * Megatron-LM and its kin: names with blanks, parted by bars. The time is the mean of the iterations since the last line
 * (with a slash: the mean of the last, and of all); skipped and NaN iterations are counted anew for each line. Timers
 * stand below, the fastest and the slowest rank; memory is in MiB:
 *
 *     iteration      100/    5000 | elapsed time per iteration (ms): 858.6 | lm loss: 9.674668E+00 | …
 *     (min, max) time across ranks (ms):
 *         forward-backward ...............................: (106622.81, 106624.28)
 */
export const megatronFormat: LogFormat = {
  name: 'megatron',
  kind: 'named',
  open(book) {
    const clock = startClock();
    let stepSeconds: number | undefined;
    let timers: 'min-max' | 'max' | undefined;
    return {
      read(line) {
        if (line.includes(' time across ranks (ms):')) {
          timers = line.includes('(min, max)') ? 'min-max' : 'max';
          return true;
        }
        if (timers && readTimer(book, line, stepSeconds)) return true;
        timers = undefined;
        if (line.includes(' memory (MB) | ')) return readMemory(book, line);
        if (line.includes(' loss at iteration ')) return readEvaluation(book, line);
        const step = iterationOf(line);
        if (step === undefined) return false;
        const fields = fieldsOf(line);
        stepSeconds = addIteration(book, step, fields, clock(line));
        noteMemoryUse(book, line);
        return true;
      },
    };
  },
};

function iterationOf(line: string): number | undefined {
  if (!line.includes('iteration')) return undefined;
  const match = /^.{0,160}?\biteration[ =]{1,20}(\d{1,12})\/ {0,20}\d{1,12} \|/.exec(line);
  return match ? Number(match[1]) : undefined;
}

function addIteration(
  book: LogBook,
  step: number,
  fields: readonly Field[],
  seconds: number | undefined,
): number | undefined {
  const named = new Map(fields.map((field) => [field.name, field.value]));
  const stepSeconds = iterationSeconds(named);
  book.noteSkipped(named.get('number of skipped iterations') ?? 0);
  book.noteNan(named.get('number of nan iterations') ?? 0);
  const batch = named.get('global batch size');
  const said = named.get('samples per second');
  const isTimed = stepSeconds !== undefined && stepSeconds > 0;
  const samples = said ?? (isTimed && batch !== undefined ? batch / stepSeconds : undefined);
  const values: LogValue[] = fields
    .filter(({ name }) => !COUNTS.test(name))
    .map(({ name, value }) => ({ name, value }));
  book.add({
    phase: 'train',
    step,
    seconds,
    values,
    timing: isTimed ? { stepSeconds, of: 'mean' } : undefined,
    throughput: samples === undefined ? undefined : { value: samples, unit: 'samples/s' },
  });
  return isTimed ? stepSeconds : undefined;
}

/** Megatron-DeepSpeed of 2024 writes `learning_rate=1e-4` where others write `learning rate: 1e-4`. */
function fieldsOf(line: string): Field[] {
  const from = line.indexOf('|');
  const assigned = readFields(line, { assign: '=', isSpaced: true }, from);
  const named = assigned.map((field) => ({ ...field, name: field.name.replaceAll('_', ' ') }));
  return [...readFields(line, { assign: ':', isSpaced: true }, from), ...named];
}

function iterationSeconds(named: ReadonlyMap<string, number>): number | undefined {
  for (const unit of ['ms', 's']) {
    const time = named.get(`elapsed time per iteration (${unit})`) ?? named.get(`elapsed time per iteration ${unit}`);
    if (time !== undefined) return secondsIn(time, unit);
  }
  return undefined;
}

/** `    name ......: (593.04, 601.19)`, or one number. Milliseconds; of those that a step has, of one iteration. */
function readTimer(book: LogBook, line: string, stepSeconds: number | undefined): boolean {
  const end = line.indexOf(' ..');
  const assign = end === -1 ? -1 : line.indexOf('.: ', end);
  const name = line.slice(0, end).trim();
  if (assign === -1 || name === '' || name.length > 80) return false;
  const isPair = line[assign + 3] === '(';
  const first = readNumeral(line, assign + (isPair ? 4 : 3));
  const second = isPair && first && line[first.end] === ',' ? readNumeral(line, first.end + 1) : undefined;
  if (!first || (isPair && !second)) return false;
  const values = second
    ? [
        { name: `timer/${name} (min)`, value: first.value, unit: 'ms' },
        { name: `timer/${name} (max)`, value: second.value, unit: 'ms' },
      ]
    : [{ name: `timer/${name} (max)`, value: first.value, unit: 'ms' }];
  book.add({ phase: 'train', step: book.lastStep, values });
  if (name === 'batch-generator' && stepSeconds !== undefined) {
    book.addDataTime(stepSeconds, (second ?? first).value / 1000);
  }
  return true;
}

/** `[Rank 3] (after 100 iterations) memory (MB) | allocated: 2029.29 | max allocated: 5373.49 | …`. */
function readMemory(book: LogBook, line: string): boolean {
  const fields = readFields(line, { assign: ':', isSpaced: true }, line.indexOf('|'));
  const peak =
    fields.find(({ name }) => name === 'max allocated') ??
    fields.find(({ name }) => name === 'mem-max-allocated-bytes');
  if (!peak) return false;
  book.noteMemory(bytesIn(peak.value, 'MiB'));
  return true;
}

/** `hip mem usage/free/total/usage_ratio: 253.38GB/2.60GB/255.98GB/98.98%`. */
function noteMemoryUse(book: LogBook, line: string): void {
  const at = line.indexOf('mem usage/free/total/usage_ratio:');
  if (at === -1) return;
  const sizes =
    line
      .slice(at + 33, at + 120)
      .split('|')[0]
      ?.split('/')
      .map((part) => readNumeral(part, 0)) ?? [];
  book.noteMemory(bytesIn(sizes[0]?.value ?? Number.NaN, 'GB'));
  book.noteCapacity(bytesIn(sizes[2]?.value ?? Number.NaN, 'GB'));
}

/** ` validation loss at iteration 1000 | lm loss value: 6.329505E+00 | lm loss PPL: 5.608791E+02 | `. */
function readEvaluation(book: LogBook, line: string): boolean {
  const match = /(validation|test) loss at iteration {1,20}(\d{1,12})/.exec(line.slice(0, 200));
  if (!match) return false;
  const fields = readFields(line, { assign: ':', isSpaced: true }, line.indexOf('|'));
  const values = fields.map(({ name, value }) => ({ name: `${match[1] ?? ''}/${name}`, value }));
  book.add({ phase: 'eval', step: Number(match[2]), values });
  return values.length > 0;
}
