/**
 * `npm start`: the main job on the bundled example, from a fresh clone, by one command. Says what was found, refreshes
 * the example's README, and serves the studio (prints its URL). `npm start -- DIR` does it for another folder.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { buildIfStale, installIfNeeded, ROOT, requireNode, runOrExit } from './set-up.mjs';

requireNode();
installIfNeeded();
buildIfStale();

const [directory] = process.argv.slice(2);
const folder = directory
  ? resolve(process.env.INIT_CWD ?? process.cwd(), directory)
  : resolve(ROOT, 'examples/resnet50');
const program = resolve(ROOT, 'dist/cli.js');

runOrExit(process.execPath, [program, 'overview', '.'], { cwd: folder });
if (!directory) {
  console.log('\nREADME');
  runOrExit(process.execPath, [program, 'docs', 'README.md'], { cwd: folder });
}
console.log();
const studio = spawn(process.execPath, [program, 'studio', '.'], { cwd: folder, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => studio.kill(signal));
studio.on('exit', (status) => process.exit(status ?? 0));
