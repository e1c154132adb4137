import type { SourceText } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import type { Diagram } from '../../views/diagram.js';
import type { Refused } from '../sources/refused.js';

/** A picture of one thing, with the texts that its boxes and findings point into. */
export type Drawn =
  | {
      readonly kind: 'drawn';
      readonly diagram: Diagram;
      readonly sources: readonly SourceText[];
      readonly findings: readonly Finding[];
    }
  | Refused;
