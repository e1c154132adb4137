import { groupBy } from '../../base/order.js';
import { type FlowEdge, type FlowNode, type Model, type ModelModule, walkModules } from '../../models/model.js';
import {
  endingOf,
  isContainer,
  isEndingLayer,
  isQuietLayer,
  isQuietOperation,
  isRandom,
  isScaling,
  isSmallPart,
  kindOfOperation,
} from './roles.js';

/** What may become a box or, with others inside, a group. */
export interface Unit {
  readonly id: string;
  readonly kind: 'input' | 'output' | 'layer' | 'block' | 'operation' | 'unknown';
  readonly node: FlowNode;
  readonly module?: ModelModule;
  /** Class of the module that holds it. */
  readonly holder?: string;
  readonly children: readonly Unit[];
  /** Ids of all flow nodes that stand in it. */
  readonly leaves: readonly string[];
  /** Layers and activations that end it, and are written into its box. */
  readonly endings: readonly { readonly word: string; readonly module?: ModelModule; readonly node: FlowNode }[];
}

/** Units in the order in which they run, and the edges that are left between their leaves. */
export interface UnitGraph {
  readonly units: readonly Unit[];
  readonly edges: readonly FlowEdge[];
}

/**
 * From recorded calls to units: quiet operations are passed over, activations and norms join the layer they follow, ids are
 * made that stay when the source does.
 */
export function makeUnits(model: Model): UnitGraph {
  const modules = new Map([...walkModules(model.root)].map((module) => [module.path, module]));
  const flow = closeSmallParts(model.flow ?? { nodes: [], edges: [] }, modules);
  const inner = groupBy(
    flow.nodes.filter(({ parent }) => parent !== undefined),
    ({ parent }) => parent ?? '',
  );
  const isLeaf = (node: FlowNode): boolean => !inner.has(node.id);
  const leaves = flow.nodes.filter(isLeaf);
  const kept = passOver(leaves, flow.edges, modules);
  const joined = joinEndings(kept.nodes, kept.edges, modules);
  const names = nameNodes(flow.nodes);
  const keptById = new Map(kept.nodes.map((node) => [node.id, node]));
  const holderOf = ({ path }: FlowNode): { readonly holder?: string } => {
    const type = path === undefined ? undefined : modules.get(path.slice(0, Math.max(0, path.lastIndexOf('.'))))?.type;
    return type === undefined ? {} : { holder: type };
  };
  const build = (node: FlowNode): Unit[] => {
    const module = node.path === undefined ? undefined : modules.get(node.path);
    const children = (inner.get(node.id) ?? []).flatMap(build);
    if (isLeaf(node)) {
      if (!joined.heads.has(node.id)) return [];
      const endings = joined.endings.get(node.id) ?? [];
      return [{ ...leafUnit(keptById.get(node.id) ?? node, module, endings, names), ...holderOf(node) }];
    }
    if (node.path === '') return children;
    if (children.length === 0) return [];
    const found = children.flatMap((child) => child.leaves);
    const rest = { node, children, leaves: found, endings: [], ...holderOf(node) };
    return [{ id: names.get(node.id) ?? node.id, kind: 'block', ...rest, ...(module ? { module } : {}) }];
  };
  const units = flow.nodes.filter(({ parent }) => parent === undefined).flatMap(build);
  return { units, edges: joined.edges };
}

function leafUnit(
  node: FlowNode,
  module: ModelModule | undefined,
  endings: Unit['endings'],
  names: ReadonlyMap<string, string>,
): Unit {
  const kind = node.unknown !== undefined ? 'unknown' : node.kind === 'module' ? 'layer' : node.kind;
  const rest = { node, children: [], leaves: [node.id], endings };
  return { id: names.get(node.id) ?? node.id, kind, ...rest, ...(module ? { module } : {}) };
}

/** `layer1.0`, on its second call `layer1.0#2`; operations after the call they happen in: `layer1.0/add`. */
function nameNodes(nodes: readonly FlowNode[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const owner = node.parent === undefined ? '' : (names.get(node.parent) ?? '');
    const base =
      node.kind === 'module'
        ? (node.path ?? node.name)
        : [owner, `${node.kind}-${node.name}`].filter(Boolean).join('/');
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    names.set(node.id, count === 1 ? base : `${base}#${count}`);
  }
  return names;
}

/** What holds operations only and is a norm or an activation, drops paths or does nothing, is one thing: nobody opens it. */
function closeSmallParts({ nodes, edges }: LeafGraph, modules: Modules): LeafGraph {
  const holding = new Set(
    nodes.flatMap(({ kind, parent }) => (kind === 'module' && parent !== undefined ? [parent] : [])),
  );
  const closed = new Map<string, string>();
  for (const { id, kind, path, parent } of nodes) {
    const outer = parent === undefined ? undefined : closed.get(parent);
    const type = path === undefined ? undefined : modules.get(path)?.type;
    if (outer !== undefined) closed.set(id, outer);
    else if (kind === 'module' && type !== undefined && !holding.has(id) && isSmallPart(type)) closed.set(id, id);
  }
  const rename = (id: string): string => closed.get(id) ?? id;
  return {
    nodes: nodes.filter(({ id }) => rename(id) === id),
    edges: edges
      .map((edge) => ({ ...edge, from: rename(edge.from), to: rename(edge.to) }))
      .filter(({ from, to }) => from !== to),
  };
}

