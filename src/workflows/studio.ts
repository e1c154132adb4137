import { baseNameOf, joinPath } from '../base/paths.js';
import type { SourceText } from '../base/text.js';
import type { Finding } from '../findings/finding.js';
import type { Host } from '../host/host.js';
import { READERS } from '../readers/table.js';
import type { Diagram } from '../views/diagram.js';
import { createDiagramBuilder } from '../views/diagram-builder.js';
import { MODEL_VIEW, PIPELINE_VIEW, RUN_VIEW, VIEWS } from '../views/table.js';
import type { ViewOptions } from '../views/view.js';
import { mermaidNames } from '../writers/mermaid/mermaid-names.js';
import { writeMermaid } from '../writers/mermaid/write-mermaid.js';
import { runRules } from './check/run-rules.js';
import { siftFindings } from './check/sift-findings.js';
import type { Drawn } from './draw/drawn.js';
import { drawView } from './draw.js';
import { drawModelView } from './draw-model.js';
import { drawPipelineView } from './draw-pipeline.js';
import { listModels } from './model/list-models.js';
import { collectGraph } from './sources/collect.js';
import { findLinks, type StudioLink } from './studio/find-links.js';
import { openRuns, type StudioRuns } from './studio/open-runs.js';
import type { RunDesk } from './studio/run-desk.js';
import { findEntryPoints } from './training/find-entry-points.js';
import { type FoundTraining, findTrainings, trainingId, trainingStamp } from './training/find-trainings.js';
import { withPipelines } from './training/with-pipelines.js';

/** One reading of a folder: what the studio shows until the files change. */
export interface StudioReading {
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
  /** What a view can be asked to show one of: models, scripts that train, runs that left something behind. */
  readonly subjects: Readonly<Record<string, readonly StudioSubject[]>>;
  /** Differs when files differ that are read only when something is drawn. */
  readonly stamp: string;
  /** A text that was read for a drawing, beside `sources`. */
  findText(path: string): SourceText | undefined;
  /** Undefined when the folder holds nothing that this view shows. Without a subject the first is shown. */
  draw(view: string, options: ViewOptions, subject?: string): Promise<StudioDrawing | undefined>;
  /** What is told of runs beside their picture; absent where nobody opens runs. */
  readonly runs?: StudioRuns;
}

/** One of several things that a view can show. */
export interface StudioSubject {
  /** `src/model.py:resnet50`; `train.py --epochs 90` */
  readonly id: string;
  readonly label: string;
  readonly file: string;
}

/** A diagram, its Mermaid text, and how the text calls each node of the diagram. */
export interface StudioDrawing {
  readonly diagram: Diagram;
  readonly mermaid: string;
  readonly names: ReadonlyMap<string, string>;
  /** Where its boxes lead, by their ids. */
  readonly links: ReadonlyMap<string, StudioLink>;
}

/** What the studio can show, whatever the folder: the tables, as far as a person wants to know them. */
export interface StudioOffer {
  readonly views: readonly { readonly name: string; readonly summary: string }[];
  readonly reads: readonly { readonly title: string; readonly files: readonly string[] }[];
}

export function offerStudio(): StudioOffer {
  return {
    views: [...VIEWS, PIPELINE_VIEW, MODEL_VIEW, RUN_VIEW].map(({ name, summary }) => ({ name, summary })),
    // A command line given with `--run` is no file of a folder.
    reads: READERS.filter(({ kind }) => kind !== 'run-line').map(({ title, files }) => ({ title, files })),
  };
}

/**
 * From a folder to everything that can be asked about it: folder → graph, models, trainings, runs, findings; view → diagram →
 * Mermaid. Without a desk runs are not shown.
 */
export async function readForStudio(host: Host, folder: string, desk?: RunDesk): Promise<StudioReading> {
  const collected = await withPipelines(host, await collectGraph(host, { paths: [folder], base: folder }));
  const ruled = await runRules(collected.index);
  const sifted = await siftFindings(collected.sources, [...collected.findings, ...ruled.findings]);
  // As seen from the folder, so that places are named from there.
  const root = joinPath(host.workingDirectory, folder);
  const inside: Host = { ...host, workingDirectory: root };
  const { models, sources, stamp } = listModels(inside, '.');
  const trainings = findTrainings(inside, root, root, findEntryPoints(host, collected.root, collected.index));
  const offeredModels = models.map(({ path, name }) => ({ id: `${path}:${name}`, label: name, file: path }));
  const runs = desk && (await openRuns(inside, desk, { trainings, models: offeredModels }));
  const subjects: StudioReading['subjects'] = {
    [PIPELINE_VIEW.name]: trainings.map(describeTraining),
    [MODEL_VIEW.name]: offeredModels,
    [RUN_VIEW.name]: runs?.subjects ?? [],
  };
  const texts = new Map([...sources, ...collected.sources].map((source) => [source.path, source]));
  const drawOne = async (
    view: string,
    options: ViewOptions,
    asked: string | undefined,
  ): Promise<Diagram | undefined> => {
    // Only what was found is drawn: the page does not choose what is evaluated.
    const offered = subjects[view] ?? [];
    const subject = offered.find(({ id }) => id === asked) ?? offered[0];
    if (!subject) return undefined;
    const training = trainings.find((one) => trainingId(one) === subject.id);
    const drawn: Drawn =
      runs && view === RUN_VIEW.name
        ? await runs.draw(subject.id, options)
        : view === PIPELINE_VIEW.name
          ? await drawPipelineView(inside, { target: subject.file, arguments: training?.arguments ?? [] }, options)
          : await drawModelView(inside, { target: subject.id }, options);
    for (const source of drawn.sources) texts.set(source.path, source);
    return drawn.kind === 'drawn' ? drawn.diagram : drawRefusal(view, subject, drawn.findings, options);
  };
  return {
    sources: collected.sources,
    findings: sifted.findings,
    subjects,
    stamp: [stamp, trainingStamp(trainings), runs?.stamp ?? ''].join(' '),
    findText: (path) => texts.get(path),
    draw: async (view, options, subject) => {
      const diagram =
        subjects[view] === undefined ? await drawView(collected, view, options) : await drawOne(view, options, subject);
      const links = diagram && findLinks(diagram, subjects);
      return diagram && links && { diagram, mermaid: writeMermaid(diagram), names: mermaidNames(diagram), links };
    },
    ...(runs === undefined ? {} : { runs }),
  };
}

/** A script that several commands start is told apart by who starts it. */
function describeTraining(training: FoundTraining): StudioSubject {
  const { file, startedBy } = training;
  const told = startedBy && `${startedBy.launcher} (${startedBy.place.file}:${startedBy.place.line})`;
  return { id: trainingId(training), label: [baseNameOf(file), told].filter(Boolean).join(' · '), file };
}

/** One box that says why there is no picture, and opens the line that is why. */
function drawRefusal(
  view: string,
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
    view,
    title: label,
    description: first?.message ?? '',
    language,
    direction: direction ?? 'TB',
  });
}
