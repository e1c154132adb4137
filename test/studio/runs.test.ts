import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { type Bench, openFolder, PATIENCE, useBrowser, waitForDrawing } from './browser.js';

const openPage = useBrowser();
let bench: Bench | undefined;

afterEach(() => bench?.dispose());

const TRACE = 'kineto-resnet50-v100-num_workers_0.pt.trace.json.gz';

/** The example with a real trace of a training like it. */
async function openRun(hash = 'language=en&view=run', extra?: (folder: string) => void): ReturnType<typeof openPage> {
  bench = await openFolder((folder) => {
    cpSync('examples/resnet50', folder, { recursive: true });
    mkdirSync(join(folder, 'runs'), { recursive: true });
    cpSync(`../shared/traces/${TRACE}`, join(folder, 'runs', TRACE));
    extra?.(folder);
  });
  const opened = await openPage(bench.studio.url, `${hash}&subject=${encodeURIComponent(`runs/${TRACE}`)}`);
  await opened.page.waitForSelector('.run-panel:not([hidden])', PATIENCE);
  return opened;
}

/** Waits until no finer window is still to come. */
async function settle(page: Page): Promise<void> {
  const told = async (): Promise<string> => {
    const { from, to, windows } = await page.locator('canvas.lanes').evaluate((canvas) => ({ ...canvas.dataset }));
    return [from, to, windows].join(' ');
  };
  let before = '';
  await expect.poll(async () => before === (before = await told()), { ...PATIENCE, interval: 150 }).toBe(true);
}

async function openTimeline(page: Page): Promise<void> {
  await page.click('[data-tab=timeline]');
  await page.waitForSelector('canvas[data-windows]', PATIENCE);
  await settle(page);
}

async function lengthNs(page: Page): Promise<number> {
  const { from, to } = await page.locator('canvas.lanes').evaluate((canvas) => ({ ...canvas.dataset }));
  return Number(to) - Number(from);
}

