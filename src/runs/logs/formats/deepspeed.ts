import type { LogBook } from '../log-book.js';
import { startClock } from '../log-clock.js';
import type { LogFormat } from '../log-format.js';
import type { LogTiming, LogValue } from '../log-record.js';
import { bytesIn } from '../log-units.js';
import { startPace } from '../pace.js';
import { fieldNamed, readFields } from '../read-fields.js';

/**
 * DeepSpeed: what its throughput timer prints (once `0/20, RunningAvg…`), steps with learning rates, skipped steps, and
 * with `wall_clock_breakdown` milliseconds of forward, backward and step, which stand before the line of their step. It
 * prints no step time, so that comes from the stamps of two lines; GB are 2^30:
 *
 *     [2023-08-02 00:41:17,936] [INFO] [timer.py:215:stop] epoch=0/micro_step=10/global_step=10, RunningAvgSamplesPerSec=220.69,
 *         CurrSamplesPerSec=222.88, MemAllocated=0.07GB, MaxMemAllocated=1.36GB
 */
export const deepspeedFormat: LogFormat = {
  name: 'deepspeed',
  kind: 'named',
  open(book) {
    const clock = startClock();
    const held = new Map<string, LogValue>();
    const pace = startPace();
    const takeHeld = (): LogValue[] => {
      const values = [...held.values()];
      held.clear();
      return values;
    };
    return {
      read(line) {
        if (line.includes('time (ms) | ')) return holdTimers(line, held);
        if (line.includes('OVERFLOW!') && line.includes('kipping step')) {
          book.noteSkipped(1);
          return true;
        }
        if (line.includes('step=') && line.includes(', skipped=')) return readStep(book, line, takeHeld());
        if (!line.includes('SamplesPerSec=')) return false;
        const seconds = clock(line);
        const step = timerStep(line);
        return addTimerLine(book, line, { step, seconds, timing: pace(step, seconds), held: takeHeld() });
      },
    };
  },
};

/** `global_step=10`, or the second number of `0/20, RunningAvgSamplesPerSec`. */
function timerStep(line: string): number | undefined {
  const match = /global_step=(\d{1,12})|[\] ](?:\d{1,9})\/(\d{1,12}), [RS]/.exec(line.slice(0, 300));
  const text = match?.[1] ?? match?.[2];
  return text === undefined ? undefined : Number(text);
}

interface TimerLine {
  readonly step: number | undefined;
  readonly seconds: number | undefined;
  readonly timing: LogTiming | undefined;
  readonly held: readonly LogValue[];
}

function addTimerLine(book: LogBook, line: string, { step, seconds, timing, held }: TimerLine): boolean {
  const fields = readFields(line, { assign: '=' });
  const current = fieldNamed(fields, 'CurrSamplesPerSec') ?? fieldNamed(fields, 'SamplesPerSec');
  const peak = fieldNamed(fields, 'MaxMemAllocated');
  if (peak) book.noteMemory(bytesIn(peak.value, peak.unit));
  const values = current ? [{ name: 'samples per second', value: current.value }, ...held] : held;
  const throughput =
    current && Number.isFinite(current.value) ? { value: current.value, unit: 'samples/s' } : undefined;
  book.add({ phase: 'train', step, seconds, values, timing, throughput });
  return true;
}

function readStep(book: LogBook, line: string, held: readonly LogValue[]): boolean {
  const fields = readFields(line, { assign: '=' });
  const step = fieldNamed(fields, 'step')?.value;
  if (step === undefined) return false;
  book.noteSkipped(fieldNamed(fields, 'skipped')?.value ?? 0, 'so far');
  const rate = /, lr=\[([-+\d.e]{1,30})/.exec(line.slice(0, 600))?.[1];
  const values =
    rate === undefined || Number.isNaN(Number(rate)) ? held : [...held, { name: 'lr', value: Number(rate) }];
  book.add({ phase: 'train', step, values });
  return true;
}

/** `time (ms) | fwd: 25341.72 | bwd: 77707.38 | …`; of several micro-steps the last one is kept. */
function holdTimers(line: string, held: Map<string, LogValue>): boolean {
  const start = line.indexOf('time (ms) | ');
  const fields = readFields(line, { assign: ':', isSpaced: true }, start + 10);
  for (const { name, value } of fields) held.set(name, { name: `timer/${name}`, value, unit: 'ms' });
  return fields.length > 0;
}
