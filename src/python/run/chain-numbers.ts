import type { Frame } from './runtime.js';

export interface ChainNumbers {
  readonly numberOf: (frame: Frame | undefined) => number;
}

interface Step {
  readonly number: number;
  readonly inner: Map<object, Step>;
}

/** Numbers the ways in which places of the program are called: cheaper than the places themselves, which are lists of sites. */
export function createChainNumbers(): ChainNumbers {
  const root: Step = { number: 0, inner: new Map() };
  let count = 0;
  const stepOf = (frame: Frame | undefined): Step => {
    if (!frame) return root;
    const outer = stepOf(frame.caller);
    const known = outer.inner.get(frame.at);
    if (known) return known;
    count += 1;
    const step: Step = { number: count, inner: new Map() };
    outer.inner.set(frame.at, step);
    return step;
  };
  return { numberOf: (frame) => stepOf(frame).number };
}
