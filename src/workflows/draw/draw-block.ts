import { uniqueBy } from '../../base/order.js';
import { directoryOf, joinPath, relativePath } from '../../base/paths.js';
import type { Place, SourceText } from '../../base/text.js';
import type { BlockSettings } from '../../blocks/block-settings.js';
import { writeBlockContent } from '../../blocks/content.js';
import { readMermaid } from '../../blocks/read-mermaid.js';
import type { Finding } from '../../findings/finding.js';
import { type Host, HostError } from '../../host/host.js';
import type { Diagram } from '../../views/diagram.js';
import type { DrawnDiagram } from '../../views/diff-diagrams.js';
import { MODEL_VIEW, PIPELINE_VIEW, RUN_VIEW } from '../../views/table.js';
import { mermaidNames } from '../../writers/mermaid/mermaid-names.js';
import { writeMermaid } from '../../writers/mermaid/write-mermaid.js';
import { drawView } from '../draw.js';
import { drawModelView } from '../draw-model.js';
import { drawPipelineView } from '../draw-pipeline.js';
import { drawRunView } from '../draw-run.js';
import { type Collected, type CollectRequest, collectGraph } from '../sources/collect.js';
import { showsPipelines, withPipelines } from '../training/with-pipelines.js';
import { splitArguments } from './split-arguments.js';

/** What a block is to hold. */
export type DrawnBlock =
  | {
      readonly isDrawn: true;
      readonly mermaid: string;
      /** What stands between the markers. */
      readonly content: string;
      /** The picture for comparison, with places relative to the working directory. */
      readonly drawn: DrawnDiagram;
      /** Errors of the sources that were read; the picture lacks what they could not say. */
      readonly findings: readonly Finding[];
    }
  | { readonly isDrawn: false; readonly reason: string };

/** Draws blocks; sources that several blocks share are read once. */
export function createBlockDrawer(host: Host): (markdownPath: string, settings: BlockSettings) => Promise<DrawnBlock> {
  const collections = new Map<string, Promise<Collected>>();
  const collect = (request: CollectRequest, isFollowed: boolean): Promise<Collected> => {
    const key = JSON.stringify([request, isFollowed]);
    const read = (): Promise<Collected> =>
      isFollowed ? collect(request, false).then((plain) => withPipelines(host, plain)) : collectGraph(host, request);
    const collected = collections.get(key) ?? read();
    collections.set(key, collected);
    return collected;
  };
  return async (markdownPath, settings) => {
    const folder = directoryOf(markdownPath);
    const { runLines, language, direction, depth, view } = settings;
    const named = settings.sources.map((source) => joinPath(folder, source));
    const paths = named.length === 0 ? [folder] : named;
    try {
      if (view === MODEL_VIEW.name) return await drawModelBlock(host, folder, settings);
      if (view === PIPELINE_VIEW.name) return await drawPipelineBlock(host, folder, settings);
      if (view === RUN_VIEW.name) return await drawRunBlock(host, folder, settings);
      const collected = await collect({ paths, runLines, base: folder }, showsPipelines(view, settings));
      const diagram = await drawView(collected, view, {
        language,
        ...(direction === undefined ? {} : { direction }),
        ...(depth === undefined ? {} : { depth }),
      });
      if (!diagram) return { isDrawn: false, reason: 'they hold nothing that it shows' };
      return describe(diagram, { prefix: relativePath(host.workingDirectory, collected.root), ...collected });
    } catch (error) {
      if (error instanceof HostError) return { isDrawn: false, reason: describeTrouble(host, error) };
      throw error;
    }
  };
}

function describeTrouble(host: Host, { code, path, message }: HostError): string {
  return code === 'ENOENT' ? `${relativePath(host.workingDirectory, path)} does not exist` : message;
}

/** A model's source is named for itself; its places are told from the working directory already. */
async function drawModelBlock(host: Host, base: string, settings: BlockSettings): Promise<DrawnBlock> {
  const { language, direction, depth, inputs, sources } = settings;
  const drawn = await drawModelView(
    host,
    { target: sources[0] ?? '.', inputs, base },
    {
      language,
      ...(direction === undefined ? {} : { direction }),
      ...(depth === undefined ? {} : { depth }),
    },
  );
  if (drawn.kind === 'refused') return { isDrawn: false, reason: drawn.findings[0]?.message ?? 'they hold no model' };
  return describe(drawn.diagram, { prefix: '.', ...drawn });
}

