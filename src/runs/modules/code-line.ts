import type { CodeLine } from '../report/rank-report.js';
import { isUserFile } from './user-file.js';

/** A frame as profilers write it: `train.py(42): train_step`. Undefined for builtins and for what is no line of a file. */
export function parseFrame(text: string): CodeLine | undefined {
  const match = /^(.+)\((\d+)\): (.*)$/.exec(text);
  if (match === null) return undefined;
  const [, file = '', line = '', name = ''] = match;
  return { file, line: Number(line), ...(name === '' ? {} : { function: name }) };
}

/** The frame as a line, when it is of the user's own code. */
export function parseUserFrame(text: string): CodeLine | undefined {
  const line = parseFrame(text);
  return line !== undefined && isUserFile(line.file) ? line : undefined;
}

/** Innermost line of the user's own code in a `Call stack` of a trace of 2021: frames from the inside out, with `;` between. */
export function findUserLine(callStack: string): CodeLine | undefined {
  for (const frame of callStack.split(';')) {
    const line = parseUserFrame(frame.trim());
    if (line !== undefined) return line;
  }
  return undefined;
}
