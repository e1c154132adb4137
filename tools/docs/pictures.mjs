/** Refreshes the pictures that torchdock keeps in its own pages, with its own `docs` command; `--check` writes nothing. */
import { join } from 'node:path';
import { buildIfStale, ROOT, runOrExit } from '../set-up.mjs';

const PAGES = ['README.md', 'README.zh-CN.md', 'examples/resnet50/README.md'];

buildIfStale();
runOrExit(process.execPath, [join(ROOT, 'dist', 'cli.js'), 'docs', ...process.argv.slice(2), ...PAGES]);
