const MOST_GROUPS = 10_000;

/**
 * Ranks of each process group by its name, as text, where `distributedInfo.pg_config` of the trace says them: groups of the same
 * name in different ranks need not be the same group.
 */
export function readGroupRanks(metadata: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const ranks = new Map<string, string>();
  const config = fieldOf(metadata.get('distributedInfo'), 'pg_config');
  for (const group of Array.isArray(config) ? config.slice(0, MOST_GROUPS) : []) {
    const name = fieldOf(group, 'pg_name');
    const members = fieldOf(group, 'ranks');
    if (typeof name !== 'string' && typeof name !== 'number') continue;
    if (Array.isArray(members)) ranks.set(String(name), members.join(',').slice(0, 1000));
    else if (typeof members === 'string') ranks.set(String(name), members.replaceAll(/[[\]\s]/g, '').slice(0, 1000));
  }
  return ranks;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
