import type { Place } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import type { Requirement } from '../../syntax/requirement/parse-requirement.js';

/** A requirement as a pyproject.toml declares it, before it is known where it is taken from. */
export interface Declared {
  readonly requirement: Requirement;
  readonly place: Place;
  /** The optional part of the project it belongs to; absent for what is always needed. */
  readonly group?: { readonly kind: 'extra' | 'group'; readonly name: string };
  /** Name of the index it is taken from, when it is named beside the requirement (poetry). */
  readonly indexName?: string;
}

export interface Declarations {
  readonly declared: readonly Declared[];
  readonly findings: readonly Finding[];
}
