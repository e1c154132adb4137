import type { RunPanel } from '../../src/server/protocol.js';
import { button, element } from '../element.js';
import type { Words } from '../words/words.js';

export type RunTab = 'advice' | 'timeline' | 'charts' | 'health';
const TABS: readonly RunTab[] = ['advice', 'timeline', 'charts', 'health'];

export interface RunTabs {
  readonly element: HTMLElement;
  /** What there is now; the tab that was open stays open if there still is one. */
  tell(panel: RunPanel, words: Words): void;
}

/** Tabs over the pages of a run; arrow keys go from one to the next. */
export function createRunTabs(pages: Readonly<Record<RunTab, HTMLElement>>, onOpen: (tab: RunTab) => void): RunTabs {
  const list = element('div', { class: 'run-tabs', role: 'tablist' });
  let shown: RunTab = 'advice';
  const all = (): readonly HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=tab]')];
  const open = (tab: RunTab): void => {
    shown = tab;
    for (const one of TABS) pages[one].hidden = one !== tab;
    for (const one of all()) {
      one.setAttribute('aria-selected', String(one.dataset['tab'] === tab));
      one.tabIndex = one.dataset['tab'] === tab ? 0 : -1;
    }
    onOpen(tab);
  };
  list.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const tabs = all();
    const next = tabs[(tabs.findIndex(({ tabIndex }) => tabIndex === 0) + step + tabs.length) % tabs.length];
    event.preventDefault();
    next?.click();
    next?.focus();
  });
  for (const tab of TABS) pages[tab].setAttribute('role', 'tabpanel');
  return {
    element: list,
    tell: (panel, words) => {
      const hadFocus = list.contains(document.activeElement);
      const present = tabsOf(panel);
      for (const tab of TABS) pages[tab].setAttribute('aria-label', words.run.tabs[tab]);
      list.replaceChildren(...present.map((tab) => createTab(tab, panel, words, open)));
      open(present.includes(shown) ? shown : 'advice');
      if (hadFocus)
        all()
          .find(({ tabIndex }) => tabIndex === 0)
          ?.focus();
    },
  };
}

function tabsOf({ ranks, charts }: RunPanel): readonly RunTab[] {
  return TABS.filter((tab) => (tab === 'timeline' ? ranks.length > 0 : tab === 'charts' ? charts.length > 0 : true));
}

function createTab(tab: RunTab, { advice, health }: RunPanel, words: Words, open: (tab: RunTab) => void): HTMLElement {
  const count = { advice: advice.length, timeline: 0, charts: 0, health: health.length }[tab];
  return button(
    { class: 'run-tab', role: 'tab', 'data-tab': tab },
    () => open(tab),
    words.run.tabs[tab],
    count > 0 ? element('span', { class: 'tab-count' }, String(count)) : undefined,
  );
}
