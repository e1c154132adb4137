import { groupBy, sortedBy } from '../../base/order.js';
import type { Diagram, DiagramGroup, DiagramNode, Emphasis } from '../../views/diagram.js';
import type { Writer } from '../writer.js';
import { escapeLabel, escapeSentence, escapeTitle } from './escape.js';
import { mermaidNames } from './mermaid-names.js';
import { ARROWS, CLASSES, EMPHASES, GROUP_STYLE, OPTIONAL_STYLE, SHAPES } from './theme.js';

export const mermaidWriter: Writer = { format: 'mermaid', write: async (diagram) => writeMermaid(diagram) };

/** The three lines that make Mermaid 11 and 12 lay out and paint alike. */
const LAYOUT = ['  layout: dagre', '  look: classic', '  theme: default'];

/** Closer than Mermaid's own distances of 50, with more words to a line and room for the title of a group. */
const NARROW = [
  '  flowchart:',
  '    nodeSpacing: 36',
  '    rankSpacing: 30',
  '    wrappingWidth: 260',
  '    subGraphTitleMargin:',
  '      top: 4',
  '      bottom: 8',
];

function headerOf({ spacing }: Diagram): readonly string[] {
  return ['---', 'config:', ...LAYOUT, ...(spacing === 'narrow' ? NARROW : []), '---'];
}

/**
 * A diagram as Mermaid text in the portable profile: a flowchart with a pinned layout, ASCII names, every label quoted
 * and escaped, `<br>` for line breaks, colours by `classDef`. The order of lines is the order of the diagram, which
 * views make from sorted graphs: the same sources give the same bytes.
 */
export function writeMermaid(diagram: Diagram): string {
  const names = mermaidNames(diagram);
  const nameOf = (id: string): string => names.get(id) ?? 'missing';
  const lines = [
    ...headerOf(diagram),
    `flowchart ${diagram.direction}`,
    ...writeSentence('accTitle', diagram.title),
    ...writeSentence('accDescr', diagram.description),
    ...nodesOf(diagram, undefined).map((node) => `  ${writeNode(node, nameOf)}`),
    ...groupsOf(diagram, undefined).flatMap((group) => writeGroup(diagram, group, nameOf, '  ')),
    ...diagram.edges.map(({ from, to, kind, label, leaves, enters }) => {
      const text = writeEdgeLabel(label);
      return `  ${nameOf(leaves ?? from)} ${ARROWS[kind]}${text} ${nameOf(enters ?? to)}`;
    }),
    ...writeClasses(diagram, nameOf),
  ];
  return `${lines.join('\n')}\n`;
}

function writeSentence(keyword: 'accTitle' | 'accDescr', text: string): readonly string[] {
  const sentence = escapeSentence(text);
  return sentence === '' ? [] : [`  ${keyword}: ${sentence}`];
}

/** A label that is empty once it is cleaned is none: Mermaid takes no empty one. */
function writeEdgeLabel(label = ''): string {
  const text = escapeLabel(label);
  return text.replaceAll('<br>', '').trim() === '' ? '' : `|"${text}"|`;
}

function groupsOf(diagram: Diagram, parent: string | undefined): readonly DiagramGroup[] {
  return diagram.groups.filter((group) => group.parent === parent);
}

function nodesOf(diagram: Diagram, group: string | undefined): readonly DiagramNode[] {
  return diagram.nodes.filter((node) => node.group === group);
}

function writeGroup(
  diagram: Diagram,
  group: DiagramGroup,
  nameOf: (id: string) => string,
  indent: string,
): readonly string[] {
  return [
    `${indent}subgraph ${nameOf(group.id)}["${escapeTitle(group.title) || ' '}"]`,
    // Without it a group that no arrow enters or leaves would flow the other way.
    `${indent}  direction ${diagram.direction}`,
    ...nodesOf(diagram, group.id).map((node) => `${indent}  ${writeNode(node, nameOf)}`),
    ...groupsOf(diagram, group.id).flatMap((inner) => writeGroup(diagram, inner, nameOf, `${indent}  `)),
    `${indent}end`,
  ];
}

function writeNode({ id, kind, label }: DiagramNode, nameOf: (id: string) => string): string {
  const [open, close] = SHAPES[kind];
  // A port is a dot.
  const text = kind === 'port' ? '' : escapeLabel(label);
  return `${nameOf(id)}${open}"${text || ' '}"${close}`;
}

function writeClasses({ nodes, groups }: Diagram, nameOf: (id: string) => string): readonly string[] {
  const members = groupBy(nodes, ({ kind }) => kind);
  const kinds = sortedBy(Object.keys(CLASSES) as (keyof typeof CLASSES)[], (kind) => kind).filter((kind) =>
    members.has(kind),
  );
  const emphasised = groupBy(
    nodes.flatMap(({ id, emphasis }) => (emphasis === undefined ? [] : { id, emphasis })),
    ({ emphasis }) => emphasis,
  );
  const heats = sortedBy(Object.keys(EMPHASES) as Emphasis[], (emphasis) => emphasis).filter((emphasis) =>
    emphasised.has(emphasis),
  );
  const optional = nodes.filter(({ isOptional }) => isOptional);
  const namesOf = (items: readonly { readonly id: string }[]): string => items.map(({ id }) => nameOf(id)).join(',');
  return [
    ...kinds.map((kind) => `  classDef ${kind}Box ${CLASSES[kind]}`),
    ...(groups.length > 0 ? [`  classDef groupBox ${GROUP_STYLE}`] : []),
    ...heats.map((emphasis) => `  classDef ${classOf(emphasis)} ${EMPHASES[emphasis]}`),
    ...(optional.length > 0 ? [`  classDef optional ${OPTIONAL_STYLE}`] : []),
    ...kinds.map((kind) => `  class ${namesOf(members.get(kind) ?? [])} ${kind}Box`),
    ...heats.map((emphasis) => `  class ${namesOf(emphasised.get(emphasis) ?? [])} ${classOf(emphasis)}`),
    ...(optional.length > 0 ? [`  class ${namesOf(optional)} optional`] : []),
    ...(groups.length > 0 ? [`  class ${namesOf(groups)} groupBox`] : []),
  ];
}

/** `hot4`: a name without a sign that Mermaid could take for an arrow. */
function classOf(emphasis: Emphasis): string {
  return emphasis.replace('-', '');
}
