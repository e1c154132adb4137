import { digestText } from '../../base/digest.js';
import { joinPath, relativePath } from '../../base/paths.js';
import { createSourceText, type SourceText } from '../../base/text.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import { chooseModels, type FoundModel, findModels } from '../../models/find-models.js';
import { findFiles } from '../sources/find-files.js';

export interface ListedModel extends FoundModel {
  readonly path: string;
}

/** The models that the Python files of a folder offer, found by reading their texts. Paths are told from the working directory. */
export interface FolderModels {
  readonly models: readonly ListedModel[];
  /** The texts in which they are. */
  readonly sources: readonly SourceText[];
  /** Differs whenever any Python file of the folder does. */
  readonly stamp: string;
  readonly findings: readonly Finding[];
}

/** Files larger than this are no program that a person wrote. */
export const LARGEST_SOURCE_BYTES = 8 * 2 ** 20;

/** What a file must say that has models (`find-models.ts`): most say nothing of the kind, and other libraries have a Module, too. */
const CAN_HAVE_MODELS = /\bnn\.|torch|lightning|PreTrainedModel/i;

export function listModels(host: Host, folder: string): FolderModels {
  const root = joinPath(host.workingDirectory, folder);
  const { paths, findings } = findFiles(host, root, (path) => path.endsWith('.py'), folder);
  const models: ListedModel[] = [];
  const sources: SourceText[] = [];
  const stamps: string[] = [];
  for (const path of paths) {
    const full = joinPath(root, path);
    const named = relativePath(host.workingDirectory, full);
    if ((host.status(full)?.sizeBytes ?? 0) > LARGEST_SOURCE_BYTES) continue;
    const text = readText(host, full);
    stamps.push(digestText(text, 16));
    if (!CAN_HAVE_MODELS.test(text)) continue;
    const source = createSourceText(named, text);
    const found = chooseModels(findModels(source)).map((model) => ({ ...model, path: named }));
    if (found.length > 0) sources.push(source);
    models.push(...found);
  }
  return { models, sources, stamp: digestText(stamps.join(' '), 16), findings };
}

function readText(host: Host, full: string): string {
  try {
    return new TextDecoder().decode(host.readFile(full, LARGEST_SOURCE_BYTES));
  } catch (error) {
    if (error instanceof HostError) return '';
    throw error;
  }
}
