import { joinPath, relativePath } from '../../base/paths.js';
import { fileStart } from '../../base/text.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { startConfiguration } from '../../training/frameworks/configurations.js';
import { findFiles } from '../sources/find-files.js';
import { importsTorch, readScript, trainsForCertain } from './script-text.js';

export interface TrainingScripts {
  /** From the root. */
  readonly paths: readonly string[];
  readonly findings: readonly Finding[];
}

/** Each takes some tenths of a second to follow. */
const MOST_SCRIPTS = 100;

/** The scripts that train among the files and folders that were asked about (`paths` as they were typed). */
export function findTrainingScripts(host: Host, root: string, paths: readonly string[]): TrainingScripts {
  const found = new Set<string>();
  for (const path of paths.length > 0 ? paths : ['.']) {
    const full = joinPath(host.workingDirectory, path);
    const isFolder = host.status(full)?.kind === 'directory';
    const inside = isFolder ? findFiles(host, full, isPython).paths.map((file) => joinPath(full, file)) : [full];
    for (const file of inside) {
      const text = isPython(file) || !isFolder ? readScript(host, file) : '';
      const isScript = isPython(file) && (isFolder ? trainsForCertain(text) : importsTorch(text));
      // A configuration is started by itself only where it is named.
      const isConfiguration = !isFolder && startConfiguration(file, text, []) !== undefined;
      if (isScript || isConfiguration) found.add(relativePath(root, file));
    }
  }
  const all = [...found];
  const [next] = all.slice(MOST_SCRIPTS);
  return {
    paths: all.slice(0, MOST_SCRIPTS),
    findings:
      next === undefined
        ? []
        : [sourceFindings.tooMuch({ path: next, others: all.length - MOST_SCRIPTS - 1 }, fileStart(next))],
  };
}

function isPython(path: string): boolean {
  return path.endsWith('.py');
}
