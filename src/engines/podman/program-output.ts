import type { ServiceEnd } from '../../host/host.js';
import { createLineSplitter, readBuildahLine, readFailure } from '../build/buildah-lines.js';
import type { BuildEvent, BuildResult } from '../engine.js';

export interface ProgramOutput {
  /** A piece of what `podman build` says, cut anywhere. */
  write(text: string): void;
  end(end: ServiceEnd): BuildResult;
}

/** What is told by the last line, when it is one of these: the image, or what went wrong. */
const OUTCOME = /^(?:(?<id>[0-9a-f]{64})|Error: (?<message>.*))$/;

/** Reads what `podman build` says: steps and lines, and in its last line what came of it. */
export function createProgramOutput(onEvent: (event: BuildEvent) => void): ProgramOutput {
  let last: string | undefined;
  const letGo = (): void => {
    if (last !== undefined) onEvent({ kind: 'line', text: last });
    last = undefined;
  };
  const lines = createLineSplitter((text) => {
    letGo();
    if (OUTCOME.test(text)) last = text;
    else onEvent(readBuildahLine(text));
  });
  return {
    write: lines.write,
    end: ({ status, words }) => {
      lines.end();
      const { id, message } = OUTCOME.exec(last ?? '')?.groups ?? {};
      if (status === 0 && id !== undefined) return { kind: 'built', imageId: `sha256:${id}` };
      if (message === undefined) letGo();
      return { kind: 'failed', ...readFailure(message ?? explain(status, words), undefined) };
    },
  };
}

function explain(status: number | undefined, words: string): string {
  const said = words.trim().split('\n').at(-1);
  return `podman ended ${status === undefined ? 'before it was done' : `with status ${status}`}${said ? `: ${said}` : ''}`;
}
