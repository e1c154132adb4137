import type { Finding, Severity } from '../../src/findings/finding.js';
import { button, element } from '../element.js';
import { findingKey, type PageActions, type PageStore, placeLabel } from '../page-state.js';
import { WORDS, type Words } from '../words/words.js';
import { icon } from './icons.js';
import { severityMark } from './severity-mark.js';

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** The bottom right: what is wrong, the gravest first. A click shows the line. */
export function createFindingsPanel(store: PageStore, actions: PageActions): HTMLElement {
  const title = element('h2', { class: 'section-title' });
  const list = element('ul', { class: 'findings-list' });
  const panel = element('section', { class: 'findings-panel' }, title, list);
  store.follow(
    ({ studio, selection, language }) => [studio, selection, language] as const,
    (studio, selection, language) => {
      const words = WORDS[language];
      const findings = sortByWeight(studio?.findings ?? []);
      const selected = selection?.kind === 'finding' ? selection.key : undefined;
      const hadFocus = list.contains(document.activeElement);
      panel.setAttribute('aria-label', words.findings);
      panel.hidden = studio === undefined || (studio.files.length === 0 && findings.length === 0);
      title.replaceChildren(...createTitle(findings, words));
      list.replaceChildren(...findings.map((finding) => createItem(finding, selected, words, actions)));
      if (hadFocus) list.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
    },
  );
  return panel;
}

function sortByWeight(findings: readonly Finding[]): readonly Finding[] {
  return ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

function createTitle(findings: readonly Finding[], words: Words): readonly Node[] {
  if (findings.length === 0) return [element('span', { class: 'all-well' }, icon('check'), words.noFindings)];
  const counts = ORDER.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [element('span', { class: 'count' }, severityMark(severity, words), String(count))];
  });
  return [element('span', {}, words.findings), ...counts];
}

function createItem(finding: Finding, selected: string | undefined, words: Words, actions: PageActions): HTMLElement {
  const key = findingKey(finding);
  const { code, message, severity, place } = finding;
  return element(
    'li',
    {},
    button(
      { class: 'finding', 'aria-pressed': String(key === selected), 'data-code': code },
      () => actions.select({ kind: 'finding', key }),
      severityMark(severity, words),
      element(
        'span',
        { class: 'finding-text' },
        element('span', { class: 'finding-message' }, message),
        element(
          'span',
          { class: 'finding-where' },
          element('span', { class: 'finding-code' }, code),
          place ? element('span', {}, placeLabel(place)) : undefined,
        ),
      ),
    ),
  );
}
