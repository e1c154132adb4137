import type { PythonExpression, PythonPattern, PythonStatement } from '../../syntax/python/python-syntax.js';

/** Where the names of a function, class body or module live. */
export interface Scope {
  readonly kind: 'module' | 'class' | 'function';
  readonly parent: Scope | undefined;
  /** Of a function: the place of each of its variables. */
  readonly slots: Map<string, number>;
  readonly globals: ReadonlySet<string>;
}

/** Of each function that is compiled: its scope, made when it is asked for. `eval` sees variables by their names. */
const scopes = new WeakMap<object, () => Scope>();

export function keepScope(code: object, scope: () => Scope): void {
  scopes.set(code, scope);
}

export function scopeOf(code: object): Scope | undefined {
  return scopes.get(code)?.();
}

export type Resolved =
  | { readonly kind: 'slot'; readonly depth: number; readonly index: number }
  | { readonly kind: 'namespace'; readonly outer: Resolved }
  | { readonly kind: 'global' };

const GLOBAL: Resolved = { kind: 'global' };

/** Where a name is found: in a variable of this or an outer function, in the class body, or among globals and built-ins. */
export function resolveName(scope: Scope, name: string): Resolved {
  if (scope.kind === 'module' || scope.globals.has(name)) return GLOBAL;
  if (scope.kind === 'class') return { kind: 'namespace', outer: resolveOuter(scope.parent, name, 0) };
  return resolveOuter(scope, name, 0);
}

function resolveOuter(scope: Scope | undefined, name: string, depth: number): Resolved {
  let at = depth;
  for (let outer = scope; outer; outer = outer.parent) {
    if (outer.kind !== 'function') continue;
    const index = outer.slots.get(name);
    if (index !== undefined) return { kind: 'slot', depth: at, index };
    if (outer.globals.has(name)) return GLOBAL;
    at += 1;
  }
  return GLOBAL;
}

export interface BoundNames {
  readonly bound: Set<string>;
  readonly globals: Set<string>;
  readonly nonlocals: Set<string>;
}

/** The names that statements bind where they stand, not looking into nested functions and classes. */
export function collectNames(body: readonly PythonStatement[], hasWalrus: boolean): BoundNames {
  const names: BoundNames = { bound: new Set(), globals: new Set(), nonlocals: new Set() };
  visitBlock(body, names, hasWalrus);
  for (const name of [...names.globals, ...names.nonlocals]) names.bound.delete(name);
  return names;
}

function visitBlock(body: readonly PythonStatement[], names: BoundNames, hasWalrus: boolean): void {
  for (const statement of body) {
    visitStatement(statement, names, hasWalrus);
    if (hasWalrus) findWalrus(statement, names.bound, true);
  }
}

function visitStatement(node: PythonStatement, names: BoundNames, hasWalrus: boolean): void {
  const { bound } = names;
  const block = (body: readonly PythonStatement[]): void => visitBlock(body, names, hasWalrus);
  switch (node.nodeType) {
    case 'FunctionDef':
    case 'AsyncFunctionDef':
    case 'ClassDef':
      bound.add(node.name);
      return;
    case 'Assign':
    case 'Delete':
      for (const target of node.targets) addTarget(target, bound);
      return;
    case 'AugAssign':
    case 'AnnAssign':
      addTarget(node.target, bound);
      return;
    case 'TypeAlias':
      addTarget(node.name, bound);
      return;
    case 'For':
    case 'AsyncFor':
      addTarget(node.target, bound);
      block(node.body);
      block(node.orelse);
      return;
    case 'While':
    case 'If':
      block(node.body);
      block(node.orelse);
      return;
    case 'With':
    case 'AsyncWith':
      for (const item of node.items) if (item.optional_vars) addTarget(item.optional_vars, bound);
      block(node.body);
      return;
    case 'Try':
    case 'TryStar':
      block(node.body);
      for (const handler of node.handlers) {
        if (handler.name) bound.add(handler.name);
        block(handler.body);
      }
      block(node.orelse);
      block(node.finalbody);
      return;
    case 'Match':
      for (const { pattern, body } of node.cases) {
        addPattern(pattern, bound);
        block(body);
      }
      return;
    case 'Import':
      for (const { name, asname } of node.names) bound.add(asname ?? name.split('.')[0] ?? name);
      return;
    case 'ImportFrom':
      for (const { name, asname } of node.names) if (name !== '*') bound.add(asname ?? name);
      return;
    case 'Global':
      for (const name of node.names) names.globals.add(name);
      return;
    case 'Nonlocal':
      for (const name of node.names) names.nonlocals.add(name);
      return;
    default:
  }
}

/** The names that a target binds. */
export function addTarget(node: PythonExpression, bound: Set<string>): void {
  if (node.nodeType === 'Name') bound.add(node.id);
  else if (node.nodeType === 'Tuple' || node.nodeType === 'List') for (const item of node.elts) addTarget(item, bound);
  else if (node.nodeType === 'Starred') addTarget(node.value, bound);
}

export function addPattern(pattern: PythonPattern, bound: Set<string>): void {
  if ('name' in pattern && pattern.name) bound.add(pattern.name);
  if ('rest' in pattern && pattern.rest) bound.add(pattern.rest);
  if ('pattern' in pattern && pattern.pattern) addPattern(pattern.pattern, bound);
  if ('patterns' in pattern) for (const item of pattern.patterns) addPattern(item, bound);
  if ('kwd_patterns' in pattern) for (const item of pattern.kwd_patterns) addPattern(item, bound);
}

/** `:=` binds in the function, also from within a comprehension. Blocks inside a statement are visited on their own. */
function findWalrus(value: unknown, bound: Set<string>, isStatement = false): void {
  if (Array.isArray(value)) for (const item of value) findWalrus(item, bound);
  else if (typeof value === 'object' && value !== null) {
    const node = value as { nodeType?: string; target?: PythonExpression };
    if (!isStatement && (node.nodeType === 'FunctionDef' || node.nodeType === 'Lambda' || node.nodeType === 'ClassDef'))
      return;
    if (isStatement && (node.nodeType === 'FunctionDef' || node.nodeType === 'ClassDef')) return;
    if (node.nodeType === 'NamedExpr' && node.target) addTarget(node.target, bound);
    for (const item of Object.values(node)) if (typeof item === 'object') findWalrus(item, bound);
  }
}

/** True when the statements yield, not looking into nested functions. */
export function hasYield(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasYield);
  if (typeof value !== 'object' || value === null) return false;
  const node = value as { nodeType?: string };
  switch (node.nodeType) {
    case 'Yield':
    case 'YieldFrom':
      return true;
    case 'FunctionDef':
    case 'AsyncFunctionDef':
    case 'Lambda':
    case 'ClassDef':
      return false;
    default:
      return Object.values(node).some((item) => typeof item === 'object' && hasYield(item));
  }
}
