/** `torchdock draw pipeline` as a person waits for it: a large script, and many in one run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../set-up.mjs';
import { makeLargeScript, makeSmallScripts } from './make-script.mjs';
import { measureProcess } from './measure.mjs';

const cli = join(ROOT, 'dist', 'cli.js');
const many = join(ROOT, 'tools', 'bench', 'pipeline-many.mjs');
const node = process.execPath;
const COUNT = 200;

/** @returns {Promise<import('./bench.mjs').Row[]>} */
export async function benchPipeline() {
  const folder = mkdtempSync(join(tmpdir(), 'torchdock-bench-'));
  try {
    makeLargeScript(folder);
    makeSmallScripts(folder, COUNT);
    const one = measureProcess(node, [cli, 'draw', 'pipeline', 'train.py'], { cwd: folder, runs: 7, isNode: true });
    const all = measureProcess(node, [many, folder, String(COUNT)], { runs: 3 });
    const name = 'draw pipeline: 1,000 lines and 20 modules, whole process';
    return [
      { name, ours: one.ms, unit: 'ms', target: '<= 500 ms', ok: one.ms <= 500 },
      {
        name: `read the pipelines of ${COUNT} scripts in one process`,
        ours: all.ms,
        unit: 'ms',
        target: '<= 5000 ms',
        ok: all.ms <= 5000,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
