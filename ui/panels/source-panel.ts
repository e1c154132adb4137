import type { BoxLink } from '../../src/server/protocol.js';
import { button, element } from '../element.js';
import { findingKey, type PageActions, type PageState, type PageStore, placeLabel } from '../page-state.js';
import { factName, factText } from '../words/facts.js';
import { WORDS, type Words } from '../words/words.js';
import { createCodeView } from './code-view.js';
import { icon } from './icons.js';
import { severityMark } from './severity-mark.js';

/** The top right: what was pointed at, and the lines it comes from. Without a selection, the files that were read. */
export function createSourcePanel(store: PageStore, actions: PageActions): HTMLElement {
  const head = element('div', { class: 'selection' });
  const code = createCodeView();
  const files = element('div', { class: 'files' });
  const panel = element('section', { class: 'source-panel' }, head, code.element, files);
  store.follow(
    ({ selection, picture, studio, language }) => [selection, picture, studio, language],
    () => {
      const state = store.get();
      panel.setAttribute('aria-label', WORDS[state.language].source);
      head.replaceChildren(...describeSelection(state, actions));
      head.hidden = state.selection === undefined;
      files.hidden = state.selection !== undefined || (state.studio?.files.length ?? 0) === 0;
      if (!files.hidden) files.replaceChildren(...listFiles(state, actions));
    },
  );
  store.follow(
    ({ source, language }) => [source, language] as const,
    (source, language) => code.show(source, WORDS[language]),
  );
  return panel;
}

function describeSelection(state: PageState, actions: PageActions): readonly HTMLElement[] {
  const words = WORDS[state.language];
  const { selection } = state;
  const close = button(
    { class: 'close', title: words.close, 'aria-label': words.close },
    () => actions.select(undefined),
    icon('close'),
  );
  switch (selection?.kind) {
    case undefined:
      return [];
    case 'file':
      return [heading(close, element('h2', {}, selection.file))];
    case 'place':
      return [
        heading(close, element('p', { class: 'eyebrow' }, selection.code), element('h2', {}, selection.title)),
        placeLine(placeLabel(selection.place)),
      ];
    case 'finding':
      return [...describeFinding(state, selection.key, close)];
    case 'node':
      return [...describeNode(state, selection.id, close, actions)];
    default:
      return selection satisfies never;
  }
}

function describeFinding({ studio, language }: PageState, key: string, close: HTMLElement): readonly HTMLElement[] {
  const finding = studio?.findings.find((candidate) => findingKey(candidate) === key);
  if (!finding) return [heading(close)];
  const mark = severityMark(finding.severity, WORDS[language]);
  return [
    heading(close, element('p', { class: 'eyebrow' }, mark, finding.code), element('h2', {}, finding.message)),
    ...(finding.hint === undefined ? [] : [element('p', { class: 'hint' }, finding.hint)]),
    ...(finding.place === undefined ? [] : [placeLine(placeLabel(finding.place))]),
  ];
}

function describeNode(
  { picture, language }: PageState,
  id: string,
  close: HTMLElement,
  actions: PageActions,
): readonly HTMLElement[] {
  const node = picture.kind === 'drawn' ? picture.diagram.nodes.find((candidate) => candidate.id === id) : undefined;
  if (!node) return [heading(close)];
  const words = WORDS[language];
  const { leadsTo } = node;
  const facts = Object.entries(node.facts).flatMap(([name, value]) => [
    element('dt', {}, factName(name, language)),
    element('dd', {}, factText(name, value, language)),
  ]);
  return [
    heading(close, element('p', { class: 'eyebrow' }, words.kinds[node.kind]), element('h2', {}, node.label)),
    ...(leadsTo === undefined ? [] : [linkButton(leadsTo, words, actions)]),
    ...(facts.length === 0 ? [] : [element('dl', { class: 'facts' }, ...facts)]),
    node.origin === undefined ? element('p', { class: 'hint' }, words.noOrigin) : placeLine(placeLabel(node.origin)),
  ];
}

function linkButton(link: BoxLink, words: Words, actions: PageActions): HTMLElement {
  const view = words.views[link.view] ?? link.view;
  return button({ class: 'leads-to' }, () => actions.follow(link), `${view}: ${link.label}`, icon('right'));
}

function heading(close: HTMLElement, ...content: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'selection-head' }, element('div', {}, ...content), close);
}

function placeLine(label: string): HTMLElement {
  return element('p', { class: 'place' }, icon('file'), element('span', {}, label));
}

function listFiles({ studio, language }: PageState, actions: PageActions): readonly HTMLElement[] {
  const words = WORDS[language];
  const names = studio?.files ?? [];
  const items = names.map((file) =>
    element(
      'li',
      {},
      button({ class: 'file' }, () => actions.select({ kind: 'file', file }), icon('file'), file),
    ),
  );
  return [
    element('p', { class: 'hint' }, words.selectHint),
    element('h2', { class: 'section-title' }, words.filesRead(names.length)),
    element('ul', {}, ...items),
  ];
}
