import { createSourceText, type Place, placeOf, type SourceText } from '../../base/text.js';
import { spanOfNode } from '../../syntax/python/node-span.js';
import { parsePython } from '../../syntax/python/parse-python.js';
import type { PythonExpression, PythonStatement } from '../../syntax/python/python-syntax.js';

/** Other nodes (arguments, handlers) are among them, too; nobody asks for their fields by name. */
type Node = PythonStatement | PythonExpression;

type Site = { readonly source: SourceText; readonly start: number; readonly end: number };

/** What the text says where what was recorded does not: conditions that were settled, sums that are kept. */
export interface Syntax {
  /**
   * Texts of the conditions under which a place is reached, within its function: of every `if` around it, and of those before
   * it that leave.
   */
  readonly guardsOf: (site: Site) => readonly string[];
  /** Texts of the contexts (`with`) around a place, within its function. */
  readonly contextsOf: (site: Site) => readonly string[];
  /** Names that a `+=` or an `append` in this part of a text keeps, with what is kept. */
  readonly keptIn: (site: Site) => readonly Kept[];
  /** The text without comments, of all files that were asked about. */
  readonly textOf: (source: SourceText) => string;
  /** The innermost function around a place. */
  readonly functionAt: (site: Site) => Site | undefined;
}

export interface Kept {
  readonly target: string;
  readonly value: string;
  readonly how: '+=' | 'append';
  readonly place: Place;
  readonly site: Site;
}

export function createSyntax(): Syntax {
  const files = new Map<SourceText, readonly PythonStatement[]>();
  const texts = new Map<SourceText, string>();
  const bodyOf = (source: SourceText): readonly PythonStatement[] => {
    const known = files.get(source) ?? parsePython(createSourceText(source.path, source.text)).body;
    files.set(source, known);
    return known;
  };
  return {
    guardsOf: (site) => {
      const guards: string[] = [];
      const path = pathTo(bodyOf(site.source), site);
      const start = Math.max(0, path.findLastIndex(isFunction));
      for (const node of path.slice(start)) collectTest(node, site, guards);
      return guards;
    },
    contextsOf: (site) => {
      const path = pathTo(bodyOf(site.source), site);
      const inner = path.slice(path.findLastIndex(isFunction) + 1);
      return inner.flatMap((node) =>
        node.nodeType === 'With' ? node.items.map(({ context_expr: item }) => textOf(site.source, item)) : [],
      );
    },
    keptIn: (site) => keptWithin(bodyOf(site.source), site),
    textOf: (source) => {
      const known = texts.get(source) ?? source.text.replaceAll(/(^|\s)#[^\n]*/g, '$1');
      texts.set(source, known);
      return known;
    },
    functionAt: (site) => {
      const node = pathTo(bodyOf(site.source), site).findLast(isFunction);
      return node && { source: site.source, ...spanOfNode(site.source, node) };
    },
  };
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'nodeType' in value && typeof value.nodeType === 'string';
}

/** A field of a node, whatever kind it is. */
function partOf(node: Node, field: string): unknown {
  return new Map<string, unknown>(Object.entries(node)).get(field);
}

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];
}

function isFunction(node: Node): boolean {
  return node.nodeType === 'FunctionDef' || node.nodeType === 'AsyncFunctionDef' || node.nodeType === 'Lambda';
}

function childrenOf(node: Node): readonly Node[] {
  return Object.entries(node).flatMap(([field, value]) =>
    field === 'parent' || field === 'ctx' ? [] : nodesOf(value),
  );
}

/** Nodes around a place, outermost first. */
function pathTo(body: readonly PythonStatement[], site: Site): readonly Node[] {
  const path: Node[] = [];
  let level: readonly Node[] = body;
  for (let depth = 0; depth < 400; depth += 1) {
    const inside = level.find((node) => holds(site, node)) ?? level.find((node) => isBare(node) && reaches(node, site));
    if (!inside) break;
    path.push(inside);
    level = childrenOf(inside);
  }
  return path;
}

/** Parts of the tree that have no place of their own: arguments, handlers. */
function isBare(node: Node): boolean {
  return node.lineno === undefined;
}

function reaches(node: Node, site: Site): boolean {
  return childrenOf(node).some((child) => holds(site, child) || (isBare(child) && reaches(child, site)));
}

function holds({ source, start, end }: Site, node: Node): boolean {
  if (isBare(node)) return false;
  const span = spanOfNode(source, node);
  return span.start <= start && span.end >= end;
}

/** What `node` asks before `site`, which it holds, is reached. */
function collectTest(node: Node, site: Site, guards: string[]): void {
  if (node.nodeType === 'If' || node.nodeType === 'IfExp') {
    if (!holds(site, node.test)) guards.push(textOf(site.source, node.test));
  }
  for (const block of ['body', 'orelse', 'finalbody']) {
    const statements = nodesOf(partOf(node, block));
    const at = statements.findIndex((item) => holds(site, item));
    for (const before of statements.slice(0, Math.max(0, at))) {
      if (before.nodeType === 'If' && LEAVING.has(before.body.at(-1)?.nodeType ?? ''))
        guards.push(textOf(site.source, before.test));
    }
  }
}

const LEAVING: ReadonlySet<string> = new Set(['Return', 'Continue', 'Break', 'Raise']);

function textOf(source: SourceText, node: Node): string {
  const { start, end } = spanOfNode(source, node);
  return source.text.slice(start, end);
}

function keptWithin(body: readonly PythonStatement[], site: Site): readonly Kept[] {
  const kept: Kept[] = [];
  const { source } = site;
  const visit = (node: Node, depth: number): void => {
    if (depth > 200) return;
    const span = isBare(node) ? undefined : spanOfNode(source, node);
    if (span && (span.end <= site.start || span.start >= site.end)) return;
    const found = span && span.start >= site.start && span.end <= site.end ? keptBy(node) : undefined;
    if (found && span) {
      const { target, value, how } = found;
      const texts = { target: textOf(source, target), value: textOf(source, value) };
      kept.push({ ...texts, how, place: placeOf(source, span), site: { source, ...span } });
    }
    for (const child of childrenOf(node)) visit(child, depth + 1);
  };
  for (const node of body) visit(node, 0);
  return kept;
}

interface KeptNodes {
  readonly target: Node;
  readonly value: Node;
  readonly how: Kept['how'];
}

function keptBy(node: Node): KeptNodes | undefined {
  if (node.nodeType === 'AugAssign' && node.op.nodeType === 'Add')
    return { target: node.target, value: node.value, how: '+=' };
  if (node.nodeType !== 'Call' || node.func.nodeType !== 'Attribute' || node.func.attr !== 'append') return undefined;
  const [value] = node.args;
  return value && { target: node.func.value, value, how: 'append' };
}
