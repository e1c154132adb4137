import type { EngineWish } from '../engines/find-engine.js';
import { OWN_SECRETS } from '../environment/plan/places-inside.js';
import { findOurContainer } from './life/find-our-container.js';
import { findProject } from './life/find-project.js';
import { withEngine } from './life/open-engine.js';
import { readStateFile, statePath } from './life/state-folder.js';
import type { LifeWorld, NotDone } from './life/world.js';

export interface LogsRequest {
  readonly directory: string;
  readonly engine: EngineWish;
  /** Only the last lines; undefined: all of them. */
  readonly tail: number | undefined;
  readonly follows: boolean;
}

/** Tells what the container wrote, line by line; the token, should it stand there, is left out. */
export async function readLogs(
  request: LogsRequest,
  onLine: (line: string) => void,
  world: LifeWorld,
): Promise<{ readonly kind: 'read' } | NotDone> {
  const project = findProject(world.host, request.directory);
  return withEngine(world, { wish: request.engine, root: project.root }, async (engine) => {
    // 1. Its container, running or not.
    const found = await findOurContainer(engine, request.directory, world);
    if (found.kind === 'refused') return found;
    // 2. Its words, in whole lines.
    const token = readStateFile(world.host, statePath(project.root, OWN_SECRETS.jupyter));
    const lines = splitLines((line) => onLine(hideToken(line, token)));
    const { tail, follows } = request;
    const options = { follows, ...(tail === undefined ? {} : { tail }) };
    await engine.readLogs(found.container.name, options, lines.add, world.interrupted);
    lines.end();
    return world.interrupted.aborted ? { kind: 'interrupted' } : { kind: 'read' };
  });
}

function hideToken(line: string, token: string | undefined): string {
  return token === undefined || token.length < 16 ? line : line.replaceAll(token, '…');
}

/** Texts come as they were sent: in the middle of lines. */
function splitLines(onLine: (line: string) => void): {
  readonly add: (text: string) => void;
  readonly end: () => void;
} {
  let rest = '';
  return {
    add: (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.replace(/\r$/, ''));
    },
    end: () => {
      if (rest !== '') onLine(rest);
    },
  };
}
