import type { Place } from '../../base/text.js';
import { fileStart } from '../../base/text.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import type { Finding } from '../../findings/finding.js';

const MOST_LISTED = 20;

/** Findings of one file: the first ones, each once, then how many more there are. */
export interface ProblemList {
  add(finding: Finding): void;
  findings(): readonly Finding[];
}

export function createProblemList(file: string): ProblemList {
  const listed: Finding[] = [];
  const seen = new Set<string>();
  let more = 0;
  let firstMore: Place = fileStart(file);
  return {
    add: (finding) => {
      if (listed.length >= MOST_LISTED) {
        if (more === 0) firstMore = finding.place ?? firstMore;
        more += 1;
        return;
      }
      const key = JSON.stringify(finding);
      if (seen.has(key)) return;
      seen.add(key);
      listed.push(finding);
    },
    findings: () => (more === 0 ? listed : [...listed, dockerfileFindings.moreProblems({ count: more }, firstMore)]),
  };
}
