import {
  type EnvironmentRequest,
  type Mistyped,
  type RequestWords,
  readRequest,
} from '../environment/resolver/request.js';
import type { Resolution } from '../environment/resolver/resolution.js';
import { resolveEnvironment } from '../environment/resolver/resolve.js';
import type { Host } from '../host/host.js';
import { openFacts } from './project/open-facts.js';
import type { Refused } from './sources/refused.js';

export interface ResolveRequest {
  readonly words: RequestWords;
  /** A folder whose tables take the place of the program's own. */
  readonly factsDirectory?: string | undefined;
}

export type Resolved =
  | { readonly kind: 'resolved'; readonly request: EnvironmentRequest; readonly resolution: Resolution }
  /** The user's tables cannot be used. */
  | Refused
  | Mistyped;

/** From words to versions that fit, or to the reasons why none do. Nothing is looked up on a network. */
export async function resolveVersions(host: Host, { words, factsDirectory }: ResolveRequest): Promise<Resolved> {
  // 1. The tables: the program's own, or the user's.
  const opened = await openFacts(host, factsDirectory);
  if (opened.kind === 'refused') return opened;
  const { facts } = opened;
  // 2. What is wanted, in the words of the tables.
  const read = readRequest(words, facts);
  if (read.kind === 'mistyped') return read;
  // 3. What fits.
  return { kind: 'resolved', request: read.request, resolution: resolveEnvironment(read.request, facts) };
}
