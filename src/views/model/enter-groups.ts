import { groupBy } from '../../base/order.js';
import { showShape } from '../../models/show-numbers.js';
import type { SceneEdge } from './connect.js';
import type { Scene, SceneGroup } from './scene.js';

/** An edge as it is drawn: its arrow may begin and end at the border of a group that holds the box at that end. */
export interface DrawnEdge extends SceneEdge {
  readonly label?: string | undefined;
  readonly leaves?: string;
  readonly enters?: string;
}

/** A line between boxes that says something of their weights. */
export interface Tie {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** The point in a group at which what comes in parts: to the first layer, and past it. */
export interface Port {
  readonly id: string;
  readonly group: string;
}

export interface EnteredScene {
  readonly edges: readonly DrawnEdge[];
  readonly ports: readonly Port[];
}

/**
 * Lets arrows end at the border of a block and begin there, as papers draw it: no arrow crosses the title, and Mermaid lays
 * out the block by itself. Where the input of a block goes two ways, they part at a point inside of it. Of several things
 * that a repeated block takes, the state that it hands on enters so. Arrows begin at a border only where nothing else comes in
 * or goes out: Mermaid places them badly otherwise.
 */
export function enterGroups({ boxes, groups }: Scene, given: readonly DrawnEdge[], ties: readonly Tie[]): EnteredScene {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const groupOf = new Map(boxes.map(({ id, group }) => [id, group]));
  const order = new Map(boxes.map(({ id }, at) => [id, at]));
  const ports: Port[] = [];
  let edges = given;
  // Those further in come first, so that an arrow ends at the outermost border that it may end at.
  for (const sceneGroup of [...groups].reverse()) {
    const { id: group } = sceneGroup;
    const isIn = (id: string): boolean => isWithin(groupOf.get(id), group, parents);
    const entering = edges.filter(({ from, to }) => !isIn(from) && isIn(to));
    const leaving = edges.filter(({ from, to }) => isIn(from) && !isIn(to));
    const isTied = ties.some(({ from, to }) => isIn(from) !== isIn(to));
    const isAlone = !isTied && countTensors(entering) <= 1 && countTensors(leaving) <= 1;
    const main = mainEntry(sceneGroup, entering, order);
    const isParted = new Set(main.map(({ to }) => to)).size > 1;
    if (!isAlone && !canPointAt(isParted ? undefined : main[0]?.to, sceneGroup, boxes, groups)) continue;
    let ends = new Set(main);
    if (isParted) {
      const port: Port = { id: `${group.slice(0, group.lastIndexOf('/'))}/port`, group };
      ports.push(port);
      groupOf.set(port.id, group);
      order.set(port.id, Math.min(...main.map(({ to }) => order.get(to) ?? 0)) - 0.5);
      edges = throughPort(edges, main, port);
      ends = new Set(edges.filter(({ to }) => to === port.id));
    }
    edges = edges.map((edge) => {
      if (ends.has(edge)) return { ...edge, enters: group };
      return isAlone && isIn(edge.from) && !isIn(edge.to) ? { ...edge, leaves: group } : edge;
    });
  }
  return { edges, ports };
}

/**
 * Mermaid takes an arrow to a border that others cross for one to the first thing inside: it must be the one that is meant,
 * which is a port if there is one.
 */
function canPointAt(
  target: string | undefined,
  { id }: SceneGroup,
  boxes: Scene['boxes'],
  groups: Scene['groups'],
): boolean {
  const isFirst = target === undefined || target === boxes.find(({ group }) => group === id)?.id;
  return isFirst && groups.every(({ parent }) => parent !== id);
}

/** The edges of one tensor that enters; none when there are several and nothing tells which is the main one. */
function mainEntry(
  { rounds, isSame, times }: SceneGroup,
  entering: readonly DrawnEdge[],
  order: ReadonlyMap<string, number>,
): readonly DrawnEdge[] {
  const tensors = [...groupBy(entering, tensorOf).values()];
  const [only, ...others] = tensors;
  if (!only || others.length === 0) return only ?? [];
  if (isSame || (rounds.length < 2 && times < 2)) return [];
  const firstAt = (edges: readonly DrawnEdge[]): number => Math.min(...edges.map(({ to }) => order.get(to) ?? 0));
  return tensors.reduce((best, edges) => (firstAt(edges) < firstAt(best) ? edges : best), only);
}

/** How many different tensors go along edges: what one box gives in one shape is one. */
function countTensors(edges: readonly DrawnEdge[]): number {
  return new Set(edges.map(tensorOf)).size;
}

function tensorOf({ from, tensor }: DrawnEdge): string {
  return `${from} ${showShape(tensor?.shape)}`;
}

function isWithin(start: string | undefined, group: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  for (let at = start; at !== undefined; at = parents.get(at)) if (at === group) return true;
  return false;
}

/** One edge up to the port, and those that were there from it on. */
function throughPort(edges: readonly DrawnEdge[], entering: readonly DrawnEdge[], port: Port): readonly DrawnEdge[] {
  const chosen = new Set(entering);
  const [first] = entering;
  if (!first) return edges;
  const { tensor, leaves } = first;
  const label = entering.find((edge) => edge.label !== undefined)?.label;
  const outer: DrawnEdge = {
    from: first.from,
    to: port.id,
    isSkip: false,
    label,
    ...(tensor ? { tensor } : {}),
    ...(leaves === undefined ? {} : { leaves }),
  };
  return edges.flatMap((edge) => {
    if (!chosen.has(edge)) return [edge];
    const { leaves: _outside, label: _said, ...rest } = edge;
    const inner: DrawnEdge = { ...rest, from: port.id };
    return edge === first ? [outer, inner] : [inner];
  });
}
