import { directoryOf, joinPath } from '../../base/paths.js';
import { fileStart } from '../../base/text.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError, type RangeFile } from '../../host/host.js';
import type { ModelFile, Siblings } from '../../models/files/model-file.js';
import { isSureModelFileName } from '../../models/files/model-file-names.js';
import { readModelFile } from '../../models/files/read-model-file.js';
import { isWithin } from '../sources/source-library.js';

export interface CheckedModelFiles {
  /** Those that were models, by their paths. */
  readonly read: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Looks into model files (paths relative to the root) without loading them. Names such as `data.bin` mean many things: what
 * turns out to be no model is passed over there.
 */
export function checkModelFiles(host: Host, root: string, paths: readonly string[]): CheckedModelFiles {
  const read: string[] = [];
  const findings: Finding[] = [];
  for (const path of paths) {
    const file = readOne(host, root, path, findings);
    if (!file || (file.format === 'unknown' && !isWorthAWord(file))) continue;
    read.push(path);
    findings.push(...file.problems);
  }
  return { read, findings };
}

function readOne(host: Host, root: string, path: string, findings: Finding[]): ModelFile | undefined {
  try {
    return openModelFile(host, joinPath(root, path), path);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    findings.push(sourceFindings.unreadable({ path, reason: error.message }, fileStart(path)));
    return undefined;
  }
}

/** `.pth` is also a list of paths for Python, `.pt` a text in Portuguese; a pointer of Git LFS is said of any name. */
function isWorthAWord({ name, problems }: ModelFile): boolean {
  const [problem] = problems;
  if (problem === undefined || problem.code === 'MDF-09') return problem !== undefined;
  return isSureModelFileName(name) && !problem.message.endsWith('is text');
}

/**
 * Reads one model file of the disk, and closes all that was opened for it. Files that it names are opened only in its own
 * folder and below; a link is followed where it lies right beside the file: there the owner of the folder put it. Fails with HostError where the file itself cannot be read.
 *
 * @param full Absolute path.
 * @param name What findings call it.
 */
export function openModelFile(host: Host, full: string, name: string): ModelFile {
  const opened = new Map<string, RangeFile | undefined>();
  const folder = directoryOf(full);
  const siblings: Siblings = {
    open: (sibling) => {
      const path = joinPath(folder, sibling);
      if (!opened.has(path)) opened.set(path, openWithin(host, folder, path));
      return opened.get(path);
    },
  };
  const file = host.openRange(full);
  try {
    return readModelFile(file, name, siblings);
  } finally {
    file.close();
    for (const part of opened.values()) part?.close();
  }
}

function openWithin(host: Host, folder: string, path: string): RangeFile | undefined {
  const isBeside = directoryOf(path) === folder;
  if (!isBeside && !(isWithin(path, folder) && isWithin(host.realPath(path), host.realPath(folder)))) return undefined;
  try {
    return host.openRange(path);
  } catch (error) {
    if (error instanceof HostError) return undefined;
    throw error;
  }
}
