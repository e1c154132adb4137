import { element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { WORDS } from '../words/words.js';

/** What the picture leaves out or assumes: under it, never hidden, folded when it is long. */
export function createNotes(store: PageStore): HTMLElement {
  const summary = element('summary');
  const list = element('ul');
  const notes = element('details', { class: 'notes', open: true }, summary, list);
  let shown = '';
  store.follow(
    ({ picture, language }) => [picture, language] as const,
    (picture, language) => {
      const texts = picture.kind === 'drawn' ? picture.diagram.notes : [];
      notes.hidden = texts.length === 0;
      // Under a run there is its panel, which says what matters.
      const view = picture.kind === 'drawn' ? picture.diagram.view : '';
      if (view !== shown) notes.open = view !== 'run';
      shown = view;
      summary.textContent = WORDS[language].notes(texts.length);
      list.replaceChildren(...texts.map((text) => element('li', {}, text)));
    },
  );
  return notes;
}
