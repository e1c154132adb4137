import { execFileSync } from 'node:child_process';

/** Whole-program tests run what users run: `dist/`, built when stale. */
export function setup(): void {
  execFileSync(process.execPath, ['tools/build.mjs', '--quiet'], { stdio: 'inherit' });
}
