import type { CallNode } from './call-tree.js';
import type { ModuleTree } from './module-tree.js';

/** A module of the model as calls may be of it. */
export interface Candidate {
  readonly path: string;
  /** Class without its package. */
  readonly type: string;
  readonly children: readonly Candidate[];
  /** What its forward may call: its children, and for lists of modules, which are never called, what is in them. */
  readonly callable: readonly Candidate[];
}

export interface Candidates {
  readonly root: Candidate;
  readonly types: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
}

const NEVER_CALLED: ReadonlySet<string> = new Set(['ModuleList', 'ModuleDict', 'ParameterList', 'ParameterDict']);

export function readCandidates(tree: ModuleTree): Candidates {
  const types = new Set<string>();
  const paths = new Set<string>();
  const read = ({ path, type, children }: ModuleTree): Candidate => {
    const bare = type.slice(type.lastIndexOf('.') + 1);
    if (!NEVER_CALLED.has(bare)) types.add(bare);
    paths.add(path);
    const inner = children.map(read);
    const callable = inner.flatMap((child) => (NEVER_CALLED.has(child.type) ? child.callable : [child]));
    return { path, type: bare, children: inner, callable };
  };
  return { root: read(tree), types, paths };
}

export interface Matcher {
  /** Whether the call may be of the module, by its class and what it calls. */
  fits(call: CallNode, module: Candidate): boolean;
  /** The calls within a call of the module, with the modules that they are certain to be of. */
  match(call: CallNode, module: Candidate): readonly Placed[];
}

/** Calls that look alike are compared once: a hundred equal blocks cost little more than one. */
export function createMatcher(): Matcher {
  const callShapes = createShapes<CallNode>(
    (call) => call.children,
    ({ type, isShared }) => (isShared ? `${type}*` : type),
  );
  const moduleShapes = createShapes<Candidate>(
    (module) => module.children,
    ({ type }) => type,
  );
  const known = new Map<string, boolean>();

  const fits = (call: CallNode, module: Candidate): boolean => {
    if (call.type !== module.type) return false;
    const key = `${callShapes(call)}:${moduleShapes(module)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = groupCalls(call, module).every(({ calls, modules }) => canPlace(calls, modules, fits));
    known.set(key, result);
    return result;
  };
  return {
    fits,
    match: (call, module) => groupCalls(call, module).flatMap((group) => place(group, fits)),
  };
}

/** Gives equal trees of classes the same number. */
function createShapes<Node>(
  childrenOf: (node: Node) => readonly Node[],
  nameOf: (node: Node) => string,
): (node: Node) => number {
  const numbers = new Map<string, number>();
  const known = new Map<Node, number>();
  const shapeOf = (node: Node): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const key = `${nameOf(node)}(${childrenOf(node).map(shapeOf).join(',')})`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    known.set(node, number);
    return number;
  };
  return shapeOf;
}

interface Group {
  readonly calls: readonly CallNode[];
  readonly modules: readonly Candidate[];
}

/** Calls of one class, with the modules of that class that may be called there. */
function groupCalls(call: CallNode, module: Candidate): readonly Group[] {
  const byType = new Map<string, CallNode[]>();
  for (const child of call.children) {
    const group = byType.get(child.type);
    if (group === undefined) byType.set(child.type, [child]);
    else group.push(child);
  }
  return Array.from(byType, ([type, calls]): readonly Group[] => {
    const near = module.callable.filter((child) => child.type === type);
    // A module whose class is called nowhere here is used through its parts: `self.encoder.embed(x)`.
    const modules = near.length >= calls.length ? near : reach(module, byType).filter((child) => child.type === type);
    if (calls.length <= modules.length) return [{ calls, modules }];
    const own = calls.filter(({ isShared }) => !isShared);
    return own.length === 0 ? [] : [{ calls: own, modules }];
  }).flat();
}

function reach(module: Candidate, called: ReadonlyMap<string, unknown>): readonly Candidate[] {
  return module.callable.flatMap((child) => (called.has(child.type) ? [child] : [child, ...reach(child, called)]));
}

type Fits = (call: CallNode, module: Candidate) => boolean;

function canPlace(calls: readonly CallNode[], modules: readonly Candidate[], fits: Fits): boolean {
  if (calls.length > modules.length) return false;
  if (placeFirst(calls, modules, fits) !== undefined) return true;
  return isSmall(calls, modules) && calls.every((call) => modules.some((module) => fits(call, module)));
}

/** Stands for whatever is switched off (a shortcut, a norm, a dropped path): where it is registered says nothing of when it is called. */
const IN_ANY_ORDER: ReadonlySet<string> = new Set(['Identity']);

type Placed = readonly [CallNode, Candidate];

function place({ calls, modules }: Group, fits: Fits): readonly Placed[] {
  if (IN_ANY_ORDER.has(calls[0]?.type ?? '')) return placeOnly(calls, modules, fits);
  const first = placeFirst(calls, modules, fits);
  const last = placeFirst(calls.toReversed(), modules.toReversed(), fits)?.toReversed();
  if (first === undefined || last === undefined) return placeOnly(calls, modules, fits);
  return calls.flatMap((call, at): readonly Placed[] => {
    const module = first[at];
    return module !== undefined && module === last[at] ? [[call, module]] : [];
  });
}

/** The earliest modules that the calls can be of, in order; undefined when they cannot be in order. */
function placeFirst(
  calls: readonly CallNode[],
  modules: readonly Candidate[],
  fits: Fits,
): readonly Candidate[] | undefined {
  const placed: Candidate[] = [];
  let at = 0;
  for (const call of calls) {
    while (at < modules.length && !fits(call, modules[at] as Candidate)) at += 1;
    if (at >= modules.length) return undefined;
    placed.push(modules[at] as Candidate);
    at += 1;
  }
  return placed;
}

/** Without an order: a call that fits only one module is of it, which leaves the others one less. */
function placeOnly(calls: readonly CallNode[], modules: readonly Candidate[], fits: Fits): readonly Placed[] {
  if (!isSmall(calls, modules)) return [];
  const placed = new Map<CallNode, Candidate>();
  const taken = new Set<Candidate>();
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const call of calls) {
      if (placed.has(call)) continue;
      const left = modules.filter((module) => !taken.has(module) && fits(call, module));
      if (left.length !== 1) continue;
      placed.set(call, left[0] as Candidate);
      taken.add(left[0] as Candidate);
      isGrowing = true;
    }
  }
  return [...placed];
}

function isSmall(calls: readonly CallNode[], modules: readonly Candidate[]): boolean {
  return calls.length * modules.length <= 10_000;
}
