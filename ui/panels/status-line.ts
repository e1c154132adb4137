import { element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { WORDS } from '../words/words.js';

/** One line that says whether the page follows the files. */
export function createStatusLine(store: PageStore): HTMLElement {
  const text = element('span');
  const line = element('footer', { class: 'status-line' }, element('span', { class: 'status-dot' }), text);
  store.follow(
    ({ connection, studio, language }) => [connection, studio, language] as const,
    (connection, studio, language) => {
      const words = WORDS[language];
      const count = studio?.files.length ?? 0;
      const isFollowing = connection === 'live' && studio?.isWatching === true;
      line.dataset['following'] = String(isFollowing);
      text.textContent =
        connection === 'starting' || !studio
          ? words.starting
          : connection !== 'live'
            ? words.lostTitle
            : isFollowing
              ? words.following(count)
              : words.notFollowing(count);
    },
  );
  return line;
}
