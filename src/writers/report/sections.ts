import { showPercent } from '../../base/show-numbers.js';
import type { Advice, Evidence, RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { wordAdvice } from '../../views/run/advice-words.js';
import { cleanName, cutMiddle } from '../../views/run/short-kernel.js';
import { showEvidence } from '../../views/run/show-evidence.js';
import { CONFIDENCE_WORDS, evidenceWord, SUBJECT_WORDS, VERDICT_WORDS } from '../../views/run/words.js';
import { type Content, element, type Markup } from '../markup.js';
import { DEFINITIONS } from './definitions.js';
import { writeRows } from './table.js';
import { type ReportWord, say } from './words.js';
import { writeLine } from './write-line.js';

/** A part of the page under its heading. */
export function writeSection(title: ReportWord, language: Language, ...content: readonly Content[]): Markup {
  return element('section', { id: title }, element('h2', {}, say(title, language)), content);
}

export function writeVerdict({ verdict }: RunReport, language: Language): Markup {
  const { kind, confidence, evidence } = verdict;
  return element(
    'div',
    { class: kind === 'unclear' || kind === 'compute-bound' ? 'verdict' : 'verdict bound' },
    element(
      'p',
      {},
      element('span', { class: 'kind' }, VERDICT_WORDS[kind][language]),
      ' ',
      element('span', { class: 'quiet' }, `${CONFIDENCE_WORDS[confidence][language]} · ${kind}`),
    ),
    evidence.length === 0
      ? undefined
      : element(
          'ul',
          { 'aria-label': say('evidence', language) },
          evidence.map((one) => writeEvidence(one, language)),
        ),
  );
}

function writeEvidence(evidence: Evidence, language: Language): Markup {
  const name = cutMiddle(cleanName(evidenceWord(evidence.name, language)), 80);
  const of = evidence.of === undefined ? '' : ` (${cutMiddle(cleanName(evidence.of), 60)})`;
  return element('li', {}, `${name}: `, element('strong', {}, showEvidence(evidence)), of);
}

export function writeAdvice({ advice }: RunReport, language: Language): Markup {
  if (advice.length === 0) return element('p', {}, say('noAdvice', language));
  return element(
    'ol',
    { class: 'advice' },
    advice.map((one) => writeOneAdvice(one, language)),
  );
}

function writeOneAdvice(advice: Advice, language: Language): Markup {
  const { code, severity, message, hint, check, gainAtMostPercent: gain, line, about } = wordAdvice(advice, language);
  const gained =
    gain === undefined
      ? element('span', { class: 'quiet' }, say('gainUnknown', language))
      : element(
          'span',
          { class: 'gain' },
          `${say('gain', language)} ${showPercent(gain / 100)} ${say('ofStep', language)}`,
        );
  return element(
    'li',
    { class: severity },
    element(
      'p',
      { class: 'head' },
      element('span', {}, say(severity, language)),
      element('code', {}, cutMiddle(cleanName(code), 40)),
      gained,
      about === undefined ? undefined : element('span', { class: 'quiet' }, SUBJECT_WORDS[about][language]),
    ),
    element('p', {}, element('bdi', {}, shorten(message))),
    line && labelled('place', writeLine(line), language),
    labelled('doThis', element('bdi', {}, shorten(hint)), language),
    labelled('check', element('bdi', {}, shorten(check)), language),
  );
}

function shorten(text: string): string {
  return cutMiddle(cleanName(text), 1500);
}

function labelled(word: ReportWord, content: Content, language: Language): Markup {
  return element('p', {}, element('span', { class: 'label' }, `${say(word, language)}: `), content);
}

export function writeHealth({ health }: RunReport, language: Language): Markup {
  const table = writeRows(
    'health',
    health,
    [
      { word: 'code', cell: ({ code }) => ({ text: element('code', {}, cutMiddle(cleanName(code), 40)) }) },
      { word: 'message', cell: ({ message }) => ({ text: element('bdi', {}, cutMiddle(cleanName(message), 400)) }) },
      { word: 'count', cell: ({ count }) => ({ text: String(count), value: count }) },
      { word: 'file', cell: ({ file }) => ({ text: file === undefined ? '' : cutMiddle(cleanName(file), 80) }) },
    ],
    language,
  );
  return table ?? element('p', {}, say('healthy', language));
}

export function writeDefinitions(language: Language): Markup {
  const entries = DEFINITIONS.flatMap(({ [language]: [term, meaning] }) => [
    element('dt', {}, term),
    element('dd', {}, meaning),
  ]);
  return element('dl', { class: 'definitions' }, entries);
}
