import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunReport } from '../../../src/runs/report/run-report.js';
import type { Language } from '../../../src/views/diagram.js';
import { VERDICT_WORDS } from '../../../src/views/run/words.js';
import { drawCharts } from '../../../src/writers/charts/draw-charts.js';
import { writeReport } from '../../../src/writers/report/write-report.js';
import { expectGolden } from '../../setup/golden.js';
import { CHROMIUM, requireTool } from '../../setup/tools.js';
import { launchBrowser } from '../../studio/browser.js';
import {
  curvesReport,
  emptyRank,
  HOSTILE_NAMES,
  hostileReport,
  kernel,
  manyRanks,
  reportOf,
  waitingReport,
} from '../../views/run/sample-report.js';

function write(report: RunReport, language: Language = 'en'): string {
  return writeReport(report, { language, charts: drawCharts(report, { language }) });
}

/** All that a page can say at once. */
function fullReport(): RunReport {
  const { acrossRanks } = manyRanks(4);
  return waitingReport({ logs: curvesReport().logs, ...(acrossRanks ? { acrossRanks } : {}) });
}

describe('the page of a run', () => {
  it.each(['en', 'zh'] as const)('is as it was looked at, without its pictures, in %s', (language) => {
    expectGolden(`fixtures/report/full.${language}.html`, writeReport(fullReport(), { language, charts: [] }));
  });

  it('runs one script, which its own policy names by its digest, and loads nothing', () => {
    const html = write(fullReport());
    const [script = '', ...others] = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? '');
    expect(others).toEqual([]);
    const digest = createHash('sha256').update(script).digest('base64');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'sha256-${digest}'`);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|\ssrc=|<link|@import|<iframe/);
  });

  it('says the verdict, each advice with its gain and line, and what was mended', () => {
    const text = write(fullReport())
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ');
    expect(text).toContain(`${VERDICT_WORDS['input-bound'].en} high confidence`);
    expect(text).toContain('waiting for data: 33.4 %');
    expect(text).toContain('Warning SLW-01 saves at most 33.4 % of the step data loading');
    expect(text).toContain('Place: train.py:42');
    expect(text).toContain('Note SLW-06 gain not bounded by the trace');
    expect(text).toContain('TRC-03 Kernels whose launch is not in the trace 31');
    expect(text).toContain('Exposed communication Time in which communication runs and no compute');
  });

  it('is whole when nothing is known', () => {
    const html = write(reportOf([]), 'zh');
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain(VERDICT_WORDS.unclear.zh);
    expect(html).not.toMatch(/<table|<svg|undefined|NaN/);
    expect(write(reportOf([emptyRank()]))).not.toMatch(/undefined|NaN/);
  });

  it('is the same for the same report', () => {
    expect(write(fullReport())).toBe(write(fullReport()));
  });

  it('shows 500 of 10,000 rows and says so', () => {
    const kernels = [...Array(10_000).keys()].map((at) => kernel(`kernel_${at}`, 10_001 - at, 1));
    const html = write(reportOf([emptyRank({ kernels })]));
    expect(html).toContain('the first 500 of 10,000 rows');
    expect(html.match(/<tr>/g)).toHaveLength(501);
    expect(html.length).toBeLessThan(400_000);
  });

  it('holds whatever names there are as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const html = write(hostileReport(`${name}<b onclick=x>`));
        expect(html).not.toContain('<b ');
        expect(html.match(/<script/g)).toHaveLength(1);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the page in a real browser', () => {
  let browser: Awaited<ReturnType<typeof launchBrowser>> | undefined;
  beforeAll(async () => {
    if (CHROMIUM.isPresent()) browser = await launchBrowser();
  });
  afterAll(async () => browser?.close());
  beforeEach((context) => requireTool(context, CHROMIUM));

  async function open(html: string, width = 1200) {
    const page = await browser!.newPage({ viewport: { width, height: 800 } });
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => {
      problems.push('a dialog');
      void dialog.dismiss();
    });
    page.on('request', (request) => problems.push(`asks for ${request.url()}`));
    await page.setContent(html);
    return { page, problems };
  }

  it.each(Object.keys(HOSTILE_NAMES))('keeps names that are hostile (%s) as text, and its own width', async (kind) => {
    const { page, problems } = await open(write(hostileReport(HOSTILE_NAMES[kind] ?? '')), 400);
    expect(problems).toEqual([]);
    expect(await page.evaluate<number>('document.scripts.length')).toBe(1);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    await page.close();
  });

  it('sorts a table by a number and by a word, both ways', async () => {
    const { page, problems } = await open(write(fullReport()));
    const table = page.locator('section.table', { has: page.locator('h3', { hasText: 'Kernels' }) });
    const first = async (): Promise<string> =>
      (await table.locator('tbody tr').first().locator('td').allTextContents()).join('|');
    await table.getByRole('button', { name: 'Calls' }).click();
    expect(await first()).toMatch(/^at::native::vectorized_elementwise_kernel<… CUDAFunctor_add …>\|compute\|2,112/);
    await table.getByRole('button', { name: 'Calls' }).click();
    expect(await first()).toMatch(/\|6\|/);
    expect(await table.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    await table.getByRole('button', { name: 'Name' }).click();
    expect(await first()).toMatch(/^Memcpy HtoD \(Pageable -> Device\)/);
    expect(problems).toEqual([]);
    await page.close();
  });

  it('lets no other script run', async () => {
    const { page, problems } = await open(write(fullReport()));
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'),{textContent:'window.evil=1'}))",
    );
    expect(await page.evaluate('window.evil')).toBeUndefined();
    expect(problems.join()).toContain('Content Security Policy');
    await page.close();
  });
});
