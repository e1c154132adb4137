import { START_PROFILER } from './start-profiler.js';

/** Where in a script the three parts go. Files as the user names them; lines count from one. */
export interface SnippetPlaces {
  /** What is profiled: `train.py`. */
  readonly script: string;
  /** File of the loop over the batches: what stands there finds `prof`. */
  readonly file: string;
  /** Last line of its imports; 0 when it has none. */
  readonly importsEnd: number;
  readonly model: PlacedStart;
  readonly loop: PlacedLoop;
}

export interface PlacedStart {
  /** `model`, `self.net` */
  readonly variable: string;
  readonly file: string;
  /** A line after which the variable holds what is trained, or the loop before which it does. */
  readonly side: 'after' | 'before';
  readonly line: number;
  readonly text: string;
  readonly indent: string;
  /** `engine`, where the function has to be imported from there. */
  readonly importedFrom?: string;
}

export interface PlacedLoop {
  readonly line: number;
  /** Its last line. */
  readonly endLine: number;
  readonly text: string;
  /** Of its body. */
  readonly indent: string;
}

const TAKE_OUT = `# A profile of a few steps, in three places; nothing else of the script changes. Take it out when you have the trace.`;

/** The text to paste into a script; `places` when it is known which one. All of it is Python: comments say where it goes. */
export function writeSnippet(places?: SnippetPlaces): string {
  return `${(places === undefined ? writeAnywhere() : writePlaced(places)).join('\n')}\n`;
}

function writeAnywhere(): readonly string[] {
  return [
    TAKE_OUT,
    '',
    '# 1. After the imports of the file that holds the loop over the batches:',
    '',
    START_PROFILER.trimEnd(),
    '',
    '',
    '# 2. Once, after the model and its optimizer are made:',
    '#',
    '#     start_profiler(model)',
    '#',
    '# 3. As the last line of the loop over the batches:',
    '#',
    '#     prof.step()',
    '#',
    '# Then: torchdock profile traces --script train.py',
  ];
}

function writePlaced({ script, file, importsEnd, model, loop }: SnippetPlaces): readonly string[] {
  const { importedFrom } = model;
  const where = importsEnd === 0 ? 'at its beginning' : `after its imports, line ${importsEnd}`;
  return [
    TAKE_OUT,
    '',
    `# 1. In ${file}, ${where}:`,
    '',
    START_PROFILER.trimEnd(),
    '',
    '',
    `# 2. In ${model.file}, ${model.side} line ${model.line}: ${model.text}`,
    '#',
    ...(importedFrom === undefined ? [] : [`#${model.indent}from ${importedFrom} import start_profiler`]),
    `#${model.indent}start_profiler(${model.variable})`,
    '#',
    `# 3. In ${file}, after line ${loop.endLine}, as the last line of the loop of line ${loop.line}: ${loop.text}`,
    '#',
    `#${loop.indent}prof.step()`,
    '#',
    `# Then: torchdock profile traces --script ${script}`,
  ];
}
