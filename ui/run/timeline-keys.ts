import type { RunRect } from '../../src/server/protocol.js';
import { neighbourOf, onNextTrack } from './find-rect.js';
import { moveView, zoomView } from './time-view.js';
import type { TimelineModel } from './timeline-model.js';

/** What a key does on the timeline; undefined for those that do nothing there. */
export function keyAction(
  key: string,
  model: TimelineModel,
  select: (rect: RunRect | undefined) => void,
): (() => void) | undefined {
  const { window, view, selected, layout } = model.get();
  if (!window) return undefined;
  const tenth = (view.toNs - view.fromNs) / 10;
  const around = selected ? selected.startNs + selected.durationNs / 2 : model.middleNs();
  const zoom = (factor: number) => (): void => model.look(zoomView(view, model.spanNs(), around, factor));
  const move = (byNs: number) => (): void => model.look(moveView(view, model.spanNs(), byNs));
  const track = (step: 1 | -1) => (): void => select(onNextTrack(window, layout, view, selected, step) ?? selected);
  const beside = (step: 1 | -1) => (): void =>
    select(
      selected ? (neighbourOf(window, selected, step) ?? selected) : onNextTrack(window, layout, view, undefined, 1),
    );
  const actions: Readonly<Record<string, () => void>> = {
    '+': zoom(0.5),
    '=': zoom(0.5),
    '-': zoom(2),
    '0': () => model.look({ fromNs: 0, toNs: model.spanNs() }),
    ArrowLeft: move(-tenth),
    ArrowRight: move(tenth),
    ArrowDown: track(1),
    ArrowUp: track(-1),
    '.': beside(1),
    ',': beside(-1),
    Enter: () => {
      if (selected) model.approach(selected);
    },
    Escape: () => select(undefined),
  };
  return actions[key];
}
