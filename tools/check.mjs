/**
 * `npm run check`: all that CI checks, in one command, each step with its name and time. `--fix` mends what can be
 * mended; `--no-tests` leaves the tests out.
 */
import { spawnSync } from 'node:child_process';
import { buildIfStale, ROOT, requireNode } from './set-up.mjs';

requireNode();
const isFixing = process.argv.includes('--fix');
const node = process.execPath;
const tsc = 'node_modules/@typescript/native/bin/tsc';

/** @type {{ name: string, command: string[], fix?: string[] }[]} */
const STEPS = [
  { name: 'types', command: [node, tsc, '-p', '.'] },
  { name: 'types of the page', command: [node, tsc, '-p', 'ui'] },
  {
    name: 'format',
    command: ['npx', 'biome', 'check', '--error-on-warnings'],
    fix: ['npx', 'biome', 'check', '--write'],
  },
  { name: 'lint', command: ['npx', 'oxlint', '--deny-warnings'], fix: ['npx', 'oxlint', '--fix'] },
  { name: 'import walls', command: [node, 'tools/house/check-walls.mjs'] },
  { name: 'unused code', command: ['npx', 'knip'] },
  { name: 'package', command: ['npx', 'publint', '--strict'] },
  {
    name: 'generated pages',
    command: [node, 'tools/docs/refresh.mjs', '--check'],
    fix: [node, 'tools/docs/refresh.mjs'],
  },
  ...(process.argv.includes('--no-tests') ? [] : [{ name: 'tests', command: [node, 'tools/test.mjs'] }]),
];

buildIfStale();
const failed = [];
for (const { name, command, fix } of STEPS) {
  const startedMs = Date.now();
  const [program, ...args] = isFixing && fix ? fix : command;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: name === 'tests' ? 'inherit' : 'pipe',
    encoding: 'utf8',
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(name);
  if (stdout || stderr) console.log(`${stdout}${stderr}`.trimEnd());
}
if (failed.length > 0)
  console.log(`\nFailed: ${failed.join(', ')}. What can be mended by a program: npm run check:fix`);
process.exitCode = failed.length > 0 ? 1 : 0;
