import picocolors from 'picocolors';
import { cellWidth } from '../../base/cells.js';
import { writeJsonDocument } from '../../base/json-document.js';
import type { DoctorCheck, DoctorState } from '../../environment/measure/doctor/doctor-check.js';
import { visibleText } from '../../findings/render/escape.js';
import type { CommandContext } from '../command.js';
import { readableWidth } from '../help/columns.js';
import { foldText } from './layout-table.js';

/** They differ in shape; colour only helps. */
const MARKS: Readonly<Record<DoctorState, string>> = { ok: '✓', warning: '!', error: '✗', unknown: '?' };

const COLORS = { ok: 'green', warning: 'yellow', error: 'red', unknown: 'dim' } as const;

/** A line for each thing that was looked at, and below it what to do. */
export function showDoctor(checks: readonly DoctorCheck[], { host, print, say }: CommandContext): void {
  const colors = picocolors.createColors(host.terminal.hasColor);
  const width = readableWidth(host.terminal.columns);
  const left = 4 + Math.max(0, ...checks.map(({ name }) => cellWidth(name)));
  const lines = checks.flatMap(({ name, state, measured, remedy, code }) => {
    const text = visibleText(code === undefined ? measured : `${measured} (${code})`);
    const told = foldText(text, width - left).map((line, at) =>
      at === 0
        ? `${colors[COLORS[state]](MARKS[state])} ${name.padEnd(left - 2)}${line}`
        : `${' '.repeat(left)}${line}`,
    );
    const advice = remedy === undefined ? [] : foldText(visibleText(remedy), width - left - 2);
    return [...told, ...advice.map((line, at) => `${' '.repeat(left)}${at === 0 ? '→ ' : '  '}${line}`)];
  });
  print(lines.join('\n'));
  const count = (state: DoctorState): number => checks.filter((check) => check.state === state).length;
  const first = checks.find(({ state, code }) => state === 'error' && code !== undefined);
  say(
    `${count('ok')} fine, ${count('warning')} to mind, ${count('error')} wrong, ${count('unknown')} unknown.${first ? ` torchdock explain ${first.code} says more.` : ''}`,
  );
}

/** The document `doctor/1`. */
export function toDoctorDocument(checks: readonly DoctorCheck[]): string {
  return writeJsonDocument({ schema: 'doctor/1', checks });
}
