/**
 * Nodes and edges of Mermaid texts as one version of Mermaid parses them, printed as JSON. A process of its own, because
 * Mermaid keeps state. Arguments: the package of Mermaid to import, then files.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [name, ...files] = process.argv.slice(2);
const folder = resolve(name);
const require = createRequire(join(folder, 'package.json'));
const importFrom = async (path) => import(pathToFileURL(path).href);
const purifier = require.resolve('dompurify').replace(/purify\.cjs\.js$/, 'purify.es.mjs');
const { default: DOMPurify } = await importFrom(purifier);
Object.assign(DOMPurify, {
  isSupported: false,
  addHook: () => undefined,
  removeHook: () => undefined,
  sanitize: (text) => String(text),
});
const { default: mermaid } = await importFrom(join(folder, 'dist', 'mermaid.core.mjs'));

const pick = (item, names) => Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
const result = {};
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const { diagramType } = await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const { nodes, edges } = db.getData();
  result[file] = {
    diagramType,
    nodes: nodes.map((node) => pick(node, ['id', 'label', 'parentId', 'isGroup', 'shape', 'cssStyles'])),
    edges: edges.map((edge) => pick(edge, ['start', 'end', 'label', 'stroke', 'arrowTypeEnd'])),
  };
}
console.log(JSON.stringify(result));
