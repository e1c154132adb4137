import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../../src/environment/plan/plan.js';
import { LABELS } from '../../../src/environment/plan/plan.js';
import type { Host } from '../../../src/host/host.js';
import { createMemoryHost, type MemoryHost } from '../../../src/host/memory-host.js';
import { goldenJson } from '../../setup/golden.js';

const FOLDER = 'fixtures/plan';

export const CASES = readdirSync(FOLDER).filter((name) => statSync(join(FOLDER, name)).isDirectory());

/** What torchdock itself writes, so that a case is not its own input. */
const WRITTEN = /^(?:torchdock\.lock|plan-.*\.json)$/;

/** A case as a folder of a small machine: 8 processors, 32 GiB, a person with uid 1000, no GPU. */
export function hostOf(name: string, changes: Partial<Host> = {}): MemoryHost {
  const files = Object.fromEntries(
    readdirSync(join(FOLDER, name), { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(FOLDER, name, path)).isFile() && !WRITTEN.test(path))
      .map((path) => [`/work/${name}/${path}`, readFileSync(join(FOLDER, name, path), 'utf8')]),
  );
  const host = createMemoryHost(files);
  return { ...host, machine: { memoryBytes: 32 * 2 ** 30, cpus: 8 }, ...changes };
}

export function goldenPath(name: string, file: string): string {
  return join(FOLDER, name, file);
}

/** A plan as goldens show it: texts as lines; what is the same in every plan, and what is said twice, left out. */
export function showPlan(plan: Plan): string {
  const files = plan.image.files.map(({ path, content, isExecutable }) => ({
    path,
    isExecutable,
    content: path === 'torchdock-start' || path === 'jupyter_config.py' ? '…' : content.split('\n'),
  }));
  const labels = { ...plan.container.labels, [LABELS.container]: '…' };
  return goldenJson({
    ...plan,
    image: { ...plan.image, files },
    container: { ...plan.container, labels },
  });
}
