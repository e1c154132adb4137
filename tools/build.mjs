/**
 * Builds `dist/` when something it is made of is newer: the program (esbuild, split so that a command loads only what it
 * needs) and the studio's page (Vite). `--force` builds anyway; `--quiet` says nothing when there is nothing to do.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectLicenses } from './bundle/collect-licenses.mjs';
import { leanDockerode } from './bundle/lean-dockerode.mjs';
import { quickenMermaid } from './bundle/quicken-mermaid.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const stamp = join(dist, '.built');
const INPUTS = ['src', 'ui', 'facts', 'package.json', 'package-lock.json', 'tools/build.mjs', 'tools/bundle'];

function newestMs(path) {
  if (!existsSync(path)) return 0;
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

export function isBuildStale() {
  if (!existsSync(stamp)) return true;
  const builtMs = statSync(stamp).mtimeMs;
  return INPUTS.some((input) => newestMs(join(root, input)) > builtMs);
}

/**
 * Builds beside `dist/` and changes the two at the end: a build that fails leaves the old one in place, and whoever runs
 * the program meanwhile finds a whole one.
 */
export async function buildAll() {
  const next = join(root, '.cache', `dist-${process.pid}`);
  try {
    await buildInto(next);
    replaceDist(next);
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

function replaceDist(next) {
  const old = `${next}-old`;
  try {
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(next, dist);
  } catch (error) {
    // Two builds at once: the other one's is as good.
    if (!existsSync(stamp)) throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

async function buildInto(folder) {
  const startedMs = Date.now();
  const { build } = await import('esbuild');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: {
      cli: 'src/cli/main.ts',
      index: 'src/index.ts',
      'drawing-worker': 'src/drawing/worker.ts',
      'run-helper': 'src/workflows/studio/run-helper.ts',
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    define: { __TORCHDOCK_VERSION__: JSON.stringify(version) },
    external: ['@resvg/resvg-js'],
    // Its `main` is UMD, whose inner requires no bundler can follow.
    alias: {
      'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
      'cssomnom/parse': './tools/bundle/no-css-parser.mjs',
    },
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    logLevel: 'warning',
    plugins: [quickenMermaid, leanDockerode],
  });
  const licenses = collectLicenses(root, Object.keys(metafile.inputs), ['@panzoom/panzoom']);
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licenses);
  // For what only a real browser draws: the page that is opened there, and the Mermaid that it loads.
  copyFileSync(join(root, 'src', 'drawing', 'chromium-page.html'), join(folder, 'chromium-page.html'));
  copyFileSync(join(root, 'node_modules', 'mermaid', 'dist', 'mermaid.min.js'), join(folder, 'mermaid.min.js'));
  if (existsSync(join(root, 'ui', 'vite.config.ts'))) {
    const vite = await import('vite');
    await vite.build({
      configFile: join(root, 'ui', 'vite.config.ts'),
      root: join(root, 'ui'),
      build: { outDir: join(folder, 'ui') },
      logLevel: 'warn',
    });
  }
  // The stamp carries the time the build began: what is saved while it runs makes it stale.
  writeFileSync(join(folder, '.built'), '');
  utimesSync(join(folder, '.built'), startedMs / 1000, startedMs / 1000);
}

const isProgram = process.argv[1] === fileURLToPath(import.meta.url);
if (isProgram) {
  if (process.argv.includes('--force') || isBuildStale()) await buildAll();
  else if (!process.argv.includes('--quiet')) console.log('dist/ is up to date');
}
