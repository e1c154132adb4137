import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

/** Absolute, so that the build works from any folder. */
const HERE = dirname(fileURLToPath(import.meta.url));

/** Mermaid's own minified modules. They load each other by relative paths, and each kind of diagram only when it is drawn. */
const MERMAID = 'mermaid.esm.min.mjs';
const MERMAID_CHUNKS = 'chunks/mermaid.esm.min';

/**
 * Takes Mermaid along as it was published: the same bytes that others run, and a build of one second instead of fifteen.
 */
function takeMermaidAlong(): Plugin {
  const published = dirname(fileURLToPath(import.meta.resolve('mermaid')));
  const chunks = readdirSync(join(published, MERMAID_CHUNKS)).filter((name) => name.endsWith('.mjs'));
  return {
    name: 'take-mermaid-along',
    generateBundle() {
      for (const file of [MERMAID, ...chunks.map((name) => `${MERMAID_CHUNKS}/${name}`)])
        this.emitFile({
          type: 'asset',
          fileName: `assets/mermaid/${file}`,
          source: readFileSync(join(published, file)),
        });
    },
  };
}

/** The studio's page and the page in which Mermaid draws. Everything is served from this machine: no CDN, no inlining. */
export default defineConfig({
  root: HERE,
  base: './',
  plugins: [takeMermaidAlong()],
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      input: { index: join(HERE, 'index.html'), 'drawing-frame': join(HERE, 'drawing-frame.html') },
      external: ['mermaid'],
      output: { paths: { mermaid: `./mermaid/${MERMAID}` } },
    },
  },
});
