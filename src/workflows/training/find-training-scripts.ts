import { joinPath, relativePath } from '../../base/paths.js';
import { fileStart } from '../../base/text.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import { findFiles } from '../sources/find-files.js';

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
    for (const file of inside)
      if (isPython(file) && looksLikeTraining(host, file, !isFolder)) found.add(relativePath(root, file));
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

/** Nobody writes more into one file that is worth following. */
const LARGEST_SCRIPT_BYTES = 2 * 2 ** 20;

const TRAINS = /\.backward\(|\.fit\(|\.train\(\)|\boptim\.\w+\(/;
const IS_SCRIPT = /__name__\s*==\s*["']__main__["']|\bargparse\b|^(?:for|while)\b|^(?:main|train)\(/m;
const USES_TORCH = /^\s*(?:import|from)\s+(?:torch|lightning|pytorch_lightning|transformers|accelerate)\b/m;

/** Told from the text alone, before anything is followed: a script of its own, and not a module, that trains. */
function looksLikeTraining(host: Host, full: string, isNamed: boolean): boolean {
  try {
    const status = host.status(full);
    if (status?.kind !== 'file' || status.sizeBytes > LARGEST_SCRIPT_BYTES) return false;
    const text = new TextDecoder().decode(host.readFile(full, LARGEST_SCRIPT_BYTES));
    return USES_TORCH.test(text) && (isNamed || (TRAINS.test(text) && IS_SCRIPT.test(text)));
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}
