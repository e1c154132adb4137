import { joinPath } from '../../base/paths.js';
import { traceFindings } from '../../findings/catalog/trace.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import { findFiles } from '../sources/find-files.js';
import { STANDARD_INPUT } from './read-chunks.js';

export interface FoundRunFile {
  /** As the user would name it. */
  readonly path: string;
  readonly full: string;
  readonly sizeBytes: number;
  /** Named by the user, and not found in a folder: if it says nothing, that is an error. */
  readonly isNamed: boolean;
}

export interface FoundRunFiles {
  readonly files: readonly FoundRunFile[];
  readonly findings: readonly Finding[];
}

/** What of a folder is looked into: what profilers, loggers and monitors are known to write. */
const WANTED =
  /\.(?:json|json\.gz|jsonl|csv|log|txt|out|prom|pickle)$|(?:^|\/)events\.out\.tfevents\.|\.pt\.trace\.json(?:\.gz)?$|\.raw(?:\.gz)?$/iu;
/** Files of a repository with such endings that no run has written. */
const NEVER =
  /(?:^|\/)(?:package(?:-lock)?\.json|tsconfig[^/]*\.json|requirements[^/]*\.txt|CMakeLists\.txt|LICENSE[^/]*\.txt|README[^/]*\.txt|config\.json|tokenizer[^/]*\.json|vocab[^/]*\.(?:json|txt)|merges\.txt|[^/]*\.index\.json)$/iu;

/** The files behind the paths of a user: files as they are, folders by the names of what is in them. */
export function findRunFiles(host: Host, paths: readonly string[]): FoundRunFiles {
  const files = new Map<string, FoundRunFile>();
  const findings: Finding[] = [];
  for (const path of paths) {
    if (path === STANDARD_INPUT) {
      files.set(path, { path, full: path, sizeBytes: 0, isNamed: true });
      continue;
    }
    const full = joinPath(host.workingDirectory, path);
    const status = host.status(full);
    if (!status) throw new HostError(full, 'ENOENT', `${path} does not exist`);
    if (status.kind !== 'directory') {
      files.set(full, { path, full, sizeBytes: status.sizeBytes, isNamed: true });
      continue;
    }
    const found = findFiles(host, full, (name) => WANTED.test(name) && !NEVER.test(name), path);
    findings.push(...found.findings);
    for (const name of found.paths) {
      const inside = joinPath(full, name);
      if (files.has(inside)) continue;
      const sizeBytes = host.status(inside)?.sizeBytes ?? 0;
      files.set(inside, { path: joinPath(path, name), full: inside, sizeBytes, isNamed: false });
    }
    if (found.paths.length === 0) findings.push(traceFindings.nothingInFolder({ path, files: 0 }));
  }
  return { files: [...files.values()], findings };
}
