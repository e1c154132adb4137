import type { RunProgress } from '../../src/server/protocol.js';
import { element } from '../element.js';
import type { PageState, PageStore } from '../page-state.js';
import { WORDS, type Words } from '../words/words.js';

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
    case 'reading':
      return [element('p', { class: 'notice-waiting' }, describeReading(picture.progress, words))];
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

function describeReading(progress: RunProgress | undefined, words: Words): string {
  if (!progress) return words.run.reading;
  const { path, file, files, readBytes, totalBytes } = progress;
  const percent = totalBytes > 0 ? Math.min(100, Math.round((100 * readBytes) / totalBytes)) : 0;
  return [words.run.readingFile(path), `${percent} %`, files > 1 ? `${file}/${files}` : ''].filter(Boolean).join(' · ');
}

function title(text: string): HTMLElement {
  return element('h2', {}, text);
}

function pre(text: string): HTMLElement {
  return element('pre', {}, text);
}
