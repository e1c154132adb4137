import { button, element } from '../element.js';
import type { PageStore } from '../page-state.js';
import { WORDS, type Words } from '../words/words.js';
import type { LaneLayout, PlacedLane } from './lane-layout.js';

export interface LaneLabels {
  readonly element: HTMLElement;
  show(layout: LaneLayout, leftOut: number): void;
}

/** The names beside the lanes; one with several tracks opens and closes. */
export function createLaneLabels(store: PageStore, onToggle: (lane: number) => void): LaneLabels {
  const list = element('div', { class: 'lane-labels' });
  return {
    element: list,
    show: ({ lanes, height }, leftOut) => {
      const words = WORDS[store.get().language];
      const focused = [...list.children].indexOf(document.activeElement as Element);
      list.style.height = `${height}px`;
      list.replaceChildren(...lanes.map((placed) => createLabel(placed, words, onToggle)));
      if (leftOut > 0) list.append(element('span', { class: 'lane-label is-note' }, words.run.lanesLeftOut(leftOut)));
      (list.children[focused] as HTMLElement | undefined)?.focus();
    },
  };
}

function createLabel(placed: PlacedLane, words: Words, onToggle: (lane: number) => void): HTMLElement {
  const { lane, index, top, isOpen } = placed;
  const text = nameOf(placed, words);
  const hidden = lane && lane.hidden > 0 ? words.run.hidden(lane.hidden) : '';
  const title = [text, lane?.process && `${words.run.process} ${lane.process}`, hidden].filter(Boolean).join(' · ');
  const label =
    lane && lane.tracks > 1
      ? button(
          { class: 'lane-label', title, 'aria-expanded': String(isOpen), 'data-lane': index },
          () => onToggle(index),
          element('span', { class: 'lane-mark', 'aria-hidden': 'true' }, isOpen ? '▾' : '▸'),
          element('span', {}, text),
        )
      : element('span', { class: 'lane-label', title }, element('span', {}, text));
  label.style.top = `${top}px`;
  return label;
}

function nameOf({ lane, device }: PlacedLane, words: Words): string {
  if (!lane) return `${words.run.lanes.memory} ${device ?? ''}`;
  const named = lane.name === '' ? lane.label : lane.name;
  switch (lane.kind) {
    case 'steps':
    case 'communication':
    case 'memory':
      return words.run.lanes[lane.kind];
    case 'host':
      return /thread/i.test(named) ? named : `${words.run.lanes.host} ${named}`;
    case 'stream':
      return `${words.run.lanes.stream} ${lane.process !== '' ? `${lane.process}:` : ''}${lane.label.replace(/^stream\s*/i, '')}`;
    default:
      return lane.kind satisfies never;
  }
}
