import type { RunEvent, RunRect, RunWindow } from '../../src/server/protocol.js';
import { button, element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { fetchRunEvent } from '../server-client.js';
import { WORDS, type Words } from '../words/words.js';
import { showSize, showTime } from './show-time.js';
import type { ShownTrace } from './timeline-model.js';

export interface EventDetails {
  readonly element: HTMLElement;
  /** What the pointer is over: what is known without asking. */
  hint(window: RunWindow | undefined, rect: RunRect | undefined): void;
  /** What was chosen: all that is known. */
  show(trace: ShownTrace, window: RunWindow, rect: RunRect | undefined): Promise<void>;
  showRow(trace: ShownTrace | undefined, row: number): Promise<void>;
}

/** One event in words, under the timeline; `onGo` leads to another one. */
export function createEventDetails(store: PageStore, onGo: (row: number, startNs: number) => void): EventDetails {
  const box = element('div', { class: 'event-details', 'aria-live': 'polite' });
  let lastTurn = 0;
  const words = (): Words => WORDS[store.get().language];
  const hint: EventDetails['hint'] = (window, rect) => {
    lastTurn += 1;
    box.removeAttribute('data-row');
    box.replaceChildren(
      ...(window && rect
        ? describeRect(window, rect, words())
        : [element('p', { class: 'hint' }, words().run.timelineHelp)]),
    );
  };
  const showRow: EventDetails['showRow'] = async (trace, row) => {
    lastTurn += 1;
    const turn = lastTurn;
    const event = trace && (await fetchRunEvent(trace, row).catch(() => undefined));
    if (turn !== lastTurn || !event) return;
    box.dataset['row'] = String(row);
    box.replaceChildren(...describeEvent(event, words(), onGo));
  };
  return {
    element: box,
    hint,
    showRow,
    show: async (trace, window, rect) => {
      hint(window, rect);
      if (rect?.kind === 'event') await showRow(trace, rect.row);
    },
  };
}

function describeRect({ names }: RunWindow, rect: RunRect, words: Words): readonly HTMLElement[] {
  if (rect.kind === 'event')
    return [title(names[rect.name] ?? '', `${words.run.classes[rect.class]} · ${showTime(rect.durationNs)}`)];
  const share = rect.durationNs > 0 ? Math.round((100 * rect.busyNs) / rect.durationNs) : 100;
  return [title(words.run.several(rect.count), words.run.busy(showTime(rect.durationNs), share))];
}

function describeEvent(event: RunEvent, words: Words, onGo: (row: number, startNs: number) => void): HTMLElement[] {
  const { run } = words;
  const { launch, launched, operator, modules, step, bytes } = event;
  const facts: readonly (readonly [string, string | HTMLElement] | undefined)[] = [
    [run.begins, showTime(event.startNs)],
    launch && [
      run.launch,
      goTo(`${launch.name} · ${run.later(showTime(launch.delayNs))}`, () => onGo(launch.row, launch.startNs)),
    ],
    launched && [run.launched, goTo(launched.name, () => onGo(launched.row, launched.startNs))],
    operator === undefined ? undefined : [run.operator, operator],
    modules.length === 0 ? undefined : [event.isBackward ? run.moduleOfForward : run.module, modules.join(' › ')],
    step === undefined ? undefined : [run.step, step],
    bytes === undefined ? undefined : [run.bytes, showSize(bytes)],
  ];
  return [
    title(event.name, `${run.classes[event.class]} · ${showTime(event.durationNs)}`),
    element(
      'dl',
      { class: 'event-facts' },
      ...facts.flatMap((fact) => (fact ? [element('dt', {}, fact[0]), element('dd', {}, fact[1])] : [])),
    ),
  ];
}

function title(name: string, what: string): HTMLElement {
  return element(
    'p',
    { class: 'event-title' },
    element('strong', { class: 'event-name' }, name),
    element('span', { class: 'event-what' }, what),
  );
}

function goTo(text: string, onPress: () => void): HTMLElement {
  return button({ class: 'event-link' }, onPress, text);
}