/** A script is one file; its places are told from the working directory already. */
async function drawPipelineBlock(host: Host, base: string, settings: BlockSettings): Promise<DrawnBlock> {
  const { language, direction, depth, scriptArguments, sources } = settings;
  const drawn = await drawPipelineView(
    host,
    {
      target: sources[0] ?? '.',
      base,
      ...(scriptArguments === undefined ? {} : { arguments: splitArguments(scriptArguments) }),
    },
    {
      language,
      ...(direction === undefined ? {} : { direction }),
      ...(depth === undefined ? {} : { depth }),
    },
  );
  if (drawn.kind === 'refused')
    return { isDrawn: false, reason: drawn.findings[0]?.message ?? 'nothing in them trains' };
  return describe(drawn.diagram, { prefix: '.', ...drawn });
}

/** What a run left behind, over the script and the model that it names. */
async function drawRunBlock(host: Host, base: string, settings: BlockSettings): Promise<DrawnBlock> {
  const { language, direction, depth, scriptArguments, sources, script, model } = settings;
  const drawn = await drawRunView(
    host,
    {
      paths: sources.length === 0 ? ['.'] : sources,
      base,
      script,
      model,
      ...(scriptArguments === undefined ? {} : { arguments: splitArguments(scriptArguments) }),
    },
    {
      language,
      ...(direction === undefined ? {} : { direction }),
      ...(depth === undefined ? {} : { depth }),
    },
  );
  if (drawn.kind === 'refused')
    return { isDrawn: false, reason: drawn.findings[0]?.message ?? 'no run has left anything in them' };
  return describe(drawn.diagram, { prefix: '.', ...drawn });
}

interface ReadFrom {
  /** What stands before the paths of places, to name them from the working directory. */
  readonly prefix: string;
  readonly sources: readonly SourceText[];
  readonly findings: readonly Finding[];
}

function describe(diagram: Diagram, read: ReadFrom): DrawnBlock {
  const { prefix } = read;
  const rename = (place: Place): Place =>
    place.file === '-' || place.file === '--run' ? place : { ...place, file: joinPath(prefix, place.file) };
  const mermaid = writeMermaid(diagram);
  const findings = read.findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => (finding.place ? { ...finding, place: rename(finding.place) } : finding));
  return {
    isDrawn: true,
    mermaid,
    content: writeBlockContent(mermaid, withoutLines(diagram.notes, read)),
    drawn: withOrigins(readMermaid(mermaid), diagram, rename),
    findings,
  };
}

/**
 * Notes may name places. In a page they name files only: a line number would make the page out of date whenever a line
 * is added above it, also when that line is in the page itself.
 */
function withoutLines(notes: readonly string[], { sources }: ReadFrom): readonly string[] {
  const paths = sources.map(({ path }) => path).sort((a, b) => b.length - a.length);
  const bare = notes.map((note) =>
    paths.reduce((text, path) => {
      const shown = text.split(path).map((part, at) => (at === 0 ? part : part.replace(/^:\d+/, '')));
      return shown.join(path).replaceAll(`${path}, ${path}`, path);
    }, note),
  );
  return uniqueBy(bare, (note) => note);
}

/** What is read back from the text, with the origins that only the diagram knows. */
function withOrigins(drawn: DrawnDiagram, diagram: Diagram, rename: (place: Place) => Place): DrawnDiagram {
  const names = mermaidNames(diagram);
  const origins = new Map(diagram.nodes.map(({ id, origin }) => [names.get(id), origin]));
  const located = (origin: Place | undefined): { readonly origin?: Place } =>
    origin === undefined ? {} : { origin: rename(origin) };
  return {
    ...drawn,
    nodes: drawn.nodes.map((node) => ({ ...node, ...located(origins.get(node.id)) })),
    edges: drawn.edges.map((edge, at) => ({ ...edge, ...located(diagram.edges[at]?.origin) })),
  };
}
