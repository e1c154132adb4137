import { findRepeats } from '../../models/find-repeats.js';
import { addCounts, type Count, type ModelModule } from '../../models/model.js';

/** One line of the tree: a module, or several that are equal and follow each other. */
export interface TreeRow {
  /** With the strokes of the tree before it. */
  readonly name: string;
  readonly module: ModelModule;
  readonly times: number;
  /** Of all that the row stands for. */
  readonly total: Count;
  readonly multiplyAdds: Count | undefined;
}

/** The modules below the root down to a depth, equal neighbours as one: what is inside is shown of the first. */
export function treeRows(root: ModelModule, depth: number): readonly TreeRow[] {
  return rowsBelow(root.children, depth, '');
}

function rowsBelow(modules: readonly ModelModule[], depth: number, strokes: string): readonly TreeRow[] {
  if (depth <= 0) return [];
  const runs = findRepeats(modules, keyOf, isNumbered);
  const entries = runs.flatMap((run): readonly (readonly ModelModule[])[] =>
    run.kind === 'one' ? [[run.item]] : transpose(run.rounds),
  );
  return entries.flatMap((group, at) => {
    const [module] = group;
    if (!module) return [];
    const isLast = at === entries.length - 1;
    const children = module.isLibrary && module.multiplyAdds === undefined ? [] : module.children;
    const inner = strokes + (isLast ? '   ' : '│  ');
    return [row(group, module, `${strokes}${isLast ? '└─ ' : '├─ '}`), ...rowsBelow(children, depth - 1, inner)];
  });
}

/** `0`, `1`: what a container counts; of what has names (`fc1`, `fc2`) three in a row. */
function isNumbered(rounds: readonly (readonly ModelModule[])[]): boolean {
  const pattern = rounds.length >= 3 ? /\d$/ : /^\d+$/;
  return rounds.every((round) => round.every(({ name }) => pattern.test(name)));
}

/** Of a pattern of several each has a row of its own. */
function transpose(rounds: readonly (readonly ModelModule[])[]): readonly (readonly ModelModule[])[] {
  const [first = []] = rounds;
  return first.map((_, at) => rounds.flatMap((round) => round[at] ?? []));
}

function row(group: readonly ModelModule[], module: ModelModule, strokes: string): TreeRow {
  const costs = group.flatMap(({ multiplyAdds }) => multiplyAdds ?? []);
  return {
    name: `${strokes}${nameOf(group.map(({ name }) => name))}`,
    module,
    times: group.length,
    total: addCounts(group.map(({ total }) => total)),
    multiplyAdds: costs.length === 0 ? undefined : addCounts(costs),
  };
}

/** `0–5`; `0, 2, 4` for every second. */
function nameOf(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  const last = names.at(-1) ?? '';
  if (names.length === 1) return first;
  const stem = first.replace(/\d+$/, '');
  const short = (name: string): string => (name.startsWith(stem) ? name.slice(stem.length) : name);
  const isNext = Number(short(second)) === Number(short(first)) + 1;
  if (isNext) return `${first}–${short(last)}`;
  return names.length === 2 ? `${first}, ${short(last)}` : `${first}, ${short(second)} … ${short(last)}`;
}

const keys = new WeakMap<ModelModule, string>();

function keyOf(module: ModelModule): string {
  const known = keys.get(module);
  if (known !== undefined) return known;
  const { type, details, parameters, buffers, outputs, children, sharedWith } = module;
  const shapes = [...parameters, ...buffers].map(({ name, shape, isTrainable }) => [name, shape, isTrainable]);
  const results = outputs?.map(({ shape }) => shape);
  const key = JSON.stringify([type, details, shapes, results, sharedWith, children.map(keyOf)]);
  keys.set(module, key);
  return key;
}
