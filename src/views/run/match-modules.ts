import { groupBy } from '../../base/order.js';
import { type Model, type ModelModule, walkModules } from '../../models/model.js';
import type { ModuleRow, ModuleTimes } from '../../runs/report/rank-report.js';
import { parentOf } from './choose-modules.js';

/** What wrappers put before the path of each module. */
const WRAPPERS = /^(?:module|_orig_mod|_fsdp_wrapped_module|model)\./;

/**
 * Which module of the source a row of a trace is, by its path in the source. Paths that the script says are taken as they are;
 * calls are matched by class and order, from the model inwards, and only where there are as many of a class as there should be:
 * what might be another module is not matched.
 */
export function matchModules({ from, rows }: ModuleTimes, model: Model): ReadonlyMap<string, ModuleRow> {
  if (from === 'frames') return matchCalls(rows, model);
  const modules = new Set([...walkModules(model.root)].map(({ path }) => path));
  const matched = new Map<string, ModuleRow>();
  for (const row of rows) {
    const path = withoutWrappers(row.path, modules);
    if (path !== undefined && !matched.has(path)) matched.set(path, row);
  }
  return matched;
}

function withoutWrappers(path: string, modules: ReadonlySet<string>): string | undefined {
  if (modules.has(path)) return path;
  const inner = path.replace(WRAPPERS, '');
  return inner === path ? undefined : withoutWrappers(inner, modules);
}

function matchCalls(rows: readonly ModuleRow[], { root }: Model): ReadonlyMap<string, ModuleRow> {
  const paths = new Set(rows.map(({ path }) => path));
  const inside = groupBy(rows, ({ path }) => parentOf(path, paths) ?? '');
  const matched = new Map<string, ModuleRow>();
  const top = rows.find(({ type }) => type === root.type);
  if (top) matchCall(top, root, inside, matched);
  return matched;
}

function matchCall(
  row: ModuleRow,
  module: ModelModule,
  inside: ReadonlyMap<string, readonly ModuleRow[]>,
  matched: Map<string, ModuleRow>,
): void {
  if (matched.has(module.path)) return;
  matched.set(module.path, row);
  const rows = groupBy(inside.get(row.path) ?? [], ({ type = '' }) => type);
  const modules = groupBy(calledChildren(module, new Set(rows.keys())), ({ type }) => type);
  for (const [type, calls] of rows) {
    const made = modules.get(type) ?? [];
    if (made.length !== calls.length) continue;
    for (const [at, call] of calls.entries()) if (made[at]) matchCall(call, made[at], inside, matched);
  }
}

/** Lists of modules are never called themselves: what they hold is called from outside. */
function calledChildren({ children }: ModelModule, called: ReadonlySet<string>): readonly ModelModule[] {
  return children.flatMap((child) =>
    /^Module(?:List|Dict)$/.test(child.type) && !called.has(child.type) ? calledChildren(child, called) : [child],
  );
}
