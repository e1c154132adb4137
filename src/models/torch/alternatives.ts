import type { TensorInstance } from './tensor.js';

const ALTERNATIVES = new WeakMap<TensorInstance, readonly TensorInstance[]>();

/** A tensor stands for one of two, of which it is not known which: it may be the same as another that is counted. */
export function noteAlternatives(merged: TensorInstance, parts: readonly TensorInstance[]): void {
  ALTERNATIVES.set(
    merged,
    parts.flatMap((part) => [part, ...alternativesOf(part)]),
  );
}

export function alternativesOf(tensor: TensorInstance): readonly TensorInstance[] {
  return ALTERNATIVES.get(tensor) ?? [];
}
