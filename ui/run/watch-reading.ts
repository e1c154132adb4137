import { type PageStore, shownSubject, shownView } from '../page-state.js';
import { fetchRunProgress } from '../server-client.js';

/** What is read sooner is not worth a word. */
const PATIENCE_MS = 250;
const EVERY_MS = 400;

/**
 * Says in place of the picture how far the reading of a run has come, unless that run is shown already; returns the way to
 * stop.
 */
export function watchReading(store: PageStore, isWanted: () => boolean): () => void {
  const state = store.get();
  const subject = shownSubject(state);
  const { run } = state;
  const isShown = run.kind === 'read' && run.subject === subject;
  if (shownView(state) !== 'run' || subject === undefined || isShown) return () => undefined;
  let timer = setTimeout(() => void tell(), PATIENCE_MS);
  let isOver = false;
  const tell = async (): Promise<void> => {
    const reply = await fetchRunProgress(subject).catch(() => undefined);
    if (isOver || !isWanted()) return;
    const progress = reply?.progress;
    store.update({
      picture: { kind: 'reading', ...(progress === undefined ? {} : { progress }) },
      run: { kind: 'none' },
    });
    timer = setTimeout(() => void tell(), EVERY_MS);
  };
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
