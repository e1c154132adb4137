import type { Facts } from '../../environment/facts/facts.js';
import type { Finding } from '../../findings/finding.js';
import type { GraphIndex } from '../../graph/graph.js';
import { torchInstallations } from './builds.js';
import { releaseOf } from './pin.js';

/** Whether the versions that the files name go together, and by which findings that is known. */
export interface EnvironmentVerdict {
  /** `unknown`: no file names a version of PyTorch that the tables hold. */
  readonly verdict: 'fits' | 'conflict' | 'unknown';
  /** Codes of the findings that make it a conflict. */
  readonly codes: readonly string[];
}

/** `findings`: what all rules found in the same graph. */
export function judgeEnvironment(graph: GraphIndex, facts: Facts, findings: readonly Finding[]): EnvironmentVerdict {
  const errors = findings.filter(({ code, severity }) => code.startsWith('CMP-') && severity === 'error');
  if (errors.length > 0) return { verdict: 'conflict', codes: [...new Set(errors.map(({ code }) => code))].sort() };
  const isKnown = torchInstallations(graph).some(({ torch }) => releaseOf(facts, torch.version) !== undefined);
  return { verdict: isKnown ? 'fits' : 'unknown', codes: [] };
}
