import { element } from '../element.js';
import type { PageState, PageStore } from '../page-state.js';
import { WORDS } from '../words/words.js';

/** What stands in the canvas when there is no picture: that it starts, that there is nothing, or what went wrong. */
export function createNotice(store: PageStore): HTMLElement {
  const notice = element('section', { class: 'notice', 'aria-live': 'polite' });
  store.follow(
    ({ picture, studio, language }) => [picture, studio, language],
    () => {
      const content = describe(store.get());
      notice.hidden = content === undefined;
      notice.replaceChildren(...(content ?? []));
    },
  );
  return notice;
}

function describe({ picture, studio, language }: PageState): readonly HTMLElement[] | undefined {
  const words = WORDS[language];
  if (studio?.problem !== undefined) return [title(words.problemTitle), pre(studio.problem)];
  switch (picture.kind) {
    case 'drawn':
      return undefined;
    case 'waiting':
      return [element('p', { class: 'notice-waiting' }, words.starting)];
    case 'failed':
      return [title(words.failedTitle), pre(picture.reason)];
    case 'nothing': {
      const rows = (studio?.reads ?? []).flatMap(({ title: name, files }) => [
        element('dt', {}, name),
        element('dd', {}, ...files.flatMap((file) => [element('code', {}, file), ' '])),
      ]);
      return [
        title(words.emptyTitle(studio?.folder ?? '')),
        element('p', {}, words.emptyText),
        element('dl', { class: 'readable' }, ...rows),
      ];
    }
    default:
      return picture satisfies never;
  }
}

function title(text: string): HTMLElement {
  return element('h2', {}, text);
}

function pre(text: string): HTMLElement {
  return element('pre', {}, text);
}
