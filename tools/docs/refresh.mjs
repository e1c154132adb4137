/** Writes every generated page anew, each by its own generator; `--check` writes nothing and fails when one is out of date. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const GENERATORS = ['findings.mjs', 'house.mjs', 'spec.mjs', 'model-support.mjs'];

let failed = false;
for (const name of GENERATORS) {
  const path = fileURLToPath(new URL(name, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...process.argv.slice(2)], { stdio: 'inherit' });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
