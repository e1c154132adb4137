import { directoryOf, joinPath, relativePath } from '../../base/paths.js';
import { lineText, type Place, type SourceText } from '../../base/text.js';
import { visibleText } from '../../findings/render/escape.js';
import type { PlacedLoop, PlacedStart, SnippetPlaces } from '../../runs/snippet/write-snippet.js';
import type { Element, Loop, Pipeline } from '../../training/pipeline.js';

/**
 * Where in a script a profiler goes: at the end of the loop in which the optimizer steps, and after the optimizer is made,
 * whose call names the model. Undefined when the loop is in a library, or either is not in a text that was read.
 */
export function placeSnippet(pipeline: Pipeline, sources: readonly SourceText[]): SnippetPlaces | undefined {
  const textOf = (path: string): SourceText | undefined => sources.find((source) => source.path === path);
  const loop = findLoop(pipeline);
  const source = loop && textOf(loop.place.file);
  // A library that trains has no line for it: `trainer.fit(model)`.
  if (!source || !/^\s*(?:async\s+)?(?:for|while)\b/u.test(lineText(source, loop.place.line))) return undefined;
  const made = findStart(pipeline, textOf);
  if (!made) return undefined;
  const start = beforeLoop(made, loop, pipeline, source) ?? made;
  const script = pipeline.place.file;
  const importedFrom = start.file === source.path ? undefined : moduleOf(script, source.path);
  return {
    script: visibleText(script),
    file: visibleText(source.path),
    importsEnd: lastImport(source),
    model: { ...start, file: visibleText(start.file), ...(importedFrom === undefined ? {} : { importedFrom }) },
    loop: placeLoop(source, loop.place),
  };
}

/** The innermost one in which the optimizer steps; without one, the one that goes over the batches. */
function findLoop({ elements, loops }: Pipeline): Loop | undefined {
  const steps = elements.filter(({ role, phase }) => role === 'optimizer-step' && phase !== 'evaluation');
  const inner = steps.map(({ loop }) => loops.find(({ id }) => id === loop)).find((loop) => loop !== undefined);
  return inner ?? loops.find(({ kind }) => kind === 'step');
}

const PARAMETERS = /([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\.(?:named_)?parameters\(/u;
const ASSIGNED = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?::[^=]*)?=(?!=)/u;

/** `Adam(model.parameters(), …)` names what is trained, where it is complete; `model = Net()` is the next best. */
function findStart({ elements }: Pipeline, textOf: (path: string) => SourceText | undefined): PlacedStart | undefined {
  const asked = (role: Element['role'], pattern: RegExp): PlacedStart | undefined => {
    for (const element of elements) {
      if (element.role !== role || element.phase === 'evaluation') continue;
      const source = textOf(element.place.file);
      const { line, endLine } = element.place;
      const variable =
        source &&
        pattern.exec(
          source.text
            .split('\n')
            .slice(line - 1, endLine)
            .join('\n'),
        )?.[1];
      if (source && variable) return { variable, ...placeAfter(source, element.place) };
    }
    return undefined;
  };
  return asked('optimizer', PARAMETERS) ?? asked('parallel', ASSIGNED) ?? asked('model', ASSIGNED);
}

function placeAfter(source: SourceText, { line, endLine }: Place): Omit<PlacedStart, 'variable'> {
  const text = lineText(source, line);
  return { file: source.path, side: 'after', line: endLine, text: visibleText(text.trim()), indent: indentOf(text) };
}

/**
 * Before the outermost loop that comes after it in the same function: the model may be wrapped in between, and the optimizer
 * be made in one of two branches.
 */
function beforeLoop(
  made: PlacedStart,
  innermost: Loop,
  { loops }: Pipeline,
  source: SourceText,
): PlacedStart | undefined {
  if (made.file !== source.path) return undefined;
  const owner = functionOf(source, made.line);
  let found: Loop | undefined;
  for (let loop: Loop | undefined = innermost; loop; loop = loops.find(({ id }) => id === loop?.parent)) {
    const { file, line } = loop.place;
    if (file === source.path && line > made.line && functionOf(source, line) === owner) found = loop;
  }
  if (!found) return undefined;
  const text = lineText(source, found.place.line);
  const { variable, file } = made;
  return {
    variable,
    file,
    side: 'before',
    line: found.place.line,
    text: visibleText(text.trim()),
    indent: indentOf(text),
  };
}

/** The line of the `def` that holds a line; 0 at the top. */
function functionOf(source: SourceText, line: number): number {
  let indent = indentOf(lineText(source, line)).length;
  for (let above = line - 1; above > 0 && indent > 0; above--) {
    const text = lineText(source, above);
    const own = indentOf(text).length;
    if (text.trim() === '' || own >= indent) continue;
    if (/^\s*(?:async\s+)?def\s/u.test(text)) return above;
    indent = own;
  }
  return 0;
}

function placeLoop(source: SourceText, { line, endLine }: Place): PlacedLoop {
  const header = lineText(source, line);
  const own = indentOf(header);
  const body = source.text
    .split('\n')
    .slice(line, endLine)
    .filter((text) => text.trim() !== '' && !text.trim().startsWith('#'))
    .map(indentOf)
    .filter((indent) => indent.length > own.length);
  const indent = body.reduce((least, one) => (one.length < least.length ? one : least), body[0] ?? `${own}    `);
  return { line, endLine, text: visibleText(header.trim()), indent };
}

function indentOf(text: string): string {
  return /^[ \t]*/u.exec(text)?.[0] ?? '';
}

/** Of the imports at the beginning of lines; those in brackets end with the bracket. */
function lastImport(source: SourceText): number {
  const lines = source.text.split('\n');
  let last = 0;
  for (const [at, text] of lines.entries()) {
    if (!/^(?:import|from)\s/u.test(text)) continue;
    last = at + 1;
    if (text.includes('(') && !text.includes(')')) {
      const closing = lines.findIndex((line, index) => index > at && line.includes(')'));
      if (closing > at) last = closing + 1;
    }
  }
  return last;
}

/** As the script imports it: `engine` for a file beside it. */
function moduleOf(script: string, path: string): string | undefined {
  if (path === script) return '__main__';
  const inside = relativePath(joinPath('/', directoryOf(script)), joinPath('/', path));
  const name = inside.replace(/(?:\/__init__)?\.py$/u, '').replaceAll('/', '.');
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/u.test(name) ? name : undefined;
}
