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

/**
 * As it is now; as it was when it was made, where all that it had was taken back with the way in which it was made, or where
 * nothing has changed but that less is certain: loops that do not settle cast doubt on every attribute that they may reach.
 */
export function treeOf(trees: ReadonlyMap<number, ModuleTree>, { id, result }: RecordedCall): ModuleTree | undefined {
  if (!isKind(result, 'instance') || !isModule(result)) return undefined;
  const now = readModuleTree(result);
  const made = trees.get(id);
  const isEmpty = now.pathOf.size <= 1 && now.tensorPathOf.size === 0;
  return made && (isEmpty || isOnlyLessCertain(now, made)) ? made : now;
}

function isOnlyLessCertain(now: ModuleTree, made: ModuleTree): boolean {
  return (
    now.pathOf.size === made.pathOf.size &&
    now.root.total.value === made.root.total.value &&
    now.root.trainable.value === made.root.trainable.value &&
    now.root.total.unknown.length > made.root.total.unknown.length
  );
}
