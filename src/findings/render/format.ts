import type { SourceText } from '../../base/text.js';
import type { Finding, IgnoredFinding } from '../finding.js';

export type FindingFormat = 'text' | 'json' | 'sarif' | 'github';

/** What the formats need beside the findings. */
export interface FindingsContext {
  /** The text that a place points into; undefined when it is not at hand (then no source line is shown). */
  readonly source: (file: string) => SourceText | undefined;
  /** Width of the terminal in cells. */
  readonly columns: number;
  readonly hasColor: boolean;
  readonly toolVersion: string;
  /** What comments in the files ask not to be told. */
  readonly ignored?: readonly IgnoredFinding[];
}

export type FindingsRenderer = (findings: readonly Finding[], context: FindingsContext) => string;
