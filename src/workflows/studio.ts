import { joinPath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { READERS } from '../readers/table.js';
import type { Diagram } from '../views/diagram.js';
import { createDiagramBuilder } from '../views/diagram-builder.js';
import { MODEL_VIEW, VIEWS } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import { mermaidNames } from '../writers/mermaid/mermaid-names.js';
import { writeMermaid } from '../writers/mermaid/write-mermaid.js';
import { collectGraph } from './collect.js';
import { drawView } from './draw.js';
import { drawModelView } from './draw-model.js';
import { listModels } from './model/list-models.js';
import { runRules } from './run-rules.js';
import { siftFindings } from './sift-findings.js';

/** One reading of a folder: what the studio shows until the files change. */
export interface StudioReading {
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
  /** What a view can be asked to show one of: models, for the view of models. */
  readonly subjects: Readonly<Record<string, readonly StudioSubject[]>>;
  /** Differs when files differ that are read only when something is drawn. */
  readonly stamp: string;
  /** A text that was read for a drawing, beside `sources`. */
  findText(path: string): SourceText | undefined;
  /** Undefined when the folder holds nothing that this view shows. Without a subject the first is shown. */
  draw(view: string, options: ViewOptions, subject?: string): Promise<StudioDrawing | undefined>;
}

/** One of several things that a view can show. */
export interface StudioSubject {
  /** `src/model.py:resnet50` */
  readonly id: string;
  readonly label: string;
  readonly file: string;
}

/** A diagram, its Mermaid text, and how the text calls each node of the diagram. */
export interface StudioDrawing {
  readonly diagram: Diagram;
  readonly mermaid: string;
  readonly names: ReadonlyMap<string, string>;
}

/** What the studio can show, whatever the folder: the tables, as far as a person wants to know them. */
export interface StudioOffer {
  readonly views: readonly { readonly name: string; readonly summary: string }[];
  readonly reads: readonly { readonly title: string; readonly files: readonly string[] }[];
}

export function offerStudio(): StudioOffer {
  return {
    views: [...VIEWS, MODEL_VIEW].map(({ name, summary }) => ({ name, summary })),
    // A command line given with `--run` is no file of a folder.
    reads: READERS.filter(({ kind }) => kind !== 'run-line').map(({ title, files }) => ({ title, files })),
  };
}

/** From a folder to everything that can be asked about it: folder → graph, models and findings; view → diagram → Mermaid. */
export async function readForStudio(host: Host, folder: string): Promise<StudioReading> {
  const collected = await collectGraph(host, { paths: [folder], base: folder });
  const ruled = await runRules(collected.index);
  const sifted = await siftFindings(collected.sources, [...collected.findings, ...ruled.findings]);
  // As seen from the folder, so that places are named from there.
  const inside: Host = { ...host, workingDirectory: joinPath(host.workingDirectory, folder) };
  const { models, sources, stamp } = listModels(inside, '.');
  const subjects = models.map(({ path, name }): StudioSubject => ({ id: `${path}:${name}`, label: name, file: path }));
  const texts = new Map(sources.map((source) => [source.path, source]));
  const drawModel = async (options: ViewOptions, asked: string | undefined): Promise<Diagram | undefined> => {
    // Only what was found is drawn: the page does not choose what is evaluated.
    const subject = subjects.find(({ id }) => id === asked) ?? subjects[0];
    if (!subject) return undefined;
    const drawn = await drawModelView(inside, { target: subject.id }, options);
    for (const source of drawn.sources) texts.set(source.path, source);
    return drawn.kind === 'drawn' ? drawn.diagram : drawRefusal(subject, drawn.findings, options);
  };
  return {
    sources: collected.sources,
    findings: sifted.findings,
    subjects: { [MODEL_VIEW.name]: subjects },
    stamp,
    findText: (path) => texts.get(path),
    draw: async (view, options, subject) => {
      const diagram =
        view === MODEL_VIEW.name ? await drawModel(options, subject) : await drawView(collected, view, options);
      return diagram && { diagram, mermaid: writeMermaid(diagram), names: mermaidNames(diagram) };
    },
  };
}

/** One box that says why there is no picture, and opens the line that is why. */
function drawRefusal(
  { label, file }: StudioSubject,
  findings: readonly Finding[],
  { language, direction }: ViewOptions,
): Diagram {
  const [first] = findings;
  const origin = first?.place;
  const builder = createDiagramBuilder();
  builder.addNode('refused', 'folded', [label, file], { origin, facts: { reason: first?.message } });
  for (const { message, hint } of findings) builder.addNote([message, hint].filter(Boolean).join('. '));
  return builder.build({
    view: MODEL_VIEW.name,
    title: label,
    description: first?.message ?? '',
    language,
    direction: direction ?? 'TB',
  });
}
