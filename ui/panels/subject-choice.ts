import type { ViewSubject } from '../../src/server/protocol.js';
import { element } from '../element.js';
import { type PageActions, type PageStore, shownSubject, shownView } from '../page-state.js';
import { WORDS } from '../words/words.js';

/** Which model, where the view shows one of several; those of one file stand together. */
export function createSubjectChoice(store: PageStore, actions: PageActions): HTMLElement {
  const choice = element('select', { class: 'subject', hidden: true });
  choice.addEventListener('change', () => actions.showSubject(choice.value));
  store.follow(
    ({ studio, view, subject, language }) => [studio, view, subject, language] as const,
    (studio, view, subject, language) => {
      const name = shownView({ studio, view });
      const subjects = studio?.views.find((candidate) => candidate.name === name)?.subjects ?? [];
      choice.hidden = subjects.length === 0;
      choice.setAttribute('aria-label', WORDS[language].subject);
      choice.replaceChildren(...groupsOf(subjects));
      choice.value = shownSubject({ studio, view, subject }) ?? '';
    },
  );
  return choice;
}

function groupsOf(subjects: readonly ViewSubject[]): readonly HTMLElement[] {
  const files = [...new Set(subjects.map(({ file }) => file))];
  return files.map((file) =>
    element(
      'optgroup',
      { label: file },
      ...subjects
        .filter((subject) => subject.file === file)
        .map(({ id, label }) => element('option', { value: id }, label)),
    ),
  );
}
