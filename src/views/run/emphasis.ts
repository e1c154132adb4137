import type { RunReport, VerdictKind } from '../../runs/report/run-report.js';
import type { Emphasis } from '../diagram.js';
import type { StepPart, StepParts } from './step-parts.js';

const STEPS: readonly (readonly [number, Emphasis])[] = [
  [0.4, 'hot-4'],
  [0.2, 'hot-3'],
  [0.1, 'hot-2'],
  [0.03, 'hot-1'],
];

/** How much a box with this share of a step stands out. */
export function emphasisOf(share: number | undefined): Emphasis {
  return STEPS.find(([least]) => (share ?? 0) >= least)?.[1] ?? 'cold';
}

/** What a verdict blames; the parts that may be blamed, of which the largest is. */
const BLAMED: Readonly<Record<VerdictKind, readonly StepPart[]>> = {
  'input-bound': ['loader'],
  'host-bound': ['host', 'rest'],
  'communication-bound': ['communication'],
  'compute-bound': ['forward', 'backward', 'optimizer', 'kernels'],
  'memory-bound': ['copies', 'forward', 'backward', 'optimizer', 'kernels'],
  unclear: [],
};

export interface Worst {
  readonly part: StepPart;
  /** False: the verdict blames nothing, it is only the largest. */
  readonly isBlamed: boolean;
}

/** The box to look at first. */
export function findWorst({ verdict }: RunReport, { shares }: StepParts): Worst | undefined {
  const blamed = largestOf(shares, BLAMED[verdict.kind]);
  if (blamed) return { part: blamed, isBlamed: true };
  const largest = largestOf(shares, [...shares.keys()]);
  return largest && { part: largest, isBlamed: false };
}

function largestOf(shares: ReadonlyMap<StepPart, number>, parts: readonly StepPart[]): StepPart | undefined {
  const present = parts.filter((part) => (shares.get(part) ?? 0) > 0);
  return present.toSorted((a, b) => (shares.get(b) ?? 0) - (shares.get(a) ?? 0))[0];
}
