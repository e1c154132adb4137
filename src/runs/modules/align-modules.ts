import type { ModuleRow } from '../report/rank-report.js';
import { type CallNode, readCallTree } from './call-tree.js';
import { type Candidate, type Candidates, createMatcher, type Matcher, readCandidates } from './match-modules.js';
import type { ModuleTree } from './module-tree.js';

/**
 * The dotted path of each row of a trace whose modules are known by class and number only (`Net_0/Sequential_1/Conv2d_3`),
 * undefined where it is not certain. Certain is what classes, nesting and order leave no choice of: of the modules of one
 * class in one caller, as many are called as there are, and those are taken to be called in the order in which they are
 * registered; of fewer, only those whose own modules tell them apart. Classes that the model does not have (wrappers of
 * parallel training, the loss) are seen through; so are lists of modules, which are never called.
 *
 * Rows of annotations have their path already; it is theirs here too when the model has it.
 */
export function alignModules(rows: readonly ModuleRow[], tree: ModuleTree): readonly (string | undefined)[] {
  const model = readCandidates(tree);
  if (!rows.every(isOfFrames)) return rows.map(({ path }) => exactPath(path, model));
  const calls = readCallTree(rows, model.types);
  const matcher = createMatcher();
  const found: (string | undefined)[] = rows.map(() => undefined);
  const assign = (call: CallNode, module: Candidate): void => {
    if (call.row >= 0) found[call.row] = module.path;
    for (const [inner, matched] of matcher.match(call, module)) assign(inner, matched);
  };
  const roots = findRoots(calls, model.root, matcher);
  for (const call of roots) assign(call, model.root);
  if (roots.length === 0) for (const [call, module] of matcher.match(calls, model.root)) assign(call, module);
  return fillShared(rows, found);
}

/** Its label is the class with a number. */
function isOfFrames({ path, type }: ModuleRow): boolean {
  return type !== undefined && labelOf(path).startsWith(`${type}_`);
}

/** Words that wrappers put into paths. */
const WRAPPERS = /(^|\.)(module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)(?=\.|$)/g;

function exactPath(path: string, { paths }: Candidates): string | undefined {
  if (paths.has(path)) return path;
  const bare = path.replace(WRAPPERS, '').replace(/^\./, '');
  return paths.has(bare) ? bare : undefined;
}

/**
 * Where the model itself is called: the outermost calls of its class. One, or the copies that `DataParallel` makes; two
 * others may be two models, of which only what is inside tells them apart.
 */
function findRoots(calls: CallNode, model: Candidate, matcher: Matcher): readonly CallNode[] {
  const outermost = listOutermost(calls, model.type);
  const fitting = outermost.filter((call) => matcher.fits(call, model));
  const areCopies = fitting.every(({ within }) => within === 'DataParallel');
  return fitting.length === 1 || areCopies ? fitting : [];
}

function listOutermost(call: CallNode, type: string): readonly CallNode[] {
  return call.children.flatMap((child) => (child.type === type ? [child] : listOutermost(child, type)));
}

/** A module that two callers share has one label, and the path that is certain for one call of it is so for all. */
function fillShared(
  rows: readonly ModuleRow[],
  found: readonly (string | undefined)[],
): readonly (string | undefined)[] {
  const byLabel = new Map<string, string | undefined>();
  for (const [at, { path }] of rows.entries()) {
    const known = found[at];
    const label = labelOf(path);
    if (known === undefined) continue;
    byLabel.set(label, byLabel.has(label) && byLabel.get(label) !== known ? undefined : known);
  }
  return rows.map(({ path }, at) => found[at] ?? byLabel.get(labelOf(path)));
}

function labelOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
