import type { ViewSummary } from '../../src/server/protocol.js';
import type { Direction, Language } from '../../src/views/diagram.js';
import { button, element } from '../element.js';
import { type PageActions, type PageStore, shownView } from '../page-state.js';
import { WORDS, type Words } from '../words/words.js';
import { createExportBar } from './export-bar.js';
import { brandMark, icon } from './icons.js';
import { createSubjectChoice } from './subject-choice.js';

/** The top of the page: whose folder, which view, how it is drawn, and what can be taken along. */
export function createTopBar(store: PageStore, actions: PageActions, announce: (text: string) => void): HTMLElement {
  const folder = element('span', { class: 'folder' });
  store.follow(
    ({ studio }) => [studio?.folder ?? ''],
    (name) => {
      folder.textContent = name;
      document.title = name === '' ? 'torchdock studio' : `${name} · torchdock studio`;
    },
  );
  return element(
    'header',
    { class: 'top-bar' },
    element('div', { class: 'brand' }, brandMark(), element('span', { class: 'brand-name' }, 'torchdock'), folder),
    element('div', { class: 'views' }, createViewTabs(store, actions), createSubjectChoice(store, actions)),
    element(
      'div',
      { class: 'top-tools' },
      createDirectionSwitch(store, actions),
      createLanguageSwitch(store, actions),
      createExportBar(store, announce),
    ),
  );
}

function createViewTabs(store: PageStore, actions: PageActions): HTMLElement {
  const tabs = element('div', { class: 'tabs', role: 'tablist' });
  store.follow(
    ({ studio, view, language }) => [studio, view, language] as const,
    (studio, view, language) => {
      const words = WORDS[language];
      const shown = shownView({ studio, view });
      const hadFocus = tabs.contains(document.activeElement);
      tabs.setAttribute('aria-label', words.viewTabs);
      tabs.replaceChildren(
        ...(studio?.views ?? []).map((entry) => createTab(entry, entry.name === shown, words, actions)),
      );
      if (hadFocus) tabs.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
    },
  );
  tabs.addEventListener('keydown', (event) => moveBetweenTabs(event, tabs));
  return tabs;
}

function createTab(view: ViewSummary, isSelected: boolean, words: Words, actions: PageActions): HTMLElement {
  return button(
    {
      class: 'tab',
      role: 'tab',
      'aria-controls': 'picture',
      'aria-selected': String(isSelected),
      'aria-disabled': String(!view.isDrawable),
      tabindex: isSelected ? 0 : -1,
      title: view.isDrawable ? view.summary : words.nothingInView,
      'data-view': view.name,
    },
    () => {
      if (view.isDrawable) actions.showView(view.name);
    },
    words.views[view.name] ?? view.name,
  );
}

/** Arrow keys go from tab to tab, past those that have nothing to show. */
function moveBetweenTabs(event: KeyboardEvent, tabs: HTMLElement): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const open = [...tabs.querySelectorAll<HTMLElement>('[aria-disabled="false"]')];
  const at = open.findIndex((tab) => tab.ariaSelected === 'true');
  open[(at + step + open.length) % open.length]?.click();
}

const DIRECTIONS: readonly { readonly value: Direction; readonly icon: 'right' | 'down' }[] = [
  { value: 'LR', icon: 'right' },
  { value: 'TB', icon: 'down' },
];

function createDirectionSwitch(store: PageStore, actions: PageActions): HTMLElement {
  const group = element('div', { class: 'switch', role: 'group' });
  const choices = DIRECTIONS.map(({ value, icon: name }) => ({
    value,
    choice: button({ class: 'switch-choice', 'data-direction': value }, () => actions.turn(value), icon(name)),
  }));
  group.append(...choices.map(({ choice }) => choice));
  store.follow(
    ({ direction, picture, language }) => [direction, picture, language] as const,
    (direction, picture, language) => {
      const words = WORDS[language];
      group.setAttribute('aria-label', words.direction);
      const drawn = picture.kind === 'drawn' ? picture.diagram.direction : direction;
      for (const { value, choice } of choices) {
        const label = value === 'LR' ? words.leftToRight : words.topToBottom;
        choice.title = label;
        choice.setAttribute('aria-label', label);
        choice.setAttribute('aria-pressed', String(value === drawn));
      }
    },
  );
  return group;
}

const LANGUAGES: readonly { readonly value: Language; readonly label: string; readonly tag: string }[] = [
  { value: 'en', label: 'EN', tag: 'en' },
  { value: 'zh', label: '中文', tag: 'zh-CN' },
];

function createLanguageSwitch(store: PageStore, actions: PageActions): HTMLElement {
  const group = element('div', { class: 'switch', role: 'group' });
  const choices = LANGUAGES.map(({ value, label, tag }) => ({
    value,
    choice: button({ class: 'switch-choice', lang: tag, 'data-language': value }, () => actions.speak(value), label),
  }));
  group.append(...choices.map(({ choice }) => choice));
  store.follow(
    ({ language }) => [language],
    (language) => {
      document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
      group.setAttribute('aria-label', WORDS[language].language);
      for (const { value, choice } of choices) choice.setAttribute('aria-pressed', String(value === language));
    },
  );
  return group;
}
