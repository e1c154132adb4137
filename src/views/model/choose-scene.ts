import { USUAL_BOXES } from '../fold-diagram.js';
import { type FoldedModel, foldUnits } from './fold-units.js';
import { openMore } from './open-more.js';
import { layOutScene, type Scene } from './scene.js';
import type { UnitGraph } from './units.js';

export interface ChosenScene {
  readonly folded: FoldedModel;
  readonly scene: Scene;
  readonly depth: number;
  readonly isLoose: boolean;
}

/** Boxes of a picture that fits into a README. */
const COMFORTABLE_BOXES = 24;

/** Up to this many all is shown if that is all there is, and blocks are opened as examples. */
const FEW_BOXES = 18;

const DEEPEST = 9;

/**
 * How much to open when nobody says: the first level on which a repeated block shows its inside, if that is comfortable
 * to read; all, where that is little; else the parts of the model, with single blocks open as examples. Blocks of different
 * sizes are folded together only when it must be.
 */
export function chooseScene(graph: UnitGraph, depth: number | undefined): ChosenScene {
  const strict = foldUnits(graph, 'strict');
  const loose = foldUnits(graph, 'loose');
  const show = (folded: FoldedModel, level: number): ChosenScene => ({
    folded,
    scene: layOutScene(folded, level),
    depth: level,
    isLoose: folded === loose,
  });
  if (depth !== undefined) {
    const asked = show(strict, depth);
    return asked.scene.boxes.length <= USUAL_BOXES ? asked : show(loose, depth);
  }
  for (const [folded, limit] of [
    [strict, COMFORTABLE_BOXES],
    [loose, COMFORTABLE_BOXES],
    [strict, USUAL_BOXES],
  ] as const) {
    const levels = levelsWithin(folded, limit, show);
    const best =
      levels.find(({ scene }) => scene.hasOpenRepeat) ??
      levels.find(({ scene }) => !scene.isCut && scene.boxes.length <= FEW_BOXES);
    if (best) return best;
    if (levels[0]) return withExamples(levels[0]);
  }
  return show(loose, 1);
}

function withExamples(chosen: ChosenScene): ChosenScene {
  const { folded, scene, depth } = chosen;
  return { ...chosen, scene: openMore(folded, depth, scene, FEW_BOXES) };
}

function levelsWithin(
  folded: FoldedModel,
  limit: number,
  show: (folded: FoldedModel, level: number) => ChosenScene,
): readonly ChosenScene[] {
  const levels: ChosenScene[] = [];
  for (let level = 1; level <= DEEPEST; level += 1) {
    const chosen = show(folded, level);
    if (chosen.scene.boxes.length > limit) break;
    levels.push(chosen);
    if (!chosen.scene.isCut) break;
  }
  return levels;
}
