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
  /** How the text would be changed so that the finding is gone; made with `mend.ts`. */
  readonly mend?: Mend;
}

/** A change of one file that mends a finding: plain data, so that a rule, a report and an editor can all carry it. */
export interface Mend {
  /** What the change does, as an order: `Say capabilities: [gpu]`. */
  readonly title: string;
  /** In one file, not overlapping; all are made or none. */
  readonly edits: readonly Edit[];
  /**
   * True when the file cannot have meant anything else and nothing that works now works differently afterwards: only such
   * mends are made by `check --fix`. All others are suggestions.
   */
  readonly isCertain: boolean;
}

export interface Edit {
  /** Where `oldText` is looked for; `settleMends` narrows it to what is replaced. */
  readonly place: Place;
  /**
   * What must stand there, once and as a word of its own; '' inserts at the start of the place. A rule knows places and
   * not the text, so a file that says it differently (a variable, a line break, other quotes) is left alone.
   */
  readonly oldText: string;
  readonly newText: string;
  /** A regular expression (its source) that the whole text of the place must match: for what the graph does not tell. */
  readonly shape?: string;
}

/** A finding that a comment in the file asks not to be told. */
export interface IgnoredFinding {
  readonly finding: Finding;
  /** What the comment says after the codes. */
  readonly reason?: string;
  readonly comment: Place;
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

/** What a rule of another tool is to ours, in the words of SARIF: a `superset` finds all that ours finds, and more. */
export type Relation = 'equal' | 'subset' | 'superset' | 'relevant';

/** A relation in words, after the id of the other tool. */
export const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  equal: 'finds the same',
  subset: 'finds part of it',
  superset: 'finds this and more',
  relevant: 'is about the same matter',
};

/** A rule of another tool about the same thing, so that a team can go on with the ids of its baselines. */
export interface RelatedRule {
  readonly tool: ForeignTool;
  readonly id: string;
  readonly relation: Relation;
}

/** Tools whose ids are named, and where each explains them. */
export const FOREIGN_TOOLS = {
  buildkit: { title: 'Docker build checks', page: 'https://docs.docker.com/reference/build-checks/' },
  cis: { title: 'CIS Docker Benchmark', page: 'https://www.cisecurity.org/benchmark/docker' },
  hadolint: { title: 'hadolint', page: 'https://github.com/hadolint/hadolint/wiki' },
  kics: { title: 'KICS', page: 'https://docs.kics.io/latest/queries/all-queries/' },
  trivy: { title: 'Trivy', page: 'https://avd.aquasec.com/misconfig/' },
} as const;

export type ForeignTool = keyof typeof FOREIGN_TOOLS;

export interface FindingEntry<P> {
  readonly code: string;
  readonly severity: Severity;
  /** The problem in a few words, without the particulars: the title of the page. */
  readonly title: string;
  readonly message: (params: P) => string;
  readonly hint?: (params: P) => string | undefined;
  readonly page: FindingPage;
  readonly related?: readonly RelatedRule[];
}

/** A typed maker of findings of one code; `.entry` is its row in the catalog. */
export interface FindingMaker<P> {
  (params: P, place?: Place, mend?: Mend): Finding;
  readonly entry: FindingEntry<P>;
}

export function defineFinding<P>(entry: FindingEntry<P>): FindingMaker<P> {
  const make = (params: P, place?: Place, mend?: Mend): Finding => {
    const hint = entry.hint?.(params);
    return {
      code: entry.code,
      severity: entry.severity,
      message: entry.message(params),
      ...(hint === undefined ? {} : { hint }),
      ...(place === undefined ? {} : { place }),
      ...(mend === undefined ? {} : { mend }),
    };
  };
  return Object.assign(make, { entry });
}
