import type { RunPanel } from '../../src/server/protocol.js';
import { element } from '../element.js';
import { type PageActions, type PageStore, shownView } from '../page-state.js';
import { WORDS, type Words } from '../words/words.js';
import { createAdviceList } from './advice-list.js';
import { createChart } from './charts.js';
import { createRunTabs, type RunTab } from './run-tabs.js';
import { createTimeline, type TimelinePart } from './timeline.js';

/** Under the picture of a run: the verdict, and by tabs what to change, the timeline, the charts, what was mended or is missing. */
export function createRunPanel(store: PageStore, actions: PageActions): HTMLElement {
  const verdict = element('div', { class: 'verdict' });
  const timeline = createTimeline(store);
  const pages: Readonly<Record<RunTab, HTMLElement>> = {
    advice: element('div', { class: 'run-page' }),
    timeline: element('div', { class: 'run-page is-timeline' }, timeline.element),
    charts: element('div', { class: 'run-page charts' }),
    health: element('div', { class: 'run-page' }),
  };
  const ranks = createRankChoice(store, timeline);
  const tabs = createRunTabs(pages, (tab) => ranks.show(tab === 'timeline'));
  const panel = element(
    'section',
    { class: 'run-panel', hidden: true },
    element('div', { class: 'run-head' }, verdict, tabs.element, ranks.element),
    ...Object.values(pages),
  );
  store.follow(
    ({ run, studio, view, language }) => [run, studio, view, language] as const,
    (run, studio, view, language) => {
      const words = WORDS[language];
      panel.hidden = run.kind !== 'read' || shownView({ studio, view }) !== 'run';
      panel.setAttribute('aria-label', words.views['run'] ?? 'run');
      if (run.kind !== 'read') return timeline.show(undefined);
      const { panel: shown } = run;
      verdict.replaceChildren(...describeVerdict(shown));
      pages.advice.replaceChildren(...createAdviceList(shown, words, actions));
      pages.charts.replaceChildren(...shown.charts.map(createChart));
      pages.health.replaceChildren(...describeHealth(shown, words));
      tabs.tell(shown, words);
      return undefined;
    },
  );
  return panel;
}

interface RankChoice {
  readonly element: HTMLElement;
  /** Whether the timeline is seen: it is fetched only then. */
  show(isSeen: boolean): void;
}

/** Which of several traces the timeline shows. */
function createRankChoice(store: PageStore, timeline: TimelinePart): RankChoice {
  const choice = element('select', { class: 'rank-choice', hidden: true });
  let subject = '';
  choice.addEventListener('change', () => timeline.show({ subject, rank: Number(choice.value) }));
  return {
    element: choice,
    show: (isSeen) => {
      const { run, language } = store.get();
      const known = run.kind === 'read' ? run.panel.ranks : [];
      const before = run.kind === 'read' && run.subject === subject ? Number(choice.value) : 0;
      const rank = before < known.length ? before : 0;
      subject = run.kind === 'read' ? run.subject : '';
      choice.hidden = !isSeen || known.length < 2;
      choice.setAttribute('aria-label', WORDS[language].run.rank);
      choice.replaceChildren(...known.map(({ label }, at) => element('option', { value: at }, label)));
      choice.value = String(rank);
      if (known.length === 0) timeline.show(undefined);
      else if (isSeen) timeline.show({ subject, rank });
    },
  };
}

function describeVerdict({ verdict, problems }: RunPanel): readonly HTMLElement[] {
  const { kind, title, confidence, evidence } = verdict;
  if (problems.length > 0) return problems.map((problem) => element('p', { class: 'run-problem' }, problem));
  return [
    element(
      'p',
      { class: 'verdict-title', 'data-verdict': kind },
      element('strong', {}, title),
      element('span', { class: 'verdict-confidence' }, confidence),
    ),
    element(
      'ul',
      { class: 'evidence' },
      ...evidence.map(({ name, value }) => element('li', {}, element('b', {}, value), ` ${name}`)),
    ),
  ];
}

function describeHealth({ health, files }: RunPanel, words: Words): readonly HTMLElement[] {
  const items = health.map(({ code, message, count, file }) =>
    element(
      'li',
      { class: 'health-note' },
      element('span', { class: 'finding-code' }, code),
      element('span', {}, [file, message].filter(Boolean).join(': ')),
      count > 1 ? element('span', { class: 'tab-count' }, `${count}×`) : undefined,
    ),
  );
  return [
    items.length === 0 ? element('p', { class: 'hint' }, words.run.healthy) : element('ul', {}, ...items),
    element('p', { class: 'hint' }, words.run.readFrom(files)),
  ];
}
