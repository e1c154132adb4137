import type { Model } from '../../models/model.js';
import type { Language } from '../diagram.js';
import { label } from '../labels.js';
import { parametersOf } from './describe-unit.js';
import type { Tie } from './enter-groups.js';
import type { Scene } from './scene.js';

/** Dotted lines between boxes that hold one and the same weights. */
export function findTies(model: Model, scene: Scene, language: Language): readonly Tie[] {
  return [
    ...tiedParameters(model, scene).map((ends) => ({ ...ends, label: label('tiedWeights', language) })),
    ...sharedModules(scene).map((ends) => ({ ...ends, label: label('sharedWeights', language) })),
  ];
}

type Ends = Omit<Tie, 'label'>;

function tiedParameters({ tied }: Model, { boxes }: Scene): readonly Ends[] {
  const boxOf = (path: string): string | undefined =>
    boxes.find(({ unit, rounds }) =>
      [unit, ...rounds].some(({ node }) => node.path !== undefined && path.startsWith(`${node.path}.`)),
    )?.id;
  return tied.flatMap(({ paths }) => {
    const [first, ...others] = [...new Set(paths.flatMap((path) => boxOf(path) ?? []))];
    return first === undefined ? [] : others.map((to) => ({ from: first, to }));
  });
}

/** One module in two boxes. What stands in a block that is drawn twice has no line of its own: the title of the block says it. */
function sharedModules(scene: Scene): readonly Ends[] {
  const repeated = groupsDrawnAgain(scene);
  const parents = new Map(scene.groups.map(({ id, parent }) => [id, parent]));
  const isInside = (start: string | undefined): boolean => {
    for (let at = start; at !== undefined; at = parents.get(at)) if (repeated.has(at)) return true;
    return false;
  };
  const ends: Ends[] = [];
  const calls = new Map<string, string>();
  for (const { id, unit, isSame, group } of scene.boxes) {
    const { path } = unit.node;
    if (path === undefined || isSame || parametersOf([unit]).value === 0) continue;
    const before = calls.get(path);
    if (before !== undefined && !isInside(group)) ends.push({ from: before, to: id });
    calls.set(path, id);
  }
  return ends;
}

/** Ids of the groups of a module that has been drawn before: it is called more than once. */
export function groupsDrawnAgain({ groups }: Scene): ReadonlySet<string> {
  const paths = groups.map(({ id, rounds }) => rounds[0]?.node.path ?? id);
  return new Set(groups.filter((_, at) => paths.indexOf(paths[at] ?? '') < at).map(({ id }) => id));
}
