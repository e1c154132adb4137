/**
 * npm runs this before it packs, and when it installs the repository itself, as pre-commit does: builds what is packed. A
 * global install from git leaves out what building needs; it is then installed here first, and nowhere else.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale, installIfNeeded, ROOT } from './set-up.mjs';

delete process.env.npm_config_global;
delete process.env.npm_config_prefix;
if (!existsSync(join(ROOT, 'node_modules', 'esbuild'))) installIfNeeded();
buildIfStale();