interface LeafGraph {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

type Modules = ReadonlyMap<string, ModelModule>;

/** Takes quiet nodes out and ties what was before them to what comes after; sources that no input reaches go, too. */
function passOver(nodes: readonly FlowNode[], edges: readonly FlowEdge[], modules: Modules): LeafGraph {
  const into = groupBy(edges, ({ to }) => to);
  const sources = new Map<string, readonly FlowEdge[]>();
  const reads = new Map<string, readonly string[]>();
  const kept: FlowNode[] = [];
  const keptEdges: FlowEdge[] = [];
  for (const node of nodes) {
    const found = (into.get(node.id) ?? []).flatMap((edge) => sources.get(edge.from) ?? [edge]);
    const arriving = [...new Map(found.map((edge) => [edge.from, edge])).values()];
    const carried = (into.get(node.id) ?? []).flatMap((edge) => reads.get(edge.from) ?? []);
    const read = [...new Set([...(node.reads ?? []), ...carried])];
    if (node.kind === 'operation' && isRandom(node.name)) {
      kept.push(node);
      continue;
    }
    if (isQuiet({ ...node, reads: read }, arriving.length, modules)) {
      reads.set(node.id, read);
      const [tensor] = node.outputs;
      sources.set(
        node.id,
        arriving.map((edge) => ({ ...edge, ...(tensor ? { tensor } : {}) })),
      );
      continue;
    }
    kept.push(node.kind === 'operation' && read.length > 0 ? { ...node, reads: read } : node);
    for (const edge of arriving) keptEdges.push({ ...edge, to: node.id });
  }
  return { nodes: kept, edges: keptEdges };
}

function isQuiet(node: FlowNode, arriving: number, modules: Modules): boolean {
  if (node.unknown !== undefined || node.kind === 'input' || node.kind === 'output') return false;
  if (node.kind === 'module') {
    const module = node.path === undefined ? undefined : modules.get(node.path);
    const isEmpty = module !== undefined && isContainer(module.type) && module.children.length === 0;
    return isEmpty || isQuietLayer(module?.type ?? node.name);
  }
  const isFed = arriving > 0;
  if (!isFed || isQuietOperation(node.name)) return true;
  return arriving === 1 && (node.reads ?? []).length === 0 && isScaling(node.name);
}

interface Joined {
  readonly heads: ReadonlySet<string>;
  readonly endings: ReadonlyMap<string, Unit['endings']>;
  readonly edges: readonly FlowEdge[];
}

/** Norms and activations that alone follow a layer are written into its box. */
function joinEndings(nodes: readonly FlowNode[], edges: readonly FlowEdge[], modules: Modules): Joined {
  const into = groupBy(edges, ({ to }) => to);
  const outOf = groupBy(edges, ({ from }) => from);
  const head = new Map<string, string>();
  const endings = new Map<string, Unit['endings'][number][]>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    const [only, ...others] = into.get(node.id) ?? [];
    const word = wordOfEnding(node, modules);
    const first = only && byId.get(head.get(only.from) ?? only.from);
    if (!only || !first || others.length > 0 || word === undefined) continue;
    const module = node.path === undefined ? undefined : modules.get(node.path);
    const isAlone = (outOf.get(only.from) ?? []).length === 1;
    if (!isAlone || !canHost(first) || first.parent !== node.parent) {
      // An activation after a sum, or in another block: it holds nothing, and says less than the room it takes.
      if (module === undefined || module.total.value === 0) head.set(node.id, first.id);
      continue;
    }
    head.set(node.id, first.id);
    const ending = { word, node, ...(module && node.kind === 'module' ? { module } : {}) };
    endings.set(first.id, [...(endings.get(first.id) ?? []), ending]);
  }
  const rename = (id: string): string => head.get(id) ?? id;
  return {
    heads: new Set(nodes.filter(({ id }) => !head.has(id)).map(({ id }) => id)),
    endings,
    edges: edges
      .map((edge) => ({ ...edge, from: rename(edge.from), to: rename(edge.to) }))
      .filter(({ from, to }) => from !== to),
  };
}

/** A sign in a circle has no room for words. */
function canHost({ kind, name, unknown }: FlowNode): boolean {
  if (unknown !== undefined || kind === 'input') return false;
  return kind === 'module' || kindOfOperation(name) !== 'operation';
}

function wordOfEnding(node: FlowNode, modules: Modules): string | undefined {
  if (node.unknown !== undefined) return undefined;
  if (node.kind === 'operation') return endingOf(node.name);
  const type = modules.get(node.path ?? '')?.type;
  return node.kind === 'module' && type !== undefined && isEndingLayer(type) ? type : undefined;
}
