import type { Folded, FoldedModel } from './fold-units.js';
import { isContainer } from './roles.js';
import type { Unit } from './units.js';

/** A box to be: a unit, or rounds of one, with all leaves that it stands for. */
export interface SceneBox {
  readonly id: string;
  readonly group: string | undefined;
  readonly unit: Unit;
  readonly rounds: readonly Unit[];
  readonly isSame: boolean;
}

export interface SceneGroup {
  readonly id: string;
  readonly parent: string | undefined;
  /** The block that is open here, in all its rounds; absent for a pattern of several. */
  readonly rounds: readonly Unit[];
  readonly isSame: boolean;
  /** Of a pattern: how often it comes. */
  readonly times: number;
  readonly pattern?: readonly (readonly Unit[])[];
}

export interface Scene {
  readonly boxes: readonly SceneBox[];
  readonly groups: readonly SceneGroup[];
  /** True when a repeated block shows its inside. */
  readonly hasOpenRepeat: boolean;
  /** True when a deeper level would show more. */
  readonly isCut: boolean;
}

/**
 * Opens blocks down to a depth: 1 shows the parts of the model itself. A block that holds one thing only is no level.
 * `opened` are units deeper than that which are open as well.
 */
export function layOutScene({ items }: FoldedModel, depth: number, opened: ReadonlySet<string> = new Set()): Scene {
  const scene: Building = { depth, opened, boxes: [], groups: [], hasOpenRepeat: false, isCut: false };
  for (const item of items) place(scene, item, undefined, 1);
  return scene;
}

interface Building {
  readonly depth: number;
  readonly opened: ReadonlySet<string>;
  readonly boxes: SceneBox[];
  readonly groups: SceneGroup[];
  hasOpenRepeat: boolean;
  isCut: boolean;
}

function place(scene: Building, item: Folded, group: string | undefined, level: number): void {
  if (item.kind === 'unit') {
    placeUnit(scene, item, [item.unit], false, group, level);
    return;
  }
  const [only, ...others] = item.first;
  if (only?.kind === 'unit' && others.length === 0) {
    const rounds = item.rounds.flatMap((round) => round);
    placeUnit(scene, only, rounds, item.isSame, group, level);
    return;
  }
  const id = `${idOf(only)}/rounds`;
  scene.groups.push({ id, parent: group, rounds: [], isSame: false, times: item.rounds.length, pattern: item.rounds });
  for (const [at, inner] of item.first.entries()) {
    if (inner.kind !== 'unit') place(scene, inner, id, level);
    else
      placeUnit(
        scene,
        inner,
        [inner.unit],
        false,
        id,
        level,
        item.rounds.flatMap((round) => round[at] ?? []),
      );
  }
}

function idOf(item: Folded | undefined): string {
  if (item === undefined) return 'pattern';
  return item.kind === 'unit' ? item.unit.id : idOf(item.first[0]);
}

/** Says nothing that what is in it does not say. */
function isWrapper({ unit, children }: Folded & { readonly kind: 'unit' }, isOpen: boolean): boolean {
  return isOpen || children[0]?.kind === 'repeat' || isContainer(unit.module?.type ?? '');
}

function placeUnit(
  scene: Building,
  item: Folded & { readonly kind: 'unit' },
  rounds: readonly Unit[],
  isSame: boolean,
  group: string | undefined,
  level: number,
  /** All rounds of a pattern that this is a part of: they are counted, not named. */
  counted: readonly Unit[] = rounds,
): void {
  const { unit, children } = item;
  const [sole, ...others] = children;
  if (sole !== undefined && others.length === 0) {
    if (sole.kind === 'unit' && isContainer(sole.unit.module?.type ?? '')) {
      placeUnit(scene, { ...item, children: sole.children }, rounds, isSame, group, level, counted);
      return;
    }
    const isAlone = rounds.length === 1 && counted.length === 1;
    if (isAlone && isWrapper(item, level < scene.depth || scene.opened.has(unit.id))) {
      place(scene, sole, group, level);
      return;
    }
  }
  if (children.length === 0 || (level >= scene.depth && !scene.opened.has(unit.id))) {
    if (children.length > 0) scene.isCut = true;
    scene.boxes.push({ id: unit.id, group, unit, rounds: counted.length > rounds.length ? [unit] : rounds, isSame });
    return;
  }
  if (rounds.length > 1) scene.hasOpenRepeat = true;
  scene.groups.push({ id: `${unit.id}/inside`, parent: group, rounds, isSame, times: rounds.length });
  for (const child of children) place(scene, child, `${unit.id}/inside`, level + 1);
}
