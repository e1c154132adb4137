/**
 * Writes `docs/torchdock.schema.json`, by which editors complete and check `torchdock.yaml`, and the table of all keys in
 * `docs/spec.md`. `--check` writes nothing and fails when one is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const docs = join(root, 'docs');

async function loadSpec() {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export { SPEC_KEYS } from './src/environment/spec/spec-keys.ts'; export { makeJsonSchema } from './src/environment/spec/make-json-schema.ts';",
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

const cell = (text) => text.replaceAll('|', '\\|');

function makeTable(keys) {
  const rows = Object.entries(keys).map(
    ([key, { means, usual, example }]) => `| \`${key}\` | ${cell(means)} | ${cell(usual)} | \`${cell(example)}\` |`,
  );
  return ['| key | what it is | without it | example |', '|---|---|---|---|', ...rows].join('\n');
}

/** Puts the table between the two marks of the page; the rest is written by hand. */
function withTable(page, table) {
  const [begin, end] = ['<!-- keys:begin (npm run docs) -->', '<!-- keys:end -->'];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/spec.md has lost its marks: ${begin} … ${end}`);
  return `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`;
}

const { SPEC_KEYS, makeJsonSchema } = await loadSpec();
const page = join(docs, 'spec.md');
const files = new Map([
  [join(docs, 'torchdock.schema.json'), `${JSON.stringify(makeJsonSchema(), null, 2)}\n`],
  [page, withTable(readFileSync(page, 'utf8'), makeTable(SPEC_KEYS))],
]);
const stale = [...files].filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale)
    console.error(`${path.slice(root.length + 1)} is out of date: run node tools/docs/spec.mjs`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) writeFileSync(path, text);
}
