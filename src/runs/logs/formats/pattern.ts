import type { LogFormat } from '../log-format.js';
import { type LogPattern, matchPattern } from '../read-pattern.js';
import { readRow, roleOf } from '../read-row.js';

const OF_A_STEP: Readonly<Record<string, string>> = {
  s: 'step_s',
  sec: 'step_s',
  seconds: 'step_s',
  ms: 'step_ms',
  milliseconds: 'step_ms',
  us: 'step_us',
  microseconds: 'step_us',
};

/** The format that a pattern of the user makes. */
export function patternFormat(pattern: LogPattern): LogFormat {
  return {
    name: 'pattern',
    kind: 'named',
    open: (book) => ({
      read(line) {
        const cells = matchPattern(pattern, line);
        if (!cells) return false;
        const { record, memoryBytes } = readRow(cells, (name) =>
          roleOf(Object.hasOwn(OF_A_STEP, name) ? (OF_A_STEP[name] ?? name) : name),
        );
        book.noteMemory(memoryBytes);
        book.add(record);
        return true;
      },
    }),
  };
}
