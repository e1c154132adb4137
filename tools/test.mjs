/** `npm test`: sets up what a fresh clone lacks, then runs the tests. Arguments go to the test runner. */
import { buildIfStale, installIfNeeded, requireNode, runOrExit } from './set-up.mjs';

requireNode();
installIfNeeded();
buildIfStale();
runOrExit(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
