import type { Place } from '../../src/base/text.js';
import { element } from '../element.js';
import type { ShownSource } from '../page-state.js';
import type { Words } from '../words/words.js';

export interface CodeView {
  readonly element: HTMLElement;
  show(source: ShownSource | undefined, words: Words): void;
}

/** Lines with their numbers; those of a place are marked and scrolled to. */
export function createCodeView(): CodeView {
  const lines = element('div', { class: 'code-lines' });
  const cut = element('p', { class: 'code-cut' });
  const scroller = element('div', { class: 'code', tabindex: '0', role: 'region' }, lines);
  const view = element('div', { class: 'code-view' }, scroller, cut);
  let shownFile = '';
  return {
    element: view,
    show: (source, words) => {
      view.hidden = source === undefined;
      if (source === undefined) return lines.replaceChildren();
      const { excerpt, place } = source;
      const last = excerpt.firstLine + excerpt.lines.length - 1;
      cut.hidden = excerpt.lines.length === excerpt.lineCount;
      cut.textContent = words.lines(excerpt.firstLine, last, excerpt.lineCount);
      scroller.setAttribute('aria-label', `${words.source}: ${excerpt.file}`);
      lines.replaceChildren(...excerpt.lines.map((text, index) => createLine(excerpt.firstLine + index, text, place)));
      reveal(scroller, lines.querySelector<HTMLElement>('.is-marked'), shownFile !== excerpt.file);
      shownFile = excerpt.file;
      return undefined;
    },
  };
}

function createLine(number: number, text: string, place: Place | undefined): HTMLElement {
  const isMarked = place !== undefined && number >= place.line && number <= lastLineOf(place);
  const isComment = /^\s*(?:#|\/\/)/.test(text);
  return element(
    'div',
    { class: `code-line${isMarked ? ' is-marked' : ''}${isComment ? ' is-comment' : ''}`, 'data-line': number },
    element('span', { class: 'code-number', 'aria-hidden': 'true' }, String(number)),
    element('span', { class: 'code-text' }, ...markColumns(text, isMarked ? place : undefined)),
  );
}

/** A place that ends at the beginning of a line does not hold that line. */
function lastLineOf({ line, endLine, endColumn }: Place): number {
  return endColumn <= 1 && endLine > line ? endLine - 1 : endLine;
}

/** Inside one line the very words are marked; a place of several lines is marked by lines only. */
function markColumns(text: string, place: Place | undefined): readonly (string | HTMLElement)[] {
  if (place === undefined || place.line !== place.endLine || place.endColumn <= place.column) return [text];
  const marked = text.slice(place.column - 1, place.endColumn - 1);
  if (marked.trim() === text.trim()) return [text];
  return [text.slice(0, place.column - 1), element('mark', {}, marked), text.slice(place.endColumn - 1)];
}

function reveal(scroller: HTMLElement, line: HTMLElement | null, isOtherFile: boolean): void {
  if (line === null) {
    if (isOtherFile) scroller.scrollTo({ top: 0, left: 0 });
    return;
  }
  const top = line.offsetTop - scroller.clientHeight / 3;
  scroller.scrollTo({ top, left: 0, behavior: isOtherFile ? 'instant' : 'smooth' });
}
