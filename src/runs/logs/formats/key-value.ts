import type { LogFormat } from '../log-format.js';
import { secondsIn } from '../log-units.js';
import { type Field, readFields } from '../read-fields.js';
import { readRow, roleOf } from '../read-row.js';

/**
 * Lines that name all they say, with `=` or `:`, a step or an epoch among it: `step=100 loss=0.512 step_time=120ms`. A time
 * counts as one only where its unit stands at it or in its name.
 */
export const keyValueFormat: LogFormat = {
  name: 'key-value',
  kind: 'generic',
  isLoose: true,
  open: (book) => ({
    read(line) {
      const fields = [...readFields(line, { assign: '=' }), ...readFields(line, { assign: ':' })];
      if (fields.length < 2) return false;
      const { record, memoryBytes, hasPlace } = readRow(fields.map((field) => [nameWithUnit(field), field.value]));
      if (!hasPlace || record.values.length === 0) return false;
      book.noteMemory(memoryBytes);
      book.add(record);
      return true;
    },
  }),
};

/** `step_time=120ms` is what `step_time_ms=120` is. */
function nameWithUnit({ name, unit }: Field): string {
  const isTime = unit !== '' && secondsIn(1, unit) !== undefined;
  const named = isTime ? `${name}_${unit}` : name;
  return isTime && roleOf(named).kind !== 'value' ? named : name;
}
