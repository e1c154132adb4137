import type { RunWindow } from '../../src/server/protocol.js';
import { button, element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { icon } from '../panels/icons.js';
import { WORDS } from '../words/words.js';
import { showTime } from './show-time.js';
import type { TimeView } from './time-view.js';

export interface TimelineBar {
  readonly element: HTMLElement;
  /** Undefined while nothing is there yet. */
  tell(view: TimeView, window: RunWindow | undefined): void;
}

/** How much is seen, and the buttons that change it. */
export function createTimelineBar(store: PageStore, actions: { zoom(factor: number): void; fit(): void }): TimelineBar {
  const seen = element('output', { class: 'timeline-seen' });
  const nearer = button({ class: 'zoom-button' }, () => actions.zoom(0.5), '+');
  const further = button({ class: 'zoom-button' }, () => actions.zoom(2), '−');
  const fit = button({ class: 'zoom-button' }, () => actions.fit(), icon('fit'));
  const bar = element(
    'div',
    { class: 'timeline-bar' },
    element('div', { class: 'tools', role: 'group' }, further, nearer, fit),
    seen,
  );
  store.follow(
    ({ language }) => [language] as const,
    (language) => {
      const words = WORDS[language];
      for (const [target, label] of [
        [nearer, words.zoomIn],
        [further, words.zoomOut],
        [fit, words.fit],
      ] as const) {
        target.title = label;
        target.setAttribute('aria-label', label);
      }
    },
  );
  return {
    element: bar,
    tell: ({ fromNs, toNs }, window) => {
      const { run } = WORDS[store.get().language];
      seen.textContent = window ? run.seen(showTime(toNs - fromNs), showTime(window.spanNs)) : run.reading;
    },
  };
}
