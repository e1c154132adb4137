/**
 * The rooms of the house, in the way the data goes, and what each may import. The import walls
 * (`.dependency-cruiser.mjs`) and the picture in `docs/architecture.md` are made from this list.
 * @typedef {{ name: string, purpose: string, mayImport: string[] }} Room
 * @type {Room[]}
 */
export const ROOMS = [
  { name: 'base', purpose: 'text spans, paths, units, order; nothing of the domain', mayImport: [] },
  {
    name: 'findings',
    purpose: 'a problem as a value, the catalog of all codes, how findings are shown',
    mayImport: ['base'],
  },
  { name: 'host', purpose: 'the only door to files, processes, clock and terminal', mayImport: ['base'] },
  { name: 'syntax', purpose: 'positioned parsing of languages; knows no graph', mayImport: ['base', 'findings'] },
  {
    name: 'python',
    purpose: 'the abstract interpreter of Python: values known, partly known, unknown with a reason; knows no torch',
    mayImport: ['base', 'findings', 'syntax'],
  },
  {
    name: 'drawing',
    purpose: 'Mermaid text to validated text, SVG and PNG, without a browser',
    mayImport: ['base', 'findings', 'host', 'syntax'],
  },
  {
    name: 'graph',
    purpose: 'node and edge kinds, identity, merge, links, query, diff',
    mayImport: ['base', 'findings'],
  },
  {
    name: 'models',
    purpose: 'what torch means to the interpreter: layers, operations, shapes; model files',
    mayImport: ['base', 'findings', 'syntax', 'graph', 'python'],
  },
  {
    name: 'training',
    purpose:
      'what a training script does: calls recorded, recognised as dataset, loader, optimizer, loop, and put in order',
    mayImport: ['base', 'findings', 'syntax', 'graph', 'python', 'models'],
  },
  {
    name: 'runs',
    purpose: 'what a run left behind (traces, logs, metrics) becomes a report: where the time went, verdict, advice',
    mayImport: ['base', 'findings', 'syntax', 'graph'],
  },
  {
    name: 'commands',
    purpose: 'what a command line means: installs, services, container flags',
    mayImport: ['base', 'findings', 'syntax', 'graph'],
  },
  {
    name: 'environment',
    purpose: 'what is wanted and what fits: spec, facts, resolver, lock, plan; pure data',
    mayImport: ['base', 'findings', 'syntax', 'graph'],
  },
  {
    name: 'readers',
    purpose: 'a source becomes a graph fragment and findings',
    mayImport: ['base', 'findings', 'syntax', 'graph', 'commands', 'training'],
  },
  {
    name: 'rules',
    purpose: 'checks over what was read',
    mayImport: ['base', 'findings', 'graph', 'environment', 'training', 'runs'],
  },
  {
    name: 'views',
    purpose: 'the graph becomes a diagram; labels in English and Chinese',
    mayImport: ['base', 'graph', 'models', 'training', 'runs'],
  },
  {
    name: 'writers',
    purpose: 'a diagram or a plan becomes text or bytes',
    mayImport: ['base', 'findings', 'syntax', 'environment', 'runs', 'views'],
  },
  {
    name: 'blocks',
    purpose: 'managed regions in Markdown: found, refreshed, nothing else touched',
    mayImport: ['base', 'findings', 'syntax', 'views'],
  },
  {
    name: 'engines',
    purpose: 'a plan becomes something that runs: Docker, Podman, and one that only records',
    mayImport: ['base', 'findings', 'host', 'environment'],
  },
  {
    name: 'workflows',
    purpose: 'the stories, one file each; the only place that knows the tables',
    mayImport: [
      'base',
      'findings',
      'host',
      'syntax',
      'drawing',
      'python',
      'graph',
      'models',
      'training',
      'runs',
      'commands',
      'environment',
      'readers',
      'rules',
      'views',
      'writers',
      'blocks',
      'engines',
    ],
  },
  {
    name: 'server',
    purpose: "the studio's HTTP and its protocol",
    mayImport: ['base', 'findings', 'host', 'graph', 'runs', 'views', 'workflows'],
  },
  { name: 'cli', purpose: 'commands, help, exit codes; the only place that prints', mayImport: ['*'] },
];
