import { element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { WORDS } from '../words/words.js';

/** Says across the page that the server is gone, and that what is seen is the last state. */
export function createConnectionBanner(store: PageStore): HTMLElement {
  const title = element('strong');
  const text = element('span');
  const banner = element('div', { class: 'connection-banner', role: 'alert' }, title, text);
  store.follow(
    ({ connection, language }) => [connection, language] as const,
    (connection, language) => {
      const words = WORDS[language];
      banner.hidden = connection === 'live' || connection === 'starting';
      document.body.dataset['connection'] = connection;
      title.textContent = connection === 'refused' ? words.refusedTitle : words.lostTitle;
      text.textContent = connection === 'refused' ? words.refusedText : words.lostText;
    },
  );
  return banner;
}
