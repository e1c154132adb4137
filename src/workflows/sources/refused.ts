import type { SourceText } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';

/** No answer but the reasons, with the texts that they point into. */
export interface Refused {
  readonly kind: 'refused';
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceText[];
}
