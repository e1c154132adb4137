import ignore, { type Ignore } from 'ignore';
import { compareText } from '../../base/order.js';
import { joinPath } from '../../base/paths.js';
import { fileStart } from '../../base/text.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import type { DirectoryEntry, Host } from '../../host/host.js';
import { isWithin } from './source-library.js';

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

/** Names that are looked at, of files of whatever kind: a few seconds' worth. */
const MOST_ENTRIES = 400_000;

/** Depth at which a tree is taken for a loop or a mistake. */
const DEEPEST_LEVEL = 40;

/**
 * Lists the files below a folder, without following links to folders, leaving out what `.gitignore` files leave out.
 * `wanted` is asked by path, so that only the names that some reader knows are kept. Findings name files as the caller does,
 * with `prefix` before them.
 */
export function findFiles(host: Host, root: string, wanted: (path: string) => boolean, prefix = '.'): FoundFiles {
  const paths: string[] = [];
  const findings: Finding[] = [];
  const report = (path: string, reason: string): void => {
    const named = nameBelow(prefix, path);
    findings.push(sourceFindings.unreadable({ path: named, reason }, fileStart(named)));
  };
  const open: OpenFolder[] = [{ folder: '.', depth: 0, ignores: [] }];
  let entryCount = 0;
  const visit = ({ folder, depth, ignores }: OpenFolder): void => {
    const entries = readFolder(host, joinPath(root, folder), (reason) => report(folder, reason));
    const here = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')
      ? [...ignores, readIgnore(host, root, folder)]
      : ignores;
    entryCount += entries.length;
    for (const { name, kind } of entries) {
      const path = folder === '.' ? name : `${folder}/${name}`;
      const isFolder = kind === 'directory';
      if (isFolder ? SKIPPED_FOLDERS.has(name) : kind !== 'link' && !wanted(path)) continue;
      if (isIgnored(here, isFolder ? `${path}/` : path)) continue;
      const refusal = refuse(name, kind, depth);
      if (refusal !== undefined) report(path, refusal);
      else if (isFolder) open.push({ folder: path, depth: depth + 1, ignores: here });
      else {
        const use = kind === 'link' ? followLink(host, root, path, wanted) : 'read';
        const named = nameBelow(prefix, path);
        if (use === 'read') paths.push(path);
        else if (use === 'refused') findings.push(sourceFindings.symlinkLoop({ path: named }, fileStart(named)));
      }
    }
  };
  // Folders near the root first: what matters is seldom deep, and data sets are.
  for (const [at, folder] of open.entries()) {
    if (entryCount <= MOST_ENTRIES) visit(folder);
    else {
      report(folder.folder, `it and ${open.length - at - 1} more folders come after ${MOST_ENTRIES} files and folders`);
      break;
    }
  }
  return { paths: paths.sort(compareText), findings };
}

/** As `joinPath`, but a backslash in a name stays what it is: the name is what the finding is about. */
function nameBelow(prefix: string, path: string): string {
  const folder = joinPath(prefix);
  if (path === '.') return folder;
  return folder === '.' ? path : `${folder.replace(/\/$/, '')}/${path}`;
}

function refuse(name: string, kind: DirectoryEntry['kind'], depth: number): string | undefined {
  if (kind === 'other') return 'it is a pipe, a socket or a device, not a file';
  if (kind === 'directory' && depth >= DEEPEST_LEVEL) return `more than ${DEEPEST_LEVEL} folders lie above it`;
  // In a path of ours it would part folders.
  return name.includes('\\') ? 'its name has a backslash' : undefined;
}

/** A folder that was found and is still to be looked into. */
interface OpenFolder {
  readonly folder: string;
  readonly depth: number;
  readonly ignores: readonly ScopedIgnore[];
}

interface ScopedIgnore {
  readonly folder: string;
  readonly rules: Ignore;
}

function readFolder(host: Host, path: string, report: (reason: string) => void): readonly DirectoryEntry[] {
  try {
    return host.readDirectory(path);
  } catch (error) {
    report(reasonOf(error));
    return [];
  }
}

/** What people write is a hundredth of it; each rule is tried on each path. */
const MOST_IGNORE_BYTES = 256 * 2 ** 10;

/** Rules with very many `**` take exponential time; nobody writes them in earnest. */
const SLOW_RULE = /(?:\*\*.*){5}/;

function readIgnore(host: Host, root: string, folder: string): ScopedIgnore {
  const rules = ignore();
  try {
    const text = new TextDecoder().decode(host.readFile(joinPath(root, folder, '.gitignore'), MOST_IGNORE_BYTES));
    rules.add(text.split(/\r?\n/).filter((rule) => !SLOW_RULE.test(rule)));
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

/** A link to a file inside the root is read under its own name; a link to a folder, to nothing or out of the root is not. */
function followLink(
  host: Host,
  root: string,
  path: string,
  wanted: (path: string) => boolean,
): 'read' | 'uninteresting' | 'refused' {
  const full = joinPath(root, path);
  const target = host.status(full);
  if (target?.kind !== 'directory' && !wanted(path)) return 'uninteresting';
  return target?.kind === 'file' && isWithin(host.realPath(full), host.realPath(root)) ? 'read' : 'refused';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
