import { ROOMS } from './tools/house/rooms.mjs';

const room = (name) => `^src/${name}/`;

const walls = ROOMS.filter(({ mayImport }) => !mayImport.includes('*')).map(({ name, mayImport }) => ({
  name: `room-${name}`,
  severity: 'error',
  comment: `src/${name}/ may import only: ${[name, ...mayImport].join(', ')}. Data goes one way, down the list in tools/house/rooms.mjs; if the wall is wrong, move it there in a commit of its own.`,
  from: { path: room(name) },
  to: { path: '^src/', pathNot: [name, ...mayImport].map(room) },
}));

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle means that two files are one thing, or that data goes in two ways.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nothing imports is dead.',
      from: { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$'] },
      to: {},
    },
    {
      name: 'readers-apart',
      severity: 'error',
      comment: 'A reader never imports another reader: what two of them share belongs to commands/, graph/ or syntax/.',
      from: { path: '^src/readers/([^/]+)/' },
      to: { path: '^src/readers/[^/]+/', pathNot: '^src/readers/$1/' },
    },
    {
      name: 'writers-apart',
      severity: 'error',
      comment: 'A writer never imports another writer: what two of them share belongs to views/.',
      from: { path: '^src/writers/([^/]+)/' },
      to: { path: '^src/writers/[^/]+/', pathNot: '^src/writers/$1/' },
    },
    {
      name: 'one-door',
      severity: 'error',
      comment:
        'Files, processes and the network are reached only through host/ (and served by server/), so that the core is pure.',
      from: { path: '^src/', pathNot: '^src/(host|server)/' },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http|https|worker_threads)$' },
    },
    {
      name: 'nothing-above-cli',
      severity: 'error',
      comment: 'The command line is the outermost room: nothing imports it.',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'dockerfile-ast-adapter',
      severity: 'error',
      comment: 'Parsers of languages live behind syntax/, one adapter each.',
      from: { path: '^src/', pathNot: '^src/syntax/' },
      to: {
        path: 'node_modules/(dockerfile-ast|yaml|jsonc-parser|toml-eslint-parser|unbash|mdast-util-from-markdown|py-ast)/',
      },
    },
    {
      name: 'mermaid-in-drawing',
      severity: 'error',
      comment: 'Mermaid and its browser shims stay in drawing/.',
      from: { path: '^src/', pathNot: '^src/drawing/' },
      to: { path: 'node_modules/(mermaid|linkedom|@resvg|dompurify)/' },
    },
    {
      name: 'src-only-imports-src',
      severity: 'error',
      comment: 'The product does not depend on tests, tools or the page.',
      from: { path: '^src/' },
      to: { path: '^(test|tools|ui|fixtures|examples)/' },
    },
    {
      name: 'ui-imports-types',
      severity: 'error',
      comment: 'The page shares with the program only the types that travel between them.',
      from: { path: '^ui/' },
      to: { path: '^src/', pathNot: '^src/(graph|views|findings|base|server)/', dependencyTypesNot: ['type-only'] },
    },
    ...walls,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
