import { joinPath } from '../base/paths.js';
import { createSourceText, type SourceText } from '../base/text.js';
import { FACT_FILES, type FactTable } from '../environment/facts/facts.js';
import { loadFacts } from '../environment/facts/load-facts.js';
import {
  type EnvironmentRequest,
  type Mistyped,
  type RequestWords,
  readRequest,
} from '../environment/resolver/request.js';
import type { Resolution } from '../environment/resolver/resolution.js';
import { resolveEnvironment } from '../environment/resolver/resolve.js';
import { resolutionFindings } from '../findings/catalog/resolution.js';
import type { Finding } from '../findings/finding.js';
import { type Host, HostError } from '../host/host.js';

export interface ResolveRequest {
  readonly words: RequestWords;
  /** A folder whose tables take the place of the program's own. */
  readonly factsDirectory?: string | undefined;
}

export type Resolved =
  | { readonly kind: 'resolved'; readonly request: EnvironmentRequest; readonly resolution: Resolution }
  /** The user's tables cannot be used. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[]; readonly sources: readonly SourceText[] }
  | Mistyped;

/** From words to versions that fit, or to the reasons why none do. Nothing is looked up on a network. */
export async function resolveVersions(host: Host, { words, factsDirectory }: ResolveRequest): Promise<Resolved> {
  // 1. The tables: the program's own, or the user's.
  const replacements = factsDirectory === undefined ? {} : openTables(host, factsDirectory);
  const sources = Object.values(replacements);
  if (factsDirectory !== undefined && sources.length === 0) {
    const names = Object.values(FACT_FILES);
    return { kind: 'refused', findings: [resolutionFindings.noFacts({ directory: factsDirectory, names })], sources };
  }
  const loaded = await loadFacts(replacements);
  if (loaded.kind === 'malformed') return { kind: 'refused', findings: loaded.findings, sources };
  // 2. What is wanted, in the words of the tables.
  const read = readRequest(words, loaded.facts);
  if (read.kind === 'mistyped') return read;
  // 3. What fits.
  return { kind: 'resolved', request: read.request, resolution: resolveEnvironment(read.request, loaded.facts) };
}

function openTables(host: Host, directory: string): Partial<Record<FactTable, SourceText>> {
  const folder = joinPath(host.workingDirectory, directory);
  const found = host.status(folder);
  if (!found) throw new HostError(folder, 'ENOENT', `${directory} does not exist`);
  if (found.kind !== 'directory') throw new HostError(folder, 'ENOTDIR', `${directory} is not a folder`);
  const decoder = new TextDecoder();
  const entries = Object.entries(FACT_FILES).flatMap(([table, name]) => {
    const path = joinPath(folder, name);
    if (host.status(path)?.kind !== 'file') return [];
    return [[table, createSourceText(joinPath(directory, name), decoder.decode(host.readFile(path)))] as const];
  });
  return Object.fromEntries(entries);
}
