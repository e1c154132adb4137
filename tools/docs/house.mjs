/**
 * Draws the house into `docs/architecture.md` with torchdock's own Mermaid writer, from the imports as they are measured,
 * and writes the table of rooms from `tools/house/rooms.mjs`. `--check` writes nothing and fails when it is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTypeScript from 'dependency-cruiser/config-utl/extract-ts-config';
import { ROOMS } from '../house/rooms.mjs';
import { buildIfStale, ROOT } from '../set-up.mjs';

buildIfStale();
const { writeMermaid } = await import('../../dist/index.js');
const PAGE = join(ROOT, 'docs', 'architecture.md');

/** Which room imports which, from the code. */
async function measureImports() {
  const options = { doNotFollow: { path: 'node_modules' }, includeOnly: '^src/', tsPreCompilationDeps: true };
  const { output } = await cruise([join(ROOT, 'src')], { ...options, baseDir: ROOT }, undefined, {
    tsConfig: extractTypeScript(join(ROOT, 'tsconfig.json')),
  });
  const roomOf = (path) => /^src\/([^/]+)\//.exec(path)?.[1];
  const imports = new Map(ROOMS.map(({ name }) => [name, new Set()]));
  for (const { source, dependencies } of output.modules) {
    for (const { resolved } of dependencies) {
      const from = roomOf(source);
      const to = roomOf(resolved);
      if (from && to && from !== to) imports.get(from)?.add(to);
    }
  }
  return imports;
}

/** Without the imports that follow from others. */
function withoutShortcuts(imports) {
  const reaches = (from, to, skipped) =>
    [...(imports.get(from) ?? [])].some((next) => next !== skipped && (next === to || reaches(next, to)));
  return [...imports].flatMap(([from, targets]) =>
    [...targets].filter((to) => to !== 'base' && !reaches(from, to, to)).map((to) => ({ from, to })),
  );
}

/** The colour of a room: what reads, what knows, what draws, what acts. */
const KINDS = {
  syntax: 'service',
  commands: 'service',
  readers: 'service',
  graph: 'cuda',
  findings: 'cuda',
  rules: 'cuda',
  views: 'framework',
  writers: 'framework',
  drawing: 'framework',
  blocks: 'framework',
};

async function drawHouse() {
  const edges = withoutShortcuts(await measureImports()).sort((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1));
  return writeMermaid({
    view: 'house',
    title: 'The rooms of torchdock',
    description: 'Which room of the source imports which. Arrows that follow from others are left out.',
    language: 'en',
    direction: 'TB',
    groups: [],
    nodes: [...ROOMS]
      .reverse()
      .filter(({ name }) => name !== 'base')
      .map(({ name, purpose }) => ({
        id: name,
        kind: KINDS[name] ?? 'module',
        label: `${name}\n${purpose}`,
        facts: {},
      })),
    edges: edges.map((edge) => ({ ...edge, kind: 'uses' })),
    notes: [],
  });
}

function tableOfRooms() {
  const rows = ROOMS.map(
    ({ name, purpose, mayImport }) =>
      `| \`src/${name}/\` | ${purpose} | ${mayImport.includes('*') ? 'everything' : mayImport.join(', ') || '–'} |`,
  );
  return ['| room | purpose | may import |', '|---|---|---|', ...rows].join('\n');
}

function replaceBetween(text, name, content) {
  const region = new RegExp(`(<!-- ${name}:begin[^>]*-->\\n)[\\s\\S]*?(<!-- ${name}:end -->)`);
  if (!region.test(text)) throw new Error(`docs/architecture.md has no region ${name}`);
  return text.replace(region, (_all, begin, end) => `${begin}\n${content}\n\n${end}`);
}

const before = readFileSync(PAGE, 'utf8');
const drawn = replaceBetween(before, 'house', `\`\`\`mermaid\n${await drawHouse()}\`\`\``);
const after = replaceBetween(drawn, 'rooms', tableOfRooms());
if (after !== before && process.argv.includes('--check')) {
  console.log('docs/architecture.md is out of date: npm run docs');
  process.exitCode = 1;
} else if (after !== before) {
  writeFileSync(PAGE, after);
  console.log('wrote docs/architecture.md');
}
