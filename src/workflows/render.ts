import { baseNameOf, extensionOf, joinPath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import { DrawingError } from '../drawing/drawing-error.js';
import { type Drawing, startDrawing } from '../drawing/start-drawing.js';
import { mermaidFindings } from '../findings/catalog/mermaid.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { type FoundDiagram, findDiagrams, placeInFile } from './sources/find-diagrams.js';

export type PictureFormat = 'svg' | 'png';

export interface RenderRequest {
  readonly paths: readonly string[];
  /** A file (several diagrams: `OUT-1.svg`, `OUT-2.svg`, …), a folder that exists, or `-` for the one picture itself. */
  readonly output: string;
  /** Default: by the extension of `output`, else SVG. */
  readonly format?: PictureFormat;
  /** Pixels of a PNG for each unit of the drawing. */
  readonly scale: number;
  /** Only the diagram of this number in its file, counted from 1. */
  readonly index?: number;
}

export interface Rendered {
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
  /** Paths of the files that were written, as they were asked for. */
  readonly written: readonly string[];
  /** The picture, when `output` is `-` and it could be drawn. */
  readonly picture?: string | Uint8Array;
}

/** Draws Mermaid texts into files. A text that cannot be drawn is a finding, and the others are drawn all the same. */
export async function renderDiagrams(host: Host, request: RenderRequest): Promise<Rendered> {
  // 1. The worker loads Mermaid while the files are read.
  const drawing = startDrawing(host);
  try {
    const { sources, diagrams, findings } = await findDiagrams(host, request.paths);
    // 2. Which of them, and under which names.
    const wanted = diagrams.filter(({ index }) => request.index === undefined || index === request.index);
    const problems = [...findings, ...findMissing(request, sources, diagrams, wanted)];
    const format = request.format ?? (extensionOf(request.output) === 'png' ? 'png' : 'svg');
    if (request.output === '-' && wanted.length > 1) {
      return {
        sources,
        findings: [...problems, mermaidFindings.severalForOutput({ count: wanted.length })],
        written: [],
      };
    }
    const names = nameOutputs(host, request, wanted, format);
    // 3. Each in turn by a warm worker; many are shared between two.
    const results = await drawAll(host, drawing, wanted, format, request.scale);
    // 4. Written in their order, so that a run that is broken off leaves the first ones.
    const written: string[] = [];
    let picture: string | Uint8Array | undefined;
    for (const [position, result] of results.entries()) {
      const name = names[position] ?? '-';
      if ('finding' in result) problems.push(result.finding);
      else if (name === '-') ({ picture } = result);
      else {
        host.writeFile(joinPath(host.workingDirectory, name), result.picture);
        written.push(name);
      }
    }
    return { sources, findings: problems, written, ...(picture === undefined ? {} : { picture }) };
  } finally {
    drawing.close();
  }
}

type Drawn = { readonly picture: string | Uint8Array } | { readonly finding: Finding };

/** From this many on, loading Mermaid a second time costs less than it saves. */
const MANY_DIAGRAMS = 8;

async function drawAll(
  host: Host,
  drawing: Drawing,
  diagrams: readonly FoundDiagram[],
  format: PictureFormat,
  scale: number,
): Promise<readonly Drawn[]> {
  const second = diagrams.length >= MANY_DIAGRAMS ? startDrawing(host) : undefined;
  const results: Drawn[] = [];
  let next = 0;
  const work = async (by: Drawing): Promise<void> => {
    for (let at = next++; at < diagrams.length; at = next++) {
      const diagram = diagrams[at];
      if (diagram) results[at] = await drawDiagram(by, diagram, format, scale);
    }
  };
  try {
    await Promise.all([work(drawing), ...(second ? [work(second)] : [])]);
    return results;
  } finally {
    second?.close();
  }
}

async function drawDiagram(
  drawing: Drawing,
  diagram: FoundDiagram,
  format: PictureFormat,
  scale: number,
): Promise<Drawn> {
  try {
    const svg = await drawing.renderSvg(diagram.text);
    return { picture: format === 'svg' ? svg : (await drawing.renderPng(svg, scale)).png };
  } catch (error) {
    if (!(error instanceof DrawingError)) throw error;
    return { finding: { ...error.finding, place: placeInFile(diagram, error.problem ?? { line: 1, column: 1 }) } };
  }
}

function findMissing(
  { index }: RenderRequest,
  sources: readonly SourceText[],
  diagrams: readonly FoundDiagram[],
  wanted: readonly FoundDiagram[],
): Finding[] {
  if (index === undefined || diagrams.length === 0) return [];
  return sources
    .filter((source) => !wanted.some((diagram) => diagram.source === source))
    .map(({ path }) => {
      const count = diagrams.filter((diagram) => diagram.source.path === path).length;
      return mermaidFindings.noSuchDiagram({ path, index: String(index), count });
    });
}

/** One name for each diagram: the file asked for, numbered when there are several, or names of their own in a folder. */
function nameOutputs(
  host: Host,
  { output }: RenderRequest,
  wanted: readonly FoundDiagram[],
  format: PictureFormat,
): string[] {
  if (output === '-') return wanted.map(() => '-');
  const isFolder = output.endsWith('/') || host.status(joinPath(host.workingDirectory, output))?.kind === 'directory';
  if (!isFolder) {
    const stem = output.replace(/\.[^./]+$/, '');
    const extension = output.slice(stem.length) || `.${format}`;
    return wanted.map((_, position) => (wanted.length === 1 ? output : `${stem}-${position + 1}${extension}`));
  }
  const stems = new Set(wanted.map(({ source }) => stemOf(source)));
  const isClear = stems.size === new Set(wanted.map(({ source }) => source.path)).size;
  return wanted.map(({ source, index }) => {
    const stem = isClear ? stemOf(source) : source.path.replace(/\.[^./]+$/, '').replaceAll(/[^\w.-]+/g, '-');
    const isOnly = wanted.filter((other) => other.source === source).length === 1;
    return joinPath(output, `${stem}${isOnly ? '' : `-${index}`}.${format}`);
  });
}

function stemOf(source: SourceText): string {
  return source.path === '-' ? 'diagram' : baseNameOf(source.path).replace(/\.[^.]+$/, '');
}
