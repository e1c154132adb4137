import type { Facts } from '../../environment/facts/facts.js';
import { loadFacts } from '../../environment/facts/load-facts.js';
import type { Finding } from '../../findings/finding.js';
import type { GraphIndex } from '../../graph/graph.js';
import { RULES } from '../../rules/table.js';

/** Asks every rule. The facts are those that come with the program. */
export async function runRules(
  index: GraphIndex,
): Promise<{ readonly findings: readonly Finding[]; readonly facts: Facts }> {
  const loaded = await loadFacts({});
  if (loaded.kind === 'malformed') throw new Error('the tables of facts that come with the program are malformed');
  return { findings: RULES.flatMap((rule) => rule.check(index, loaded.facts)), facts: loaded.facts };
}
