import { groupBy } from '../base/order.js';
import type { Place } from '../base/text.js';
import type { Diagram, DiagramEdge, DiagramFact, DiagramGroup, DiagramNode, DiagramNodeKind } from './diagram.js';

interface NodeRest {
  readonly group?: string | undefined;
  readonly origin?: Place | undefined;
  readonly isOptional?: boolean;
  readonly facts?: Readonly<Record<string, DiagramFact | undefined>>;
}

interface EdgeRest {
  readonly label?: string | undefined;
  readonly origin?: Place | undefined;
  readonly leaves?: string | undefined;
  readonly enters?: string | undefined;
}

/** Collects a diagram; what is added twice under one id is there once. */
export interface DiagramBuilder {
  addGroup(id: string, title: string, parent?: string): string;
  /** A group that is there only if it holds more than one box; a single box stands in `parent`. */
  addLooseGroup(id: string, title: string, parent: string): string;
  /** Label lines that are undefined or empty are left out. Gives the id back. */
  addNode(id: string, kind: DiagramNodeKind, lines: readonly (string | undefined)[], rest: NodeRest): string;
  addEdge(from: string, to: string, kind: DiagramEdge['kind'], rest?: EdgeRest): void;
  addNote(note: string): void;
  has(id: string): boolean;
  /** The diagram, without groups that hold nothing. */
  build(header: Omit<Diagram, 'groups' | 'nodes' | 'edges' | 'notes'>): Diagram;
}

export function createDiagramBuilder(): DiagramBuilder {
  const groups = new Map<string, DiagramGroup>();
  const loose = new Set<string>();
  const nodes = new Map<string, DiagramNode>();
  const edges = new Map<string, DiagramEdge>();
  const notes = new Set<string>();
  return {
    addGroup: (id, title, parent) => {
      if (!groups.has(id)) groups.set(id, { id, title, ...(parent === undefined ? {} : { parent }) });
      return id;
    },
    addLooseGroup: (id, title, parent) => {
      loose.add(id);
      if (!groups.has(id)) groups.set(id, { id, title, parent });
      return id;
    },
    addNode: (id, kind, lines, { group, origin, isOptional, facts = {} }) => {
      if (nodes.has(id)) return id;
      const label = lines.filter((line) => line !== undefined && line !== '').join('\n');
      const known = Object.entries(facts).filter((entry): entry is [string, DiagramFact] => entry[1] !== undefined);
      nodes.set(id, {
        id,
        kind,
        label,
        ...(group === undefined ? {} : { group }),
        ...(isOptional ? { isOptional } : {}),
        ...(origin === undefined ? {} : { origin }),
        facts: Object.fromEntries(known),
      });
      return id;
    },
    addEdge: (from, to, kind, { label, origin, leaves, enters } = {}) => {
      const key = [from, to, kind, label].join('\u0000');
      if (edges.has(key)) return;
      edges.set(key, {
        from,
        to,
        kind,
        ...(label ? { label } : {}),
        ...(origin === undefined ? {} : { origin }),
        ...(leaves === undefined ? {} : { leaves }),
        ...(enters === undefined ? {} : { enters }),
      });
    },
    addNote: (note) => void notes.add(note),
    has: (id) => nodes.has(id),
    build: (header) => {
      const kept = withoutSingles(withoutEmpty([...groups.values()], [...nodes.values()]), [...nodes.values()], loose);
      return {
        ...header,
        ...kept,
        edges: [...edges.values()].filter((edge) => nodes.has(edge.from) && nodes.has(edge.to)),
        notes: [...notes],
      };
    },
  };
}

/** Takes away the loose groups that hold one box; the box moves out. */
function withoutSingles(
  groups: readonly DiagramGroup[],
  nodes: readonly DiagramNode[],
  loose: ReadonlySet<string>,
): Pick<Diagram, 'groups' | 'nodes'> {
  const counts = groupBy(nodes, ({ group }) => group ?? '');
  const dissolved = new Map(
    groups.filter(({ id }) => loose.has(id) && counts.get(id)?.length === 1).map(({ id, parent }) => [id, parent]),
  );
  const moveOut = (node: DiagramNode): DiagramNode => {
    const outer = node.group === undefined ? undefined : dissolved.get(node.group);
    return outer === undefined ? node : { ...node, group: outer };
  };
  return { groups: groups.filter(({ id }) => !dissolved.has(id)), nodes: nodes.map(moveOut) };
}

function withoutEmpty(groups: readonly DiagramGroup[], nodes: readonly DiagramNode[]): DiagramGroup[] {
  const used = new Set(nodes.flatMap((node) => node.group ?? []));
  for (const group of [...groups].reverse())
    if (used.has(group.id) && group.parent !== undefined) used.add(group.parent);
  return groups.filter((group) => used.has(group.id));
}
