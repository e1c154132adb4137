import { baseNameOf, directoryOf, extensionOf, joinPath } from '../../base/paths.js';
import { createSourceText, fileStart, type SourceText } from '../../base/text.js';
import { blockFindings } from '../../findings/catalog/block.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import { findFiles } from './find-files.js';
import { readOneOfMany } from './source-library.js';

/** A Markdown file as it is on the disk, byte for byte (a byte order mark is the first character of the text). */
export interface MarkdownFile {
  /** Absolute. */
  readonly path: string;
  /** Named as the user would, relative to the working directory. */
  readonly source: SourceText;
  readonly exists: boolean;
}

export interface MarkdownFiles {
  readonly files: readonly MarkdownFile[];
  readonly findings: readonly Finding[];
}

const EXTENSIONS: ReadonlySet<string> = new Set(['md', 'mdx', 'markdown']);

/** Every managed block begins with it, and few other texts hold it. */
const MARKER_START = 'torchdock:begin';

/**
 * The files that were named; for a folder, and for the working directory when none was named, every Markdown file
 * below it that speaks of blocks. One file reached by two names is read once.
 */
export function readMarkdownFiles(host: Host, named: readonly string[], mayBeAbsent: boolean): MarkdownFiles {
  const files: MarkdownFile[] = [];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const name of named.length === 0 ? ['.'] : named) {
    const path = joinPath(host.workingDirectory, name);
    const status = host.status(path);
    if (!status && !mayBeAbsent) throw new HostError(name, 'ENOENT', `${name} does not exist`);
    if (!status) files.push({ path, source: createSourceText(name, ''), exists: false });
    else if (status.kind === 'directory') {
      const found = findFiles(host, path, (below) => EXTENSIONS.has(extensionOf(below)), name);
      findings.push(...found.findings.filter(({ severity }) => severity === 'error'));
      const named = found.paths.map((below) => (joinPath(name) === '.' ? below : joinPath(name, below)));
      files.push(...readEach(host, named, seen, findings, true));
    } else files.push(...readEach(host, [name], seen, findings, false));
  }
  return { files, findings };
}

function readEach(
  host: Host,
  names: readonly string[],
  seen: Set<string>,
  findings: Finding[],
  onlyWithBlocks: boolean,
): readonly MarkdownFile[] {
  return names.flatMap((name) => {
    const path = joinPath(host.workingDirectory, name);
    const identity = host.status(path)?.identity ?? path;
    if (seen.has(identity)) return [];
    seen.add(identity);
    const bytes = onlyWithBlocks ? readOneOfMany(host, path, name, findings) : host.readFile(path);
    if (!bytes) return [];
    const text = decode(bytes);
    if (text === undefined) {
      if (!onlyWithBlocks) findings.push(blockFindings.notText({ path: name }, fileStart(name)));
      return [];
    }
    return onlyWithBlocks && !text.includes(MARKER_START)
      ? []
      : [{ path: withoutLink(host, path), source: createSourceText(name, text), exists: true }];
  });
}

/** Sources are meant from the folder of the file itself, not from that of a link to it. */
function withoutLink(host: Host, path: string): string {
  const real = host.realPath(path);
  return real === joinPath(host.realPath(directoryOf(path)), baseNameOf(path)) ? path : real;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
