import type { RunPanel } from '../../src/server/protocol.js';
import { button, element } from '../element.js';
import type { PageActions } from '../page-state.js';
import { icon } from '../panels/icons.js';
import { severityMark } from '../panels/severity-mark.js';
import type { Words } from '../words/words.js';

type Advice = RunPanel['advice'][number];

/** What to change, with what it can bring at most; its line opens in the source panel. */
export function createAdviceList(
  { advice, problems }: RunPanel,
  words: Words,
  actions: PageActions,
): readonly HTMLElement[] {
  if (advice.length === 0) return problems.length > 0 ? [] : [element('p', { class: 'hint' }, words.run.noAdvice)];
  return [element('ol', { class: 'advice-list' }, ...advice.map((one) => createAdvice(one, words, actions)))];
}

function createAdvice(one: Advice, words: Words, actions: PageActions): HTMLElement {
  const { code, severity, message, hint, check, gain } = one;
  return element(
    'li',
    { class: 'advice', 'data-advice': code },
    element(
      'p',
      { class: 'advice-head' },
      severityMark(severity, words),
      element('span', { class: 'finding-code' }, code),
      gain === undefined ? undefined : element('strong', { class: 'advice-gain' }, words.run.gain(gain)),
    ),
    element('p', {}, message),
    element('p', { class: 'advice-hint' }, `→ ${hint}`),
    element('p', { class: 'advice-check' }, check),
    createWhere(one, actions),
  );
}

function createWhere({ where, place, code, message }: Advice, actions: PageActions): HTMLElement | undefined {
  if (where === undefined) return undefined;
  if (place === undefined) return element('p', { class: 'advice-where' }, where);
  return button(
    { class: 'leads-to advice-where' },
    () => actions.select({ kind: 'place', place, title: message, code }),
    icon('file'),
    where,
  );
}
