/**
 * Writes `docs/findings/`: a page for each code of the catalog, an index by family, and `codes.txt`, the list of all codes
 * that were ever given, which only grows. `--check` writes nothing and fails when something is out of date.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, 'docs', 'findings');

async function loadCatalog() {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export * from './src/findings/catalog.ts'; export * from './src/findings/families.ts'; export { FOREIGN_TOOLS, RELATION_WORDS } from './src/findings/finding.ts';",
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

/** A fence longer than any run of backticks in the code. */
function fence(code) {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}text\n${code}\n${ticks}`;
}

function renderRelated({ tool, id, relation }, { FOREIGN_TOOLS: tools, RELATION_WORDS }) {
  return `- [${tools[tool].title}](${tools[tool].page}) \`${id}\`: ${RELATION_WORDS[relation]}`;
}

function renderPage({ code, severity, title, page, related = [] }, words) {
  const sources = (page.sources ?? []).map((source) => `- ${/^https?:/.test(source) ? `<${source}>` : source}`);
  return `${[
    `# ${code}: ${title}`,
    `Severity: ${severity}. In the terminal: \`torchdock explain ${code}\`.`,
    page.why,
    '## ❌ Bad',
    fence(page.bad),
    '## ✅ Good',
    fence(page.good),
    ...(sources.length > 0 ? ['## Sources', sources.join('\n')] : []),
    ...(related.length > 0 ? ['## In other tools', related.map((rule) => renderRelated(rule, words)).join('\n')] : []),
  ].join('\n\n')}\n`;
}

function renderIndex(entries, { familyOf, familyTitle }) {
  const families = new Map();
  for (const entry of entries) {
    const family = familyOf(entry.code);
    families.set(family, [...(families.get(family) ?? []), entry]);
  }
  const sections = [...families].map(([family, members]) =>
    [
      `## ${family}: ${familyTitle(family)}`,
      [
        '| code | severity | what is wrong |',
        '|---|---|---|',
        ...members.map(
          ({ code, severity, title }) => `| [${code}](${code}.md) | ${severity} | ${title.replaceAll('|', '\\|')} |`,
        ),
      ].join('\n'),
    ].join('\n\n'),
  );
  const intro = [
    '# Findings',
    'Every problem that torchdock reports has a permanent code. These pages are generated from the catalog in `src/findings/catalog/` by `node tools/docs/findings.mjs`; the same text is shown by `torchdock explain CODE`.',
  ];
  return `${[...intro, ...sections].join('\n\n')}\n`;
}

const catalog = await loadCatalog();
const entries = catalog.listFindingEntries();
const current = entries.map(({ code }) => code);
const codesPath = join(folder, 'codes.txt');
const recorded = existsSync(codesPath) ? readFileSync(codesPath, 'utf8').split('\n').filter(Boolean) : [];
const problems = [
  ...current.filter((code, index) => current.indexOf(code) !== index).map((code) => `${code} is given twice`),
  ...recorded
    .filter((code) => !current.includes(code))
    .map((code) => `${code} is gone from the catalog; codes are permanent`),
  ...current
    .filter((code) => !catalog.familyTitle(catalog.familyOf(code)))
    .map((code) => `${code} has no family in src/findings/families.ts`),
];

const files = new Map([
  ...entries.map((entry) => [`${entry.code}.md`, renderPage(entry, catalog)]),
  ['README.md', renderIndex(entries, catalog)],
  ['codes.txt', `${[...new Set([...recorded, ...current])].sort().join('\n')}\n`],
]);
mkdirSync(folder, { recursive: true });
const stale = [...files].filter(([name, text]) => {
  const path = join(folder, name);
  return !existsSync(path) || readFileSync(path, 'utf8') !== text;
});
const left = readdirSync(folder).filter((name) => !files.has(name));

if (process.argv.includes('--check')) {
  problems.push(
    ...[...stale.map(([name]) => name), ...left].map(
      (name) => `docs/findings/${name} is out of date: run node tools/docs/findings.mjs`,
    ),
  );
} else {
  for (const [name, text] of stale) writeFileSync(join(folder, name), text);
  for (const name of left) rmSync(join(folder, name));
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
