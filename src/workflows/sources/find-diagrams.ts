import { compareText } from '../../base/order.js';
import { extensionOf, joinPath } from '../../base/paths.js';
import { createSourceText, fileStart, type Place, placeOf, type SourceText } from '../../base/text.js';
import type { MermaidProblem } from '../../drawing/protocol.js';
import { mermaidFindings } from '../../findings/catalog/mermaid.js';
import { sourceFindings } from '../../findings/catalog/source.js';
import type { Finding } from '../../findings/finding.js';
import type { Host } from '../../host/host.js';
import { parseMarkdown } from '../../syntax/markdown/parse-markdown.js';
import { findFiles } from './find-files.js';
import { readOneOfMany } from './source-library.js';

/** One Mermaid text and where its lines stand in its file. */
export interface FoundDiagram {
  readonly source: SourceText;
  readonly text: string;
  /** Offset in the file at which each line of `text` starts. */
  readonly lineOffsets: readonly number[];
  /** One-based number among the diagrams of its file. */
  readonly index: number;
}

export interface FoundDiagrams {
  readonly sources: readonly SourceText[];
  readonly diagrams: readonly FoundDiagram[];
  readonly findings: readonly Finding[];
}

const DIAGRAM_FILES: ReadonlySet<string> = new Set(['mmd', 'mermaid']);
const MARKDOWN_FILES: ReadonlySet<string> = new Set(['md', 'mdx', 'markdown']);

/** GitHub's fence, and the directive of MyST and Quarto. */
const FENCE_LANGUAGES: ReadonlySet<string> = new Set(['mermaid', '{mermaid}']);

/** Reads the named files, the folders' files that may hold diagrams, and standard input for `-`. */
export async function findDiagrams(host: Host, paths: readonly string[]): Promise<FoundDiagrams> {
  const sources: SourceText[] = [];
  const findings: Finding[] = [];
  for (const path of paths) {
    if (path === '-') sources.push(createSourceText('-', decode(await host.readStandardInput())));
    else sources.push(...readPath(host, path, findings));
  }
  const read = sources.filter((source) => !isBinary(source, findings));
  const diagrams = read.flatMap(diagramsOf);
  for (const source of sources) {
    const isNamed = paths.includes(source.path);
    if (isNamed && !diagrams.some((diagram) => diagram.source === source)) {
      findings.push(mermaidFindings.nothingToValidate({ path: source.path === '-' ? 'standard input' : source.path }));
    }
  }
  if (diagrams.length === 0 && !findings.some(({ severity }) => severity === 'error')) {
    findings.push(mermaidFindings.nothingToValidate({ path: paths.join(', ') || '.' }));
  }
  return { sources: read, diagrams, findings };
}

/** Where something stands in the file, given its position in the Mermaid text. */
export function placeInFile(
  { source, lineOffsets }: FoundDiagram,
  { line, column }: Omit<MermaidProblem, 'message'>,
): Place {
  const start = lineOffsets[Math.min(line, lineOffsets.length) - 1] ?? 0;
  const at = Math.min(start + column - 1, source.text.length);
  return placeOf(source, { start: at, end: at + 1 });
}

function readPath(host: Host, path: string, findings: Finding[]): SourceText[] {
  const full = joinPath(host.workingDirectory, path);
  if (host.status(full)?.kind !== 'directory') return [createSourceText(path, decode(host.readFile(full)))];
  const found = findFiles(
    host,
    full,
    (name) => DIAGRAM_FILES.has(extensionOf(name)) || MARKDOWN_FILES.has(extensionOf(name)),
    path,
  );
  findings.push(...found.findings);
  return [...found.paths].sort(compareText).flatMap((name) => {
    const bytes = readOneOfMany(host, joinPath(full, name), joinPath(path, name), findings);
    return bytes ? createSourceText(joinPath(path, name), decode(bytes)) : [];
  });
}

/** A byte order mark is no part of the text; bytes that are no UTF-8 become U+FFFD. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function isBinary(source: SourceText, findings: Finding[]): boolean {
  if (!source.text.includes('\0')) return false;
  findings.push(sourceFindings.binary({ path: source.path }, fileStart(source.path)));
  return true;
}

/** A file of diagrams is one; a Markdown file holds them in fences; standard input may be either. */
function diagramsOf(source: SourceText): FoundDiagram[] {
  const extension = extensionOf(source.path);
  if (DIAGRAM_FILES.has(extension)) return [wholeText(source)];
  const fences = fencesOf(source);
  if (MARKDOWN_FILES.has(extension) || fences.length > 0) return fences;
  return source.text.trim() === '' || source.path !== '-' ? [] : [wholeText(source)];
}

function wholeText(source: SourceText): FoundDiagram {
  return { source, text: source.text, lineOffsets: source.lineStarts, index: 1 };
}

function fencesOf(source: SourceText): FoundDiagram[] {
  return parseMarkdown(source)
    .fences.filter(({ language }) => FENCE_LANGUAGES.has(language))
    .map(({ language, code, lineOffsets }, position) => {
      const options = language.startsWith('{') ? (/^(?::[\w-]+:[^\n]*\n)+/.exec(code)?.[0] ?? '') : '';
      const text = code.slice(options.length);
      return { source, text, lineOffsets: lineOffsets.slice(options.split('\n').length - 1), index: position + 1 };
    });
}
