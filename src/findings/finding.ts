import type { Place } from '../base/text.js';

export type Severity = 'error' | 'warning' | 'info';

/** A problem as a value. Readers, rules and writers collect findings and go on; they never throw on a user's input. */
export interface Finding {
  /** Permanent code such as `DKF-02`; its page is `torchdock explain DKF-02`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in one sentence that names the thing. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Where it stands; absent only for what no file says (a missing tool, a wrong flag). */
  readonly place?: Place;
}

/** What `explain` shows for a code. */
export interface FindingPage {
  /** Why it matters, in a few sentences. */
  readonly why: string;
  /** A small text that has the problem. */
  readonly bad: string;
  /** The same text, mended. */
  readonly good: string;
  /** Where the rule comes from: a document, a standard, a measured fact. */
  readonly sources?: readonly string[];
}

export interface FindingEntry<P> {
  readonly code: string;
  readonly severity: Severity;
  /** The problem in a few words, without the particulars: the title of the page. */
  readonly title: string;
  readonly message: (params: P) => string;
  readonly hint?: (params: P) => string | undefined;
  readonly page: FindingPage;
}

/** A typed maker of findings of one code; `.entry` is its row in the catalog. */
export interface FindingMaker<P> {
  (params: P, place?: Place): Finding;
  readonly entry: FindingEntry<P>;
}

export function defineFinding<P>(entry: FindingEntry<P>): FindingMaker<P> {
  const make = (params: P, place?: Place): Finding => {
    const hint = entry.hint?.(params);
    return {
      code: entry.code,
      severity: entry.severity,
      message: entry.message(params),
      ...(hint === undefined ? {} : { hint }),
      ...(place === undefined ? {} : { place }),
    };
  };
  return Object.assign(make, { entry });
}
