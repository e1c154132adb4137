import type { DrawnDiagram, DrawnEdge, DrawnNode } from '../views/diff-diagrams.js';

/**
 * Reads back the flowcharts that torchdock itself writes (one statement a line, ASCII names, quoted labels), to say in
 * words what changed since. Not a Mermaid parser: lines of any other form are passed over, which can only make the
 * words fewer. Mermaid's own would need its worker, half a second, for what six patterns do.
 */
export function readMermaid(text: string): DrawnDiagram {
  const nodes: Mutable<DrawnNode>[] = [];
  const edges: DrawnEdge[] = [];
  const groups: { id: string; title: string }[] = [];
  const kinds = new Map<string, string>();
  let direction: string | undefined;
  for (const line of text.split('\n').map((part) => part.trim())) {
    const head = /^flowchart (LR|TB)$/.exec(line);
    const group = /^subgraph (\w+)\["([^"]*)"\]$/.exec(line);
    const node = /^(\w+)(?:\[\(|\[\[|\(\[|\(\(|\{\{|\[|\()"([^"]*)"(?:\)\]|\]\]|\]\)|\)\)|\}\}|\]|\))$/.exec(line);
    const edge = /^(\w+) (?:-->|-\.->|==>)(?:\|"([^"]*)"\|)? (\w+)$/.exec(line);
    const kind = /^class ([\w,]+) (\w+)Box$/.exec(line);
    if (head) direction = head[1];
    else if (group) groups.push({ id: group[1] ?? '', title: unescapeLabel(group[2] ?? '') });
    else if (node) nodes.push({ id: node[1] ?? '', label: unescapeLabel(node[2] ?? ''), kind: '' });
    else if (edge) edges.push(readEdge(edge));
    else if (kind) for (const name of (kind[1] ?? '').split(',')) kinds.set(name, kind[2] ?? '');
  }
  for (const node of nodes) node.kind = kinds.get(node.id) ?? '';
  return { nodes, edges, groups, ...(direction === undefined ? {} : { direction }) };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function readEdge([, from = '', label, to = '']: RegExpExecArray): DrawnEdge {
  return { from, to, ...(label === undefined ? {} : { label: unescapeLabel(label) }) };
}

/** Named entities that the writer uses; all others are decimal. */
const NAMED: Readonly<Record<string, string>> = { quot: '"', lt: '<', gt: '>', amp: '&' };

/** The writer breaks a name that is too long for a line after a sign that joins its parts; no other line ends so. */
function unescapeLabel(text: string): string {
  return text
    .replaceAll(/(?<=[/:@,=_-]|#95;)<br>/g, '')
    .replaceAll('<br>', '\n')
    .replaceAll(/#(\d{1,6}|quot|lt|gt|amp);/g, (_all, code: string) => NAMED[code] ?? characterOf(Number(code)));
}

function characterOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
