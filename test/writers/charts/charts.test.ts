import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rasterize } from '../../../src/drawing/rasterize.js';
import { createNodeHost } from '../../../src/host/node-host.js';
import type { RunReport } from '../../../src/runs/report/run-report.js';
import type { Chart, ChartOptions } from '../../../src/writers/charts/chart.js';
import { CHART_NAMES, CHARTS, type ChartName, drawCharts } from '../../../src/writers/charts/draw-charts.js';
import { HUES, PALETTES } from '../../../src/writers/charts/palette.js';
import { parseXml, type XmlElement } from '../../drawing/xml.js';
import { expectGolden } from '../../setup/golden.js';
import { CHROMIUM, CJK_FONTS, requireTool } from '../../setup/tools.js';
import { launchBrowser } from '../../studio/browser.js';
import {
  anatomy,
  curve,
  curvesReport,
  emptyRank,
  gpuTime,
  HOSTILE_NAMES,
  hostileReport,
  kernel,
  logOf,
  MS,
  manyRanks,
  reportOf,
  stepOf,
  waitingReport,
} from '../../views/run/sample-report.js';
import { contrast } from '../contrast.js';

const EN: ChartOptions = { language: 'en' };

const SAMPLES: Readonly<Record<ChartName, () => RunReport>> = {
  'step-timeline': waitingReport,
  'idle-causes': waitingReport,
  'kernel-bars': waitingReport,
  'module-bars': waitingReport,
  'memory-curve': waitingReport,
  'metric-curves': curvesReport,
  'rank-bars': () => manyRanks(8),
};

function draw(name: ChartName, report: RunReport, options: ChartOptions = EN): Chart {
  const chart = CHARTS[name](report, options);
  if (!chart) throw new Error(`${name} drew nothing`);
  return chart;
}

function all(element: XmlElement, name: string): readonly XmlElement[] {
  const inner = element.children.flatMap((child) => (typeof child === 'string' ? [] : all(child, name)));
  return element.name === name ? [element, ...inner] : inner;
}

