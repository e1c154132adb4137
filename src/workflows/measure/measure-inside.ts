import { type Engine, EngineError } from '../../engines/engine.js';
import type { InsideFacts } from '../../environment/measure/inside-facts.js';
import { INSIDE_SCRIPT } from '../../environment/measure/inside-script.js';
import { foldersOf } from '../../environment/measure/judge/judge-folders.js';
import { readInside } from '../../environment/measure/read-inside.js';
import type { Plan } from '../../environment/plan/plan.js';

/** The first import of PyTorch from a cold disk takes long; so does the first use of a GPU. */
const PATIENCE_MS = 180_000;

export interface MeasuredInside {
  readonly inside: InsideFacts | undefined;
  /** Why nothing, or not all, was measured. */
  readonly problem: string;
}

/** Runs the one script inside, as the container's own user. */
export async function measureInside(engine: Engine, { container }: Plan, id: string): Promise<MeasuredInside> {
  const folders = foldersOf(container);
  const words = folders.map(({ kind, mount }) => `${kind}:${mount.target}`);
  try {
    const { status, stdout, stderr } = await engine.execute(container.name, ['sh', '-s', '--', id, ...words], {
      input: INSIDE_SCRIPT,
      timeoutMs: PATIENCE_MS,
    });
    const hasAnswered = /^cgroup\.version=/m.test(stdout);
    if (hasAnswered) return { inside: readInside(stdout, folders.length), problem: '' };
    const last = stderr.trim().split('\n').at(-1) || `it ended with status ${status}`;
    return { inside: undefined, problem: `nothing could be run inside: ${last}` };
  } catch (error) {
    if (error instanceof EngineError)
      return { inside: undefined, problem: `nothing could be run inside: ${error.message}` };
    throw error;
  }
}
