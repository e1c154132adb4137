import { expect, test } from 'vitest';
import type { Host } from '../../src/host/host.js';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { renderDiagrams } from '../../src/workflows/render.js';
import { validateDiagrams } from '../../src/workflows/validate.js';

/** Files made of memory, and the real drawing worker. */
function hostWith(files: Readonly<Record<string, string | Uint8Array>>, input = ''): Host {
  const placed = Object.fromEntries(Object.entries(files).map(([path, content]) => [`/work/${path}`, content]));
  return {
    ...createMemoryHost(placed),
    readStandardInput: async () => new TextEncoder().encode(input),
    startHelper: createNodeHost().startHelper,
  };
}

const placesIn = async (host: Host, ...paths: string[]): Promise<string[]> => {
  const { findings } = await validateDiagrams(host, paths);
  return findings.map(({ code, place }) => `${code} ${place?.file}:${place?.line}:${place?.column}`);
};

const WRONG = 'flowchart LR\n  a[b (c)]';

test('places lie in the Markdown: quotes, lists, carriage returns, byte order marks, front matter', async () => {
  const quoted = WRONG.split('\n').map((line) => `> ${line}`);
  const listed = WRONG.split('\n').map((line) => `    ${line}`);
  const host = hostWith({
    'quote.md': ['# x', '> ```mermaid', ...quoted, '> ```'].join('\n'),
    'list.md': ['-   item', '', '    ~~~mermaid', ...listed, '    ~~~'].join('\r\n'),
    'mark.mmd': `\ufeff---\ntitle: x\n---\n${WRONG}`,
    'myst.md': `\`\`\`{mermaid}\n:caption: x\n:align: left\n${WRONG}\n\`\`\`\n`,
  });
  expect(await placesIn(host, 'quote.md', 'list.md', 'mark.mmd', 'myst.md')).toEqual([
    'MMD-01 quote.md:4:9',
    'MMD-01 list.md:5:11',
    'MMD-01 mark.mmd:5:7',
    'MMD-01 myst.md:5:7',
  ]);
});

test('counts what was looked at, and finds no fault in other fences', async () => {
  const host = hostWith({
    'a.md': '```mermaid\npie\n "x" : 1\n```\n\n```js\nx[\n```\n',
    'b.mdx': '```mermaid\nnonsense\n```\n',
  });
  const { counts, findings } = await validateDiagrams(host, ['.']);
  expect(counts).toEqual([
    { path: 'a.md', diagrams: 1, wrong: 0 },
    { path: 'b.mdx', diagrams: 1, wrong: 1 },
  ]);
  expect(findings.map(({ code }) => code)).toEqual(['MMD-01']);
});

test('says what GitLab would not show without a click', async () => {
  const large = `\`\`\`mermaid\nflowchart LR\n${' a --> b\n'.repeat(120)}\`\`\`\n`;
  const { findings } = await validateDiagrams(hostWith({ 'a.md': large + large }), ['a.md']);
  expect(findings).toMatchObject([{ code: 'MMD-08', severity: 'info', place: { file: 'a.md', line: 1 } }]);
});

test('binary files and files without diagrams are said, and named ones are no success', async () => {
  const host = hostWith({ 'a.md': 'text', 'b.mmd': new Uint8Array([0x66, 0, 1]) });
  expect((await validateDiagrams(host, ['a.md', 'b.mmd'])).findings.map(({ code }) => code)).toEqual([
    'SRC-02',
    'MMD-02',
    'MMD-02',
  ]);
});

test('standard input may be a diagram or a Markdown text', async () => {
  expect(await placesIn(hostWith({}, WRONG), '-')).toEqual(['MMD-01 -:2:7']);
  expect(await placesIn(hostWith({}, `text\n\`\`\`mermaid\n${WRONG}\n\`\`\`\n`), '-')).toEqual(['MMD-01 -:4:7']);
});

test('names pictures after their files, apart from each other', async () => {
  const diagram = '```mermaid\npie\n "x" : 1\n```\n';
  const host = hostWith({ 'a/README.md': diagram, 'b/README.md': diagram + diagram, 'out/.keep': '' });
  const { written, findings } = await renderDiagrams(host, { paths: ['a', 'b'], output: 'out', scale: 1 });
  expect(findings).toEqual([]);
  expect(written).toEqual(['out/a-README.svg', 'out/b-README-1.svg', 'out/b-README-2.svg']);
});

test('a text that cannot be drawn keeps no other from it, and leaves no file', async () => {
  const host = createMemoryHost({ '/work/a.mmd': WRONG, '/work/b.mmd': 'pie\n "x" : 1', '/work/out/.keep': '' });
  const { written, findings } = await renderDiagrams(
    { ...host, startHelper: createNodeHost().startHelper },
    { paths: ['a.mmd', 'b.mmd'], output: 'out/', scale: 1 },
  );
  expect(written).toEqual(['out/b.svg']);
  expect(findings).toMatchObject([{ code: 'MMD-01', place: { file: 'a.mmd', line: 2, column: 7 } }]);
  expect([...host.files.keys()].filter((path) => path.startsWith('/work/out/'))).toEqual([
    '/work/out/.keep',
    '/work/out/b.svg',
  ]);
});
