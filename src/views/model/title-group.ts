import { shortNumber, showCount } from '../../models/show-numbers.js';
import type { Language } from '../diagram.js';
import { label, sentence } from '../labels.js';
import { parametersOf, pathOf, relativePath, typeOf } from './describe-unit.js';
import { isContainer } from './roles.js';
import type { SceneGroup } from './scene.js';

interface Setting {
  readonly language: Language;
  /** Path of the block around. */
  readonly within: string;
  /** The same module has been drawn before. */
  readonly isAgain: boolean;
}

/** `12 × EncoderBlock · encoder.layers.0–11 · 85.1 M` */
export function titleGroup(group: SceneGroup, { language, within, isAgain }: Setting): string {
  const { rounds, isSame } = group;
  const [unit] = rounds;
  if (!unit) return titlePattern(group);
  const count = rounds.length > 1 && !isSame ? `${rounds.length} × ` : '';
  const total = parametersOf(isSame ? [unit] : rounds);
  const type = isContainer(typeOf(unit)) && count === '' ? undefined : `${count}${typeOf(unit)}`;
  return [
    type,
    relativePath(pathOf(rounds, isSame), within),
    isSame ? sentence.calledTimes(language, rounds.length) : undefined,
    isAgain ? label('sharedWeights', language) : undefined,
    total.value > 0 ? showCount(total, shortNumber) : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** `3 × features.5.0–5` */
export function titlePattern({ times, pattern = [] }: SceneGroup): string {
  const inner = pattern.flat().filter(({ node }) => node.path !== undefined);
  return [`${times} ×`, pathOf(inner, false)].filter(Boolean).join(' ');
}
