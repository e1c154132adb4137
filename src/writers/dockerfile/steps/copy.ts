import type { ImageStep } from '../../../environment/plan/plan.js';
import { copyPaths } from '../escape.js';

type Copy = Extract<ImageStep, { readonly kind: 'copy' }>;

/** Anything that is no mode in octal digits is left out: the file then keeps its own. */
export function writeCopy({ file, target, mode }: Copy): string[] {
  const flag = /^[0-7]{3,4}$/.test(mode) ? `--chmod=${mode} ` : '';
  return [`COPY ${flag}${copyPaths(file, target)}`];
}
