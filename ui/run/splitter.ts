import { element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { WORDS } from '../words/words.js';

const LEAST = 0.2;
const MOST = 0.85;
const KEY_STEP = 0.05;

/** The edge between the picture and what is under it: dragged, or moved by the arrow keys. */
export function createSplitter(store: PageStore, above: HTMLElement, below: HTMLElement): HTMLElement {
  const handle = element('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: 0,
    'aria-orientation': 'horizontal',
  });
  let share = 0.6;
  const place = (next: number): void => {
    share = Math.min(MOST, Math.max(LEAST, next));
    below.style.flex = `${share} 1 0`;
    above.style.flex = `${1 - share} 1 0`;
    handle.setAttribute('aria-valuenow', String(Math.round(100 * share)));
  };
  handle.addEventListener('pointerdown', (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener('pointermove', (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const top = above.getBoundingClientRect().top;
    const { bottom } = below.getBoundingClientRect();
    place((bottom - event.clientY) / Math.max(1, bottom - top));
  });
  handle.addEventListener('keydown', ({ key }) => {
    if (key === 'ArrowUp') place(share + KEY_STEP);
    if (key === 'ArrowDown') place(share - KEY_STEP);
  });
  store.follow(
    ({ language }) => [language] as const,
    (language) => handle.setAttribute('aria-label', WORDS[language].run.splitter),
  );
  queueMicrotask(() => place(share));
  return handle;
}
