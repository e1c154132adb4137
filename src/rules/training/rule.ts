import type { Finding } from '../../findings/finding.js';
import type { TrainingCode } from '../../training/evidence/training-code.js';

/** A check over how a script trains. Pure; says nothing where what it needs is not known. */
export interface TrainingRule {
  /** The code of the findings it makes. */
  readonly code: string;
  check(code: TrainingCode): readonly Finding[];
}
