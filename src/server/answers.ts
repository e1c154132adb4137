import type { Direction, Language } from '../views/diagram.js';
import type { StudioDrawing, StudioOffer } from '../workflows/studio.js';
import type { LiveFolder } from './live-folder.js';
import type { DiagramReply, DrawnDiagram, DrawnNode, SourceExcerpt, StudioState } from './protocol.js';
import { excerptSource } from './source-excerpt.js';

export interface StudioFacts {
  /** Name of the folder, as the page shows it. */
  readonly folderName: string;
  readonly offer: StudioOffer;
  readonly drawingFrame: string;
}

export async function answerState(folder: LiveFolder, facts: StudioFacts): Promise<StudioState> {
  const { revision, reading, problem } = folder.snapshot;
  const views = await Promise.all(
    facts.offer.views.map(async (view) => {
      const subjects = reading.subjects[view.name];
      // Of what there are several to choose from, none is drawn before it is asked for.
      const isDrawable = subjects
        ? subjects.length > 0
        : (await reading.draw(view.name, { language: 'en' })) !== undefined;
      return { ...view, isDrawable, subjects: subjects ?? [] };
    }),
  );
  return {
    schema: 'studio/1',
    folder: facts.folderName,
    revision,
    isWatching: folder.isWatching,
    ...(problem === undefined ? {} : { problem }),
    views,
    findings: reading.findings,
    files: reading.sources.map(({ path }) => path),
    reads: facts.offer.reads,
    drawingFrame: facts.drawingFrame,
  };
}

export async function answerDiagram(folder: LiveFolder, query: URLSearchParams): Promise<DiagramReply> {
  const { revision, reading } = folder.snapshot;
  const direction = readDirection(query.get('direction'));
  const options = {
    language: readLanguage(query.get('language')),
    ...(direction === undefined ? {} : { direction }),
  };
  const drawing = await reading.draw(query.get('view') ?? '', options, query.get('subject') ?? undefined);
  return {
    schema: 'studio-diagram/1',
    revision,
    ...(drawing === undefined ? {} : { diagram: describeDrawing(drawing) }),
  };
}

/** Only what was read is shown: the path is looked up among the sources, the disk is not asked. */
export function answerSource(folder: LiveFolder, query: URLSearchParams): SourceExcerpt | undefined {
  const file = query.get('file');
  const { sources, findText } = folder.snapshot.reading;
  const source = sources.find(({ path }) => path === file) ?? (file === null ? undefined : findText(file));
  return source && excerptSource(source, Math.trunc(Number(query.get('line'))) || 1);
}

function describeDrawing({ diagram, mermaid, names, links }: StudioDrawing): DrawnDiagram {
  const { view, title, description, language, direction, notes } = diagram;
  const nodes = diagram.nodes.flatMap(({ id, kind, label, origin, facts }): DrawnNode[] => {
    const name = names.get(id);
    const leadsTo = links.get(id);
    if (name === undefined) return [];
    return [
      {
        id: name,
        kind,
        label,
        facts,
        ...(origin === undefined ? {} : { origin }),
        ...(leadsTo === undefined ? {} : { leadsTo }),
      },
    ];
  });
  return { view, title, description, language, direction, notes, mermaid, nodes };
}

function readLanguage(text: string | null): Language {
  return text === 'zh' ? 'zh' : 'en';
}

function readDirection(text: string | null): Direction | undefined {
  return text === 'LR' || text === 'TB' ? text : undefined;
}
