import { groupBy, uniqueBy } from '../../base/order.js';
import { parametersOf, typeOf } from './describe-unit.js';
import type { FoldedModel } from './fold-units.js';
import { isContainer } from './roles.js';
import { layOutScene, type Scene, type SceneBox } from './scene.js';

/**
 * Opens single blocks of a picture that has room left: of each class the first one, as an example of what the others are, and
 * those classes first that hold most of the parameters.
 */
export function openMore(folded: FoldedModel, depth: number, start: Scene, limit: number): Scene {
  const opened = new Set<string>();
  const refused = new Set<string>();
  const shown = new Set<string>();
  let scene = start;
  for (;;) {
    const next = candidates(scene).find((box) => !refused.has(box.unit.id) && !shown.has(makeOf(box)));
    if (!next) return scene;
    const tried = layOutScene(folded, depth, new Set([...opened, next.unit.id]));
    if (tried.boxes.length > limit || tried.boxes.length <= scene.boxes.length) {
      refused.add(next.unit.id);
      continue;
    }
    opened.add(next.unit.id);
    shown.add(makeOf(next));
    scene = tried;
  }
}

/** Blocks that are closed and hold parameters, the first of each class. */
function candidates({ boxes }: Scene): readonly SceneBox[] {
  const closed = boxes.filter(({ unit }) => unit.children.length > 0 && parametersOf([unit]).value > 0);
  const sizes = new Map(
    [...groupBy(closed, makeOf)].map(([make, same]) => [
      make,
      same.reduce((sum, { rounds, isSame }) => sum + parametersOf(isSame ? rounds.slice(0, 1) : rounds).value, 0),
    ]),
  );
  const first = uniqueBy(closed, makeOf);
  return [...first].sort((a, b) => (sizes.get(makeOf(b)) ?? 0) - (sizes.get(makeOf(a)) ?? 0));
}

/** What it is an example of: its class; for a container, what it holds. */
function makeOf({ unit }: SceneBox): string {
  const type = typeOf(unit);
  if (!isContainer(type)) return type;
  const inner = new Set(unit.children.map(typeOf));
  return inner.size > 2 ? unit.id : [type, ...inner].join(' ');
}
