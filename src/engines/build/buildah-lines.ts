import type { BuildEvent } from '../engine.js';

export interface Failure {
  readonly message: string;
  readonly step?: string;
}

/** Podman says which step failed only in the sentence. */
export function readFailure(message: string, failedStep: string | undefined): Failure {
  const match = /^building at STEP "([\s\S]*?)": ([\s\S]*)$/.exec(message);
  const step = failedStep ?? match?.[1];
  return { message: (match?.[2] ?? message).trim(), ...(step ? { step } : {}) };
}

/** `STEP 3/7: RUN …`, with the stage before it where there are several. */
export function readBuildahLine(text: string): BuildEvent {
  const match = /^(?:\[\d+\/\d+\] )?STEP (\d+)(?:\/(\d+))?: (.*)$/.exec(text);
  if (!match) return { kind: 'line', text };
  const [, index, count, title = ''] = match;
  return { kind: 'step', index: Number(index), count: count ? Number(count) : undefined, title };
}

/** Whole lines, without their ends; of a line that a progress bar writes over itself, the last state. */
export function createLineSplitter(onLine: (text: string) => void): { write(text: string): void; end(): void } {
  let waiting = '';
  const tell = (line: string): void => {
    const text = line.replace(/\r+$/, '');
    if (text !== '') onLine(text.slice(text.lastIndexOf('\r') + 1));
  };
  return {
    write: (text) => {
      const lines = (waiting + text).split('\n');
      waiting = lines.pop() ?? '';
      for (const line of lines) tell(line);
    },
    end: () => {
      tell(waiting);
      waiting = '';
    },
  };
}
