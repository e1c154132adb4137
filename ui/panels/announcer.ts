import { element } from '../element.js';

const SHOWN_MS = 2400;

export interface Announcer {
  readonly element: HTMLElement;
  /** Shows a short text for a moment, and lets screen readers say it. */
  announce(text: string): void;
}

export function createAnnouncer(): Announcer {
  const box = element('div', { class: 'announcer', role: 'status' });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    element: box,
    announce: (text) => {
      clearTimeout(timer);
      box.textContent = text;
      box.classList.add('is-shown');
      timer = setTimeout(() => box.classList.remove('is-shown'), SHOWN_MS);
    },
  };
}
