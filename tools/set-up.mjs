/** What a fresh clone needs before anything of it runs: the packages and the build. Only Node's own modules are used here. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Refuses a Node that is too old, in one sentence. */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '').split('.').map(Number);
  const have = process.versions.node.split('.').map(Number);
  const isOlder = wanted.reduce((verdict, part, place) => verdict || Math.sign(have[place] - part), 0) < 0;
  if (!isOlder) return;
  console.error(`torchdock needs Node ${engines.node}; this is ${process.versions.node}.`);
  process.exit(3);
}

/** Runs a program with our output and ends with its status when it fails. */
export function runOrExit(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 3);
}

/** Installs exactly what the lock file says when nothing, or something older, is installed. */
export function installIfNeeded() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  const lock = join(ROOT, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  console.error('Installing packages (once) ...');
  runOrExit('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

export function buildIfStale() {
  runOrExit(process.execPath, [join(ROOT, 'tools', 'build.mjs'), '--quiet']);
}
