import { joinPath } from '../../base/paths.js';
import { createSourceText, type SourceText } from '../../base/text.js';
import { FACT_FILES, type Facts, type FactTable } from '../../environment/facts/facts.js';
import { loadFacts } from '../../environment/facts/load-facts.js';
import { resolutionFindings } from '../../findings/catalog/resolution.js';
import { type Host, HostError } from '../../host/host.js';
import type { Refused } from '../sources/refused.js';

export type OpenedFacts =
  | { readonly kind: 'facts'; readonly facts: Facts }
  /** The user's tables cannot be used. */
  | Refused;

/** The tables: the program's own, with those of a folder in their place where it holds some. */
export async function openFacts(host: Host, directory: string | undefined): Promise<OpenedFacts> {
  const replacements = directory === undefined ? {} : openTables(host, directory);
  const sources = Object.values(replacements);
  if (directory !== undefined && sources.length === 0) {
    const names = Object.values(FACT_FILES);
    return { kind: 'refused', findings: [resolutionFindings.noFacts({ directory, names })], sources };
  }
  const loaded = await loadFacts(replacements);
  return loaded.kind === 'malformed' ? { kind: 'refused', findings: loaded.findings, sources } : loaded;
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
