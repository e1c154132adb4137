import { type ModuleTree, readModuleTree } from '../../models/module-tree.js';
import { isKind } from '../../python/values/make.js';
import { isModule } from './describe-call.js';
import type { RecordedCall } from './program.js';

/** Notes what a module consists of when it has been made; parts of others are not asked for. */
export function readTree(trees: Map<number, ModuleTree>, call: RecordedCall): void {
  const { callee, result, isInMaking, within, id } = call;
  if (isInMaking || within.length > 0 || !isKind(callee, 'class') || trees.has(id)) return;
  if (isKind(result, 'instance') && isModule(result)) trees.set(id, readModuleTree(result));
}

/** As it is now, unless all that it had was taken back with the way in which it was made. */
export function treeOf(trees: ReadonlyMap<number, ModuleTree>, { id, result }: RecordedCall): ModuleTree | undefined {
  if (!isKind(result, 'instance') || !isModule(result)) return undefined;
  const now = readModuleTree(result);
  const isEmpty = now.pathOf.size <= 1 && now.tensorPathOf.size === 0;
  return isEmpty ? (trees.get(id) ?? now) : now;
}