function textOf({ children }: XmlElement): string {
  return children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

function manySteps(count: number): RunReport {
  const steps = [...Array(count).keys()].map((at) => {
    const times = anatomy(80 + (at % 7), 1, 0, 0, 3, at === count - 1 ? 90 : 5, 8, 1);
    return stepOf(`ProfilerStep#${at}`, at * 100, times, gpuTime(times.totalNs / MS, 80));
  });
  return reportOf([emptyRank({ steps, stepAnatomy: anatomy(83, 1, 0, 0, 3, 5, 8, 1) })]);
}

describe('the charts', () => {
  it.each(CHART_NAMES)('%s is as it was looked at', (name) => {
    expectGolden(`fixtures/charts/${name}.en.svg`, draw(name, SAMPLES[name]()).svg);
    expectGolden(`fixtures/charts/${name}.zh.svg`, draw(name, SAMPLES[name](), { language: 'zh', colors: 'dark' }).svg);
  });

  it.each(CHART_NAMES)('%s is SVG that says what it shows, and nothing that runs or is fetched', (name) => {
    const { svg, title, description } = draw(name, SAMPLES[name]());
    const root = parseXml(svg.trim());
    expect(root.attributes.get('role')).toBe('img');
    expect(root.attributes.get('width')).toBe('720');
    expect(textOf(all(root, 'title')[0] as XmlElement)).toBe(title);
    expect(textOf(all(root, 'desc')[0] as XmlElement)).not.toBe('');
    expect(description).toMatch(/\d/);
    const labelled = root.attributes.get('aria-labelledby')?.split(' ') ?? [];
    expect(labelled).toHaveLength(2);
    for (const id of labelled) expect(svg).toContain(`id="${id}"`);
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|<script|<foreignObject|@import|@font-face|\son\w+=/,
    );
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(`<pattern id="${id}"`);
  });

  it('gives every bar its numbers as words', () => {
    const titles = (name: ChartName): readonly string[] =>
      all(parseXml(draw(name, SAMPLES[name]()).svg.trim()), 'title').map(textOf);
    expect(titles('step-timeline')).toContain(
      'ProfilerStep#5: 179.5 ms; GPU kernels 98.6 ms (54.9 %); Copies 1.92 ms (1.1 %); Fills 90.0 µs (0.1 %); CUDA calls 2.91 ms (1.6 %); Waiting for data 61.2 ms (34.1 %); Operators on the host 13.7 ms (7.6 %); Nothing recorded 1.16 ms (0.6 %)\nGPU: computing 54.9 %; exposed copies 1.1 %; idle 44.0 %',
    );
    expect(titles('idle-causes')).toContain('waiting for the DataLoader: 318.2 ms · 31.9 %');
    expect(titles('kernel-bars')).toContain('volta_sgemm_128x64_nt\n33.1 ms · 6.3 % · 96×');
    expect(titles('module-bars')).toContain(
      'ResNet_0/Sequential_1\n150.0 ms · 25.1 %\nforward 52.0 ms, backward 98.0 ms\n6 calls',
    );
    expect(titles('rank-bars')[4]).toContain('◀ others wait for it (900.0 ms, 46×)');
  });

  it('draws nothing of what is not known', () => {
    expect(drawCharts(reportOf([]), EN)).toEqual([]);
    expect(drawCharts(reportOf([emptyRank()]), EN)).toEqual([]);
    expect(drawCharts(reportOf([emptyRank({ gpu: gpuTime(0, 0) })], { logs: [logOf([])] }), EN)).toEqual([]);
    expect(drawCharts(reportOf([], { logs: [logOf([curve('loss', [Number.NaN])])] }), EN)).toEqual([]);
  });

  it('is the same for the same report', () => {
    for (const name of CHART_NAMES) expect(draw(name, SAMPLES[name]())).toEqual(draw(name, SAMPLES[name]()));
  });

  it('keeps colours fixed where they are asked to be', () => {
    for (const colors of ['light', 'dark'] as const) {
      const { svg } = draw('kernel-bars', waitingReport(), { language: 'en', colors });
      expect(svg).toContain(PALETTES[colors].hues.blue);
      expect(svg).not.toContain('@media');
    }
    expect(draw('kernel-bars', waitingReport()).svg).toContain('@media screen and (prefers-color-scheme:dark)');
  });

  it('has colours that stand out from both grounds', () => {
    for (const { ground, ink, quiet, hues } of Object.values(PALETTES)) {
      for (const hue of HUES) expect(contrast(hues[hue], ground), hue).toBeGreaterThanOrEqual(3);
      for (const text of [ink, quiet]) expect(contrast(text, ground), text).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('charts of much', () => {
  it('shows each of a few steps, and means of neighbours of many, with the longest', () => {
    const bars = (count: number): readonly string[] =>
      all(parseXml(draw('step-timeline', manySteps(count)).svg.trim()), 'title')
        .map(textOf)
        .filter((title) => title.startsWith('ProfilerStep#'));
    expect(new Set(bars(1)).size).toBe(1);
    expect(new Set(bars(60)).size).toBe(60);
    expect(new Set(bars(500)).size).toBe(56);
    expect(bars(500)[0]).toMatch(/^ProfilerStep#0 – ProfilerStep#8: /);
    expect(draw('step-timeline', manySteps(500)).svg).toContain('a bar is the mean of 9 steps');
    expect(draw('step-timeline', manySteps(500)).svg.length).toBeLessThan(150_000);
  });

  it('names ten kernels of 10,000 and puts the others together', () => {
    const kernels = [...Array(10_000).keys()].map((at) => kernel(`kernel_${at}<int, ${at}>`, 1 + at / 1000, 3));
    const { svg, description } = draw('kernel-bars', reportOf([emptyRank({ kernels })]));
    expect(description).toMatch(/^10,000 names, together 60\.0 s\./);
    expect(svg).toContain('other kernels (9,990)');
    expect(svg).toContain('kernel_9999&lt;…&gt;');
    expect(svg.length).toBeLessThan(30_000);
  });

  it('draws 64 ranks, and of 1,000 those that matter', () => {
    const names = (count: number): readonly string[] =>
      [...draw('rank-bars', manyRanks(count, count - 1)).svg.matchAll(/>rank (\d+)</g)].map(([, rank]) => rank ?? '');
    expect(names(64)).toHaveLength(64);
    expect(names(1000)).toHaveLength(64);
    expect(names(1000)).toContain('999');
  });

  it('keeps the peaks of a curve of a million points and breaks it where a value is no number', () => {
    const values = [...Array(1_000_000).keys()].map((at) => (at === 500_000 ? Number.NaN : at === 77_777 ? 50 : 1));
    const { svg, description } = draw('metric-curves', reportOf([], { logs: [logOf([curve('loss', values)])] }));
    expect(svg.length).toBeLessThan(20_000);
    expect(description).toBe('loss, 1,000,000 points, 1 – 50, last 1, 1 NaN or infinite');
    const [path = ''] = /<path class="td-line-vermilion" d="([^"]+)"/.exec(svg)?.slice(1) ?? [];
    expect(path.match(/M/g)).toHaveLength(2);
  });
});

describe('charts of hostile names', () => {
  it.each(Object.keys(HOSTILE_NAMES))('%s', (kind) => {
    const charts = drawCharts(hostileReport(HOSTILE_NAMES[kind] ?? ''), EN);
    expect(charts).toHaveLength(7);
    for (const { svg } of charts) {
      const root = parseXml(svg.trim());
      expect(all(root, 'script')).toEqual([]);
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/);
      expect(svg.isWellFormed()).toBe(true);
    }
  });

  it('is XML whatever a name is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        for (const { svg } of drawCharts(hostileReport(name), EN)) expect(parseXml(svg.trim()).name).toBe('svg');
      }),
      { numRuns: 60 },
    );
  });

  it('never throws over numbers that cannot be', () => {
    const numbers = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(0, -1, 1e300, Number.NaN, Number.POSITIVE_INFINITY),
    );
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 8, maxLength: 8 }), (times) => {
        const step = anatomy(...times);
        const gpu = gpuTime(times[0] ?? 0, times[1] ?? 0);
        const rank = emptyRank({
          steps: [stepOf('s', 0, step, gpu)],
          stepAnatomy: step,
          gpu,
          kernels: [kernel('k', times[2] ?? 0, 1)],
          memory: [
            {
              device: 'cpu',
              peakAllocatedBytes: undefined,
              peakReservedBytes: undefined,
              capacityBytes: times[3],
              points: times.map((value, at) => [times[7 - at] ?? 0, value] as const),
            },
          ],
        });
        for (const { svg } of drawCharts(reportOf([rank], { logs: [logOf([curve('c', times)])] }), EN)) {
          parseXml(svg.trim());
          expect(svg.replaceAll(/>[^<]*</g, '><')).not.toMatch(/NaN|Infinity|undefined/);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('charts as pixels', () => {
  it('are drawn by resvg with fixed colours', async (context) => {
    requireTool(context, CJK_FONTS);
    for (const name of ['step-timeline', 'metric-curves'] as const) {
      const { svg } = draw(name, SAMPLES[name](), { language: 'zh', colors: 'dark' });
      expect((await rasterize(createNodeHost(), svg, 1)).kind, name).toBe('png');
    }
  });
});

describe('charts in a real browser', () => {
  let browser: Awaited<ReturnType<typeof launchBrowser>> | undefined;
  beforeAll(async () => {
    if (CHROMIUM.isPresent()) browser = await launchBrowser();
  });
  afterAll(async () => browser?.close());
  beforeEach((context) => requireTool(context, CHROMIUM));

  it.each([
    ['en', waitingReport],
    ['zh', waitingReport],
    ['en', () => manyRanks(64)],
    ['zh', curvesReport],
    ['en', () => hostileReport(HOSTILE_NAMES['long'] ?? '')],
    ['en', () => manySteps(500)],
  ] as const)('keep all words inside the picture and apart from each other (%s, %#)', async (language, report) => {
    const page = await browser!.newPage();
    for (const { name, svg } of drawCharts(report(), { language })) {
      await page.setContent(`<body style="margin:0">${svg}</body>`);
      await page.addScriptTag({ path: 'test/writers/charts/in-page.js' });
      expect(await page.evaluate<readonly string[]>('findClashes()'), name).toEqual([]);
    }
    await page.close();
  });

  it('follow the colours of the page', async () => {
    const { svg } = draw('kernel-bars', waitingReport());
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser!.newPage({ colorScheme });
      await page.setContent(svg);
      const ground = await page.evaluate<string>("getComputedStyle(document.querySelector('.td-ground')).fill");
      expect(ground).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)');
      await page.close();
    }
  });
});
