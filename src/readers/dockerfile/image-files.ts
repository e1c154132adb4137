import { baseNameOf, directoryOf, joinPath } from '../../base/paths.js';
import type { Place, Span } from '../../base/text.js';
import { createSourceText } from '../../base/text.js';
import type { NamedFile } from '../../commands/services/started.js';
import type { Reading, Stage } from './stage.js';

/** Something that a layer put into the image, as far as it can be followed back to a text. */
export type ImageFile =
  | {
      /** From the build context. `destination` is absolute. */
      readonly kind: 'copied';
      readonly sources: readonly string[];
      readonly destination: string;
      readonly isDirectory: boolean;
    }
  | {
      readonly kind: 'from-stage';
      readonly stage: Stage;
      readonly sources: readonly string[];
      readonly destination: string;
      readonly isDirectory: boolean;
    }
  | { readonly kind: 'heredoc'; readonly path: string; readonly content: Span }
  /** `echo "…" > path`: the text after escapes, all of it from one place. */
  | { readonly kind: 'echoed'; readonly path: string; readonly text: string; readonly place: Place };

const MAX_DEPTH = 8;
/** Files of the repository that are asked for to find one file of the image. */
const MAX_TRIES = 300;

interface Search {
  readonly reading: Reading;
  tries: number;
}
const PROGRAM_FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/opt/conda/bin'];

/** The file at a path of the image, as a command in `folder` names it, when its text is in the repository. */
export function openInImage(reading: Reading, stage: Stage, path: string, folder?: string): NamedFile | undefined {
  if (path === '' || path.includes('\0')) return undefined;
  const workdir = folder ?? stage.workdir?.value ?? '/';
  const candidates = [joinPath(workdir, path)];
  if (!path.includes('/')) candidates.push(...programFolders(stage).map((folder) => joinPath(folder, path)));
  const search: Search = { reading, tries: MAX_TRIES };
  for (const candidate of candidates) {
    const file = openAbsolute(search, stage, candidate, 0);
    if (file) return file;
  }
  return undefined;
}

/** Where the shell looks for a program: what the Dockerfile puts into PATH, then where programs mostly are. */
function programFolders(stage: Stage): readonly string[] {
  const folders = stage.environment.get('PATH')?.value?.split(':', 50) ?? [];
  return [...folders.filter((folder) => /^\/[^$]*$/.test(folder)), ...PROGRAM_FOLDERS];
}

/** Paths of the files that are known to be directly in a folder of the image. */
export function listImageFolder(stage: Stage, folder: string): readonly string[] {
  return stage.files.flatMap((file) => {
    if (file.kind === 'heredoc' || file.kind === 'echoed') return directoryOf(file.path) === folder ? [file.path] : [];
    if (directoryOf(file.destination) === folder && !file.isDirectory) return [file.destination];
    return file.destination === folder ? file.sources.map((source) => joinPath(folder, baseNameOf(source))) : [];
  });
}

function openAbsolute(search: Search, stage: Stage, path: string, depth: number): NamedFile | undefined {
  if (depth > MAX_DEPTH) return undefined;
  for (const file of stage.files.toReversed()) {
    const found = openOne(search, file, path, depth);
    if (found) return found;
  }
  return undefined;
}

function openOne(search: Search, file: ImageFile, path: string, depth: number): NamedFile | undefined {
  if (file.kind === 'heredoc')
    return file.path === path ? { source: search.reading.source, span: file.content } : undefined;
  if (file.kind === 'echoed') {
    if (file.path !== path) return undefined;
    const source = createSourceText(search.reading.source.path, file.text);
    return { source, span: { start: 0, end: source.text.length }, place: file.place };
  }
  for (const source of file.sources) {
    for (const candidate of sourcesOf(source, file.destination, file.isDirectory, path)) {
      const found =
        file.kind === 'from-stage'
          ? openAbsolute(search, file.stage, joinPath('/', candidate), depth + 1)
          : openInContext(search, candidate);
      if (found) return found;
    }
  }
  return undefined;
}

/** Where a file of the image may come from: `COPY scripts /opt/` brings `/opt/start.sh` from `scripts/start.sh`. */
function sourcesOf(source: string, destination: string, isDirectory: boolean, path: string): string[] {
  const pattern = /[*?[]/.test(source) ? directoryOf(source) : undefined;
  const prefix = destination === '/' ? '/' : `${destination}/`;
  const inside = path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
  const candidates: string[] = [];
  if (path === destination && !isDirectory && pattern === undefined) candidates.push(source);
  if (inside !== undefined && pattern !== undefined) candidates.push(joinPath(pattern, inside));
  if (inside !== undefined && pattern === undefined) {
    if (inside === baseNameOf(source)) candidates.push(source);
    candidates.push(joinPath(source, inside));
  }
  return candidates;
}

/**
 * A file of the build context. Which folder that is, only the build command says: first the folder of the Dockerfile is
 * tried, then the folders above it.
 */
function openInContext(search: Search, path: string): NamedFile | undefined {
  const { reading } = search;
  const relative = path.replace(/^\/+/, '');
  for (let folder = directoryOf(reading.source.path); ; folder = directoryOf(folder)) {
    const candidate = joinPath(folder, relative);
    search.tries -= 1;
    if (search.tries < 0) return undefined;
    const source = candidate.startsWith('..') ? undefined : reading.context.open(candidate);
    if (source) return { path: candidate, source, span: { start: 0, end: source.text.length } };
    if (folder === '.' || folder === '/') return undefined;
  }
}
