import type { Facts } from '../../src/environment/facts/facts.js';
import { loadFacts } from '../../src/environment/facts/load-facts.js';
import { type RequestWords, readRequest } from '../../src/environment/resolver/request.js';
import type { Resolution } from '../../src/environment/resolver/resolution.js';
import { resolveEnvironment } from '../../src/environment/resolver/resolve.js';

/** The tables that come with the program. */
export async function ownFacts(): Promise<Facts> {
  const loaded = await loadFacts({});
  if (loaded.kind !== 'facts') throw new Error(loaded.findings.map(({ message }) => message).join('\n'));
  return loaded.facts;
}

/** What a command line with these words gives. */
export function resolveWords(words: RequestWords, facts: Facts): Resolution {
  const read = readRequest(words, facts);
  if (read.kind !== 'request') throw new Error(read.message);
  return resolveEnvironment(read.request, facts);
}
