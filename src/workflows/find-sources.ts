import ignore, { type Ignore } from 'ignore';
import { compareText } from '../base/order.js';
import { joinPath } from '../base/paths.js';
import { fileStart } from '../base/text.js';
import { sourceFindings } from '../findings/catalog/source.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';

export interface FoundFiles {
  /** Paths relative to the root, sorted. */
  readonly paths: readonly string[];
  readonly findings: readonly Finding[];
}

/** Folders that hold what other people or programs wrote. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '__pycache__',
  '.venv',
  'venv',
  '.tox',
  '.mypy_cache',
  '.pytest_cache',
  '.cache',
  '.torchdock',
  'site-packages',
  '.ipynb_checkpoints',
  'wandb',
  'mlruns',
]);

/** Depth at which a tree is taken for a loop or a mistake. */
const DEEPEST_LEVEL = 40;

/**
 * Lists the files below a folder, without following links to folders, leaving out what `.gitignore` files leave out.
 * `wanted` is asked by path, so that only the names that some reader knows are kept.
 */
export function findFiles(host: Host, root: string, wanted: (path: string) => boolean): FoundFiles {
  const paths: string[] = [];
  const findings: Finding[] = [];
  const walk = (folder: string, depth: number, ignores: readonly ScopedIgnore[]): void => {
    const entries = readFolder(host, root, folder, findings);
    const here = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')
      ? [...ignores, readIgnore(host, root, folder)]
      : ignores;
    for (const { name, kind } of [...entries].sort((a, b) => compareText(a.name, b.name))) {
      const path = folder === '.' ? name : `${folder}/${name}`;
      if (kind === 'directory') {
        if (!SKIPPED_FOLDERS.has(name) && depth < DEEPEST_LEVEL && !isIgnored(here, `${path}/`))
          walk(path, depth + 1, here);
      } else if (kind === 'link') {
        const problem = followLink(host, root, path, wanted);
        if (problem === undefined) paths.push(path);
        else if (problem !== 'uninteresting') findings.push(problem);
      } else if (kind === 'file' && wanted(path) && !isIgnored(here, path)) paths.push(path);
    }
  };
  walk('.', 0, []);
  return { paths: paths.sort(compareText), findings };
}

interface ScopedIgnore {
  readonly folder: string;
  readonly rules: Ignore;
}

function readFolder(host: Host, root: string, folder: string, findings: Finding[]): ReturnType<Host['readDirectory']> {
  try {
    return host.readDirectory(joinPath(root, folder));
  } catch (error) {
    findings.push(sourceFindings.unreadable({ path: folder, reason: reasonOf(error) }));
    return [];
  }
}

function readIgnore(host: Host, root: string, folder: string): ScopedIgnore {
  const rules = ignore();
  try {
    rules.add(new TextDecoder().decode(host.readFile(joinPath(root, folder, '.gitignore'))));
  } catch {
    // A .gitignore that cannot be read ignores nothing.
  }
  return { folder, rules };
}

function isIgnored(ignores: readonly ScopedIgnore[], path: string): boolean {
  return ignores.some(({ folder, rules }) => {
    const relative = folder === '.' ? path : path.slice(folder.length + 1);
    return relative !== '' && rules.ignores(relative);
  });
}

/** A link to a file inside the root is read under its own name; the finding says why another link is not. */
function followLink(
  host: Host,
  root: string,
  path: string,
  wanted: (path: string) => boolean,
): Finding | 'uninteresting' | undefined {
  const full = joinPath(root, path);
  const target = host.status(full);
  if (target?.kind === 'file' && !wanted(path)) return 'uninteresting';
  const isInside = host.realPath(full).startsWith(`${host.realPath(root)}/`);
  if (target?.kind === 'file' && isInside) return undefined;
  return sourceFindings.symlinkLoop({ path }, fileStart(path));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
