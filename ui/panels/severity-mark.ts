import type { Severity } from '../../src/findings/finding.js';
import { element } from '../element.js';
import type { Words } from '../words/words.js';
import { icon } from './icons.js';

/** How grave a finding is: by shape and colour, and in words for those who see neither. */
export function severityMark(severity: Severity, words: Words): HTMLElement {
  const label = words.severities[severity];
  return element(
    'span',
    { class: `severity is-${severity}`, title: label },
    icon(severity),
    element('span', { class: 'visually-hidden' }, label),
  );
}
