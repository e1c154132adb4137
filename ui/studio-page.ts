import type { Place } from '../src/base/text.js';
import { type DrawingFrame, openDrawingFrame } from './drawing/drawing-frame.js';
import {
  findingKey,
  type PageActions,
  type PageState,
  type PageStore,
  type Picture,
  type ShownRun,
  shownSubject,
  shownView,
} from './page-state.js';
import { watchReading } from './run/watch-reading.js';
import { fetchDiagram, fetchRun, fetchSource, fetchState, followRevisions, RefusedError } from './server-client.js';

/**
 * What happens on the page:
 *
 *     revision → state (views, findings, files) → diagram of the chosen view → Mermaid in its frame → picture
 *                                               → what stands beside a run
 *                                               → lines of what is selected → source
 *
 * Each step may be overtaken by a newer one; what arrives late is dropped.
 */
export function runStudioPage(store: PageStore): PageActions {
  const draw = createDrawer(store);
  const showSource = createSourceFinder(store);
  const refresh = async (): Promise<void> => {
    try {
      const studio = await fetchState();
      store.update({ connection: 'live', studio });
      await draw();
      await showSource();
    } catch (error) {
      store.update({ connection: error instanceof RefusedError ? 'refused' : 'lost' });
    }
  };
  const oneByOne = createQueue(refresh);
  followRevisions({
    onRevision: (revision) => {
      const { connection, studio } = store.get();
      if (connection !== 'live' || studio?.revision !== revision) oneByOne();
    },
    onLost: () => store.update({ connection: 'lost' }),
    onRefused: () => store.update({ connection: 'refused' }),
  });
  const redraw = (change: Partial<PageState>): void => {
    store.update(change);
    draw().catch(() => store.update({ connection: 'lost' }));
  };
  return {
    showView: (view) => redraw({ view, selection: undefined, source: undefined }),
    showSubject: (subject) => redraw({ subject, selection: undefined, source: undefined }),
    follow: ({ view, subject }) => redraw({ view, subject, selection: undefined, source: undefined }),
    speak: (language) => redraw({ language }),
    turn: (direction) => redraw({ direction }),
    select: (selection) => {
      store.update({ selection });
      showSource().catch(() => store.update({ connection: 'lost' }));
    },
  };
}

/** Runs one at a time; calls during a run become one more run. */
function createQueue(run: () => Promise<void>): () => void {
  let isRunning = false;
  let isWanted = false;
  const start = async (): Promise<void> => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await run();
    }
    isRunning = false;
  };
  return () => void start();
}

function createDrawer(store: PageStore): () => Promise<void> {
  let frame: DrawingFrame | undefined;
  let lastTurn = 0;
  return async () => {
    lastTurn += 1;
    const turn = lastTurn;
    const isLast = (): boolean => turn === lastTurn;
    const stopWatching = watchReading(store, isLast);
    const picture = await drawPicture(store.get(), (address) => (frame ??= openDrawingFrame(address))).finally(
      stopWatching,
    );
    if (!isLast()) return;
    const run = await readRun(store.get(), picture);
    if (!isLast()) return;
    const { selection } = store.get();
    const isGone =
      selection?.kind === 'node' &&
      picture.kind === 'drawn' &&
      !picture.diagram.nodes.some(({ id }) => id === selection.id);
    store.update({ picture, run, ...(isGone ? { selection: undefined, source: undefined } : {}) });
  };
}

async function drawPicture(state: PageState, open: (address: string) => DrawingFrame): Promise<Picture> {
  const { studio, language, direction } = state;
  if (studio === undefined) return { kind: 'waiting' };
  const view = shownView(state);
  if (view === undefined) return { kind: 'nothing' };
  const subject = shownSubject(state);
  const { diagram } = await fetchDiagram({
    view,
    language,
    ...(direction === undefined ? {} : { direction }),
    ...(subject === undefined ? {} : { subject }),
  });
  if (diagram === undefined) return { kind: 'nothing' };
  try {
    return { kind: 'drawn', diagram, drawing: await open(studio.drawingFrame).draw(diagram.mermaid) };
  } catch (error) {
    return { kind: 'failed', diagram, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function readRun(state: PageState, picture: Picture): Promise<ShownRun> {
  const subject = shownSubject(state);
  if (shownView(state) !== 'run' || subject === undefined || picture.kind === 'nothing') return { kind: 'none' };
  const { panel } = await fetchRun(subject, state.language);
  // Where it could not be read, the picture says so.
  return panel === undefined ? { kind: 'none' } : { kind: 'read', subject, panel };
}

function createSourceFinder(store: PageStore): () => Promise<void> {
  let lastTurn = 0;
  return async () => {
    lastTurn += 1;
    const turn = lastTurn;
    const { selection } = store.get();
    const place = selectedPlace(store.get());
    const file = selection?.kind === 'file' ? selection.file : place?.file;
    const excerpt = file === undefined ? undefined : await fetchSource(file, place?.line ?? 1);
    if (turn !== lastTurn) return;
    store.update({ source: excerpt && { excerpt, ...(place === undefined ? {} : { place }) } });
  };
}

function selectedPlace({ selection, picture, studio }: PageState): Place | undefined {
  if (selection?.kind === 'finding')
    return studio?.findings.find((finding) => findingKey(finding) === selection.key)?.place;
  if (selection?.kind === 'place') return selection.place;
  if (selection?.kind !== 'node' || picture.kind !== 'drawn') return undefined;
  return picture.diagram.nodes.find(({ id }) => id === selection.id)?.origin;
}