describe('a run in the studio', () => {
  test('says its verdict, draws it over the script, and an advice opens its line', async () => {
    const { page, complaints } = await openRun();
    await waitForDrawing(page);
    expect(await page.locator('.verdict').innerText()).toContain('Input-bound: training waits for data');
    expect(await page.locator('.verdict').innerText()).toMatch(/33\.4 %\s+waiting for data/);
    expect(await page.locator('.stage svg').innerHTML()).toContain('bottleneck');
    const advice = page.locator('[data-advice=SLW-01]');
    expect(await advice.innerText()).toContain('saves at most 33.4 % of a step');
    await advice.locator('button.advice-where').click();
    await page.waitForSelector('.code-line.is-marked', PATIENCE);
    expect(await page.locator('.code-line.is-marked').innerText()).toContain('DataLoader(');
    expect(await page.locator('.selection .place').innerText()).toBe('src/data.py:61');
    // The box of the loader opens the same line.
    await page.locator('[data-node*=loader]').first().click();
    await expect.poll(() => page.locator('.selection .place').innerText(), PATIENCE).toContain('src/data.py:61');
    expect(complaints).toEqual([]);
  });

  test('zooms by keys from the whole trace to a single kernel, and back to what launched it', async () => {
    const { page, complaints } = await openRun();
    await openTimeline(page);
    const whole = await lengthNs(page);
    expect(whole).toBe(1_065_658_000);
    await page.locator('canvas.lanes').focus();
    // From the steps down to the stream, which is the last track.
    let row = '';
    for (let at = 0; at < 20; at += 1) {
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('+');
      await settle(page);
    }
    for (let at = 0; at < 12 && !/kernel/.test(row); at += 1) {
      await page.keyboard.press(at === 0 ? 'Enter' : '.');
      await page.keyboard.press('Enter');
      await settle(page);
      row = await page.locator('.event-details').innerText();
    }
    expect(row).toMatch(/kernel · [\d.]+ (?:ns|µs|ms)/);
    expect(row).toMatch(/launched by\s+cudaLaunchKernel/);
    expect(await page.locator('.event-name').innerText()).not.toBe('');
    expect(await lengthNs(page)).toBeLessThan(whole / 100);
    await page.locator('.event-link').first().click();
    await expect.poll(() => page.locator('.event-name').innerText(), PATIENCE).toBe('cudaLaunchKernel');
    await page.locator('canvas.lanes').focus();
    await page.keyboard.press('0');
    await settle(page);
    expect(await lengthNs(page)).toBe(whole);
    expect(complaints).toEqual([]);
  });

  test('zooms by wheel, buttons and a drag along the ruler; a drag moves; a lane opens and closes', async () => {
    const { page } = await openRun();
    await openTimeline(page);
    const whole = await lengthNs(page);
    const lanes = page.locator('canvas.lanes');
    const box = await lanes.boundingBox();
    const ruler = await page.locator('canvas.ruler').boundingBox();
    if (!box || !ruler) throw new Error('no timeline');
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.wheel(0, -200);
    await expect.poll(() => lengthNs(page), PATIENCE).toBeLessThan(whole * 0.7);
    await page.locator('.timeline-bar button').nth(2).click();
    await expect.poll(() => lengthNs(page), PATIENCE).toBe(whole);
    await page.mouse.move(ruler.x + ruler.width * 0.25, ruler.y + 8);
    await page.mouse.down();
    await page.mouse.move(ruler.x + ruler.width * 0.5, ruler.y + 8, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => Math.round((100 * (await lengthNs(page))) / whole), PATIENCE).toBe(25);
    const from = async (): Promise<number> => Number(await lanes.getAttribute('data-from'));
    const before = await from();
    await page.mouse.move(box.x + 300, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + 40, { steps: 4 });
    await page.mouse.up();
    await expect.poll(from, PATIENCE).toBeGreaterThan(before);
    const lane = page.locator('button.lane-label').first();
    const height = async (): Promise<number> => (await lanes.boundingBox())?.height ?? 0;
    const open = await height();
    await lane.click();
    await expect.poll(height, PATIENCE).toBeLessThan(open);
    expect(await page.locator('button.lane-label').first().getAttribute('aria-expanded')).toBe('false');
  });

  test('the pointer is told what it is over: how many, and how busy', async () => {
    const { page } = await openRun();
    await openTimeline(page);
    const box = await page.locator('canvas.lanes').boundingBox();
    if (!box) throw new Error('no timeline');
    await page.mouse.move(box.x + 40, box.y + 10);
    await expect.poll(() => page.locator('.event-details').innerText(), PATIENCE).toContain('ProfilerStep#5');
    await page.mouse.move(box.x + 70, box.y + 68);
    await expect.poll(() => page.locator('.event-details').innerText(), PATIENCE).toMatch(/\d+ events[\s\S]+busy/);
  });

  test('shows its charts without a complaint of the browser, and speaks Chinese', async () => {
    const { page, complaints } = await openRun('language=zh&view=run');
    expect(await page.locator('.verdict').innerText()).toContain('受限于输入');
    await page.click('[data-tab=charts]');
    expect(await page.locator('.chart').count()).toBeGreaterThan(2);
    expect(await page.locator('.chart svg').first().innerHTML()).toContain('每一步的时间');
    const fill = await page
      .locator('.chart .td-ground')
      .first()
      .evaluate((ground) => ground.ownerDocument.defaultView?.getComputedStyle(ground).fill);
    expect(fill).toBe('rgb(255, 255, 255)');
    await page.click('[data-tab=health]');
    expect(await page.locator('.run-page:not([hidden])').innerText()).toContain(TRACE);
    expect(complaints).toEqual([]);
  });

  test('names of a hostile trace stay text', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const event = (name: string, ts: number): object => ({
      ph: 'X',
      cat: 'kernel',
      name,
      pid: 0,
      tid: evil,
      ts,
      dur: 400,
      args: { device: 0, stream: 7 },
    });
    const { page, complaints } = await openRun(undefined, (folder) =>
      writeFileSync(
        join(folder, 'runs', `${evil.replaceAll('/', '')}.json`),
        JSON.stringify({ traceEvents: [event(evil, 0), event(evil, 500)] }),
      ),
    );
    await page.selectOption('select.subject', `runs/${evil}.json`);
    await expect.poll(() => page.locator('.run-panel').innerText(), PATIENCE).not.toContain('Input-bound');
    await page.waitForSelector('.run-panel:not([hidden])', PATIENCE);
    await openTimeline(page);
    await page.locator('canvas.lanes').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.event-name').innerText(), PATIENCE).toBe(evil);
    expect(await page.locator('.lane-label').first().innerText()).toContain(evil);
    expect(await page.locator('img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('a run that is written while it is looked at is read again', async () => {
    const line = (at: number, ms = 300): string => `iter ${at}: loss ${4 - at / 100}, time ${ms}.00ms, mfu 1.00%\n`;
    const { page } = await openRun(undefined, (folder) =>
      writeFileSync(join(folder, 'runs', 'train.log'), line(0) + line(1) + line(2)),
    );
    await page.selectOption('select.subject', 'runs/train.log');
    const steps = (): Promise<string> => page.locator('.verdict').innerText();
    await expect.poll(steps, PATIENCE).not.toContain('Input-bound');
    const before = await steps();
    writeFileSync(
      join(bench?.folder ?? '', 'runs', 'train.log'),
      Array.from({ length: 400 }, (_, at) => line(at, 900)).join(''),
    );
    await expect.poll(steps, PATIENCE).not.toBe(before);
  });
});
