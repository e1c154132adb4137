import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { cleanName, cutMiddle } from '../../views/run/short-kernel.js';
import { VERDICT_WORDS } from '../../views/run/words.js';
import { element, type Markup, rawMarkup } from '../markup.js';
import { writeNumbers } from './numbers.js';
import { writeAdvice, writeDefinitions, writeHealth, writeSection, writeVerdict } from './sections.js';
import { POLICY, SORT_SCRIPT } from './sort-script.js';
import { PAGE_STYLE } from './style.js';
import { writeTables } from './tables.js';
import { say } from './words.js';

export interface ReportOptions {
  readonly language: Language;
  /** Pictures of the same report as SVG text (`drawCharts`); given by the workflow: writers do not import each other. */
  readonly charts: readonly { readonly title: string; readonly svg: string }[];
}

/**
 * A run report as one HTML page that needs nothing else: no network, no library; light and dark, screen and paper. Its only script
 * sorts tables and is named in the page's own policy by its digest.
 *
 *     verdict → what to change → numbers → pictures → tables → health of the files → definitions
 */
export function writeReport(report: RunReport, { language, charts }: ReportOptions): string {
  const numbers = writeNumbers(report, language);
  const tables = writeTables(report, language);
  const body = element(
    'body',
    {},
    writeHeader(report, language),
    element(
      'main',
      {},
      writeVerdict(report, language),
      writeSection('advice', language, writeAdvice(report, language)),
      numbers && writeSection('numbers', language, numbers),
      charts.length > 0 ? writeSection('pictures', language, writeCharts(charts)) : undefined,
      tables.length > 0 ? writeSection('tables', language, tables) : undefined,
      writeSection('health', language, writeHealth(report, language)),
      writeSection('definitions', language, writeDefinitions(language)),
    ),
    element('footer', {}, element('p', {}, say('madeBy', language))),
    element('script', {}, rawMarkup(SORT_SCRIPT)),
  );
  const lang = language === 'zh' ? 'zh-CN' : 'en';
  return `<!DOCTYPE html>\n${element('html', { lang }, writeHead(report, language), body).text}\n`;
}

function writeHead({ verdict }: RunReport, language: Language): Markup {
  return element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('title', {}, `${say('page', language)} · ${VERDICT_WORDS[verdict.kind][language]}`),
    element('style', {}, rawMarkup(PAGE_STYLE)),
  );
}

const MOST_FILES = 8;

function writeHeader({ source }: RunReport, language: Language): Markup {
  const shown = source.files.slice(0, MOST_FILES);
  const more = source.files.length - shown.length;
  return element(
    'header',
    {},
    element('h1', {}, say('page', language)),
    element(
      'p',
      { class: 'quiet' },
      `${say('files', language)}: `,
      shown.map((file, at) => [
        at > 0 ? ', ' : '',
        element('code', {}, element('bdi', {}, cutMiddle(cleanName(file), 100))),
      ]),
      more > 0 ? ` +${more}` : undefined,
    ),
  );
}

function writeCharts(charts: ReportOptions['charts']): Markup {
  const figures = charts.map(({ title, svg }) =>
    element('figure', { tabindex: 0, 'aria-label': title }, rawMarkup(svg.trim())),
  );
  return element('div', { class: 'charts' }, figures);
}
