/**
 * `npm run new:reader -- NAME`, `new:rule`, `new:view`: writes the files that adding one takes, with a test that runs and
 * a row in the table, and says what to do next. Nothing that exists is overwritten.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../set-up.mjs';

const TEMPLATES = join(ROOT, 'tools', 'scaffold', 'templates');

/** Per kind: the table that gets a row, the row, where imports go, and what is left to do. */
const KINDS = {
  reader: {
    table: 'src/readers/table.ts',
    row: (n) => `  {
    kind: '${n.kebab}',
    title: '${n.words} file',
    files: ['*.${n.kebab}'],
    matches: (path) => path.endsWith('.${n.kebab}'),
    load: async () => (await import('./${n.kebab}/read-${n.kebab}.js')).${n.camel}Reader,
  },`,
    next: (n) => [
      `put real input into fixtures/readers/${n.kebab}/first/`,
      `write src/readers/${n.kebab}/read-${n.kebab}.ts`,
      `TORCHDOCK_ACCEPT=1 npx vitest run test/readers/${n.kebab}.test.ts, and look at expected.json`,
    ],
  },
  rule: {
    table: 'src/rules/table.ts',
    row: (n) => `  ...${n.camel}Rules,`,
    importLine: (n) => `import { ${n.camel}Rules } from './${n.kebab}.js';`,
    next: (n) => [
      `give src/findings/catalog/${n.kebab}.ts its codes and pages, and name it in src/findings/catalog.ts and families.ts`,
      `write src/rules/${n.kebab}.ts (docs/rules.md says how a finding gets a mend), and real files into fixtures/rules/CODE/bad and good`,
      `TORCHDOCK_ACCEPT=1 npx vitest run test/rules, and look at each expected.txt`,
      `npm run docs, which writes the page of each code`,
    ],
  },
  view: {
    table: 'src/views/table.ts',
    row: (n) => `  {
    name: '${n.kebab}',
    summary: 'what the ${n.words} is',
    load: async () => (await import('./${n.kebab}/draw-${n.kebab}.js')).${n.camel}View,
  },`,
    next: (n) => [
      `write src/views/${n.kebab}/draw-${n.kebab}.ts; words of its own go to src/views/labels.ts in both languages`,
      `TORCHDOCK_ACCEPT=1 npx vitest run test/views/${n.kebab}.test.ts, render the result and look at it`,
    ],
  },
};

function namesOf(text) {
  const words = text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const pascal = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  return {
    kebab: words.join('-'),
    words: words.join(' '),
    camel: pascal[0].toLowerCase() + pascal.slice(1),
    pascal,
    upper: words.join('').slice(0, 3).toUpperCase(),
  };
}

function fill(text, names) {
  return text.replaceAll(/__(kebab|camel|pascal|words|upper)__/g, (_all, key) => names[key]);
}

function writeTemplates(kind, names) {
  const from = join(TEMPLATES, kind);
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const template = join(entry.parentPath, entry.name);
    const target = fill(template.slice(from.length + 1).replace(/\.template$/, ''), names);
    if (existsSync(join(ROOT, target))) {
      console.error(`${target} exists already; nothing was written.`);
      process.exit(1);
    }
  }
  return files.map((entry) => {
    const template = join(entry.parentPath, entry.name);
    const target = fill(template.slice(from.length + 1).replace(/\.template$/, ''), names);
    mkdirSync(dirname(join(ROOT, target)), { recursive: true });
    writeFileSync(join(ROOT, target), fill(readFileSync(template, 'utf8'), names));
    return target;
  });
}

function addRow({ table, row, importLine }, names) {
  const path = join(ROOT, table);
  let text = readFileSync(path, 'utf8');
  if (importLine) text = `${importLine(names)}\n${text}`;
  const end = text.lastIndexOf('];');
  text = text.replace(/\[\];/, '[\n];');
  // The list ends where a line begins; a bracket within a line closes something else.
  const at = end < 0 ? text.length : text.lastIndexOf('\n];') + 1;
  writeFileSync(path, `${text.slice(0, at)}${row(names)}\n${text.slice(at)}`);
}

const [kind, name] = process.argv.slice(2);
const chosen = KINDS[kind];
if (!chosen || !name || !/^[A-Za-z][A-Za-z0-9 _-]*$/.test(name)) {
  console.error('usage: npm run new:reader|new:rule|new:view -- NAME');
  process.exit(2);
}
const names = namesOf(name);
const written = writeTemplates(kind, names);
addRow(chosen, names);
console.log([...written, `${chosen.table} (one row)`].map((path) => `wrote ${path}`).join('\n'));
console.log(
  `\nNext:\n${chosen
    .next(names)
    .map((step, at) => `  ${at + 1}. ${step}`)
    .join('\n')}`,
);
