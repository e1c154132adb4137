import type { PickleValue } from '../../../syntax/pickle/pickle-value.js';
import { isUserFile } from '../../modules/user-file.js';
import type { CodeLine } from '../../report/rank-report.js';
import { fieldsOf, itemsOf, numberOf, textOf } from './snapshot-values.js';

const MOST_FRAMES = 200;

/** Innermost line of the user's own Python, of frames from the inside out (`{filename, line, name}`). */
export function findUserLine(frames: PickleValue | undefined): CodeLine | undefined {
  for (const frame of itemsOf(frames).slice(0, MOST_FRAMES)) {
    const fields = fieldsOf(frame);
    const file = textOf(fields.get('filename'));
    if (file === undefined || !file.endsWith('.py') || !isUserFile(file)) continue;
    const name = textOf(fields.get('name'));
    return { file, line: numberOf(fields.get('line')) ?? 0, ...(name ? { function: name } : {}) };
  }
  return undefined;
}
