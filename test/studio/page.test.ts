import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countDrawings, openBench, openForwarder, PATIENCE, useBrowser, waitForDrawing } from './browser.js';

const SYSTEM = `group inside Inside|容器内部
node box container inside Docker container|Docker 容器
  image: pytorch-cuda:2.7
  ports: 8888:8888
node jupyter service inside Jupyter Lab
edge box jupyter starts|启动
node person user - Developer
edge person jupyter
finding warning NET-01 4 Port 8888 is published on every address
note Ports are reachable from everywhere.
`;

const openPage = useBrowser();
let bench: Awaited<ReturnType<typeof openBench>>;

beforeEach(async () => {
  bench = await openBench(SYSTEM);
});

afterEach(() => bench?.dispose());

function open(hash?: string): ReturnType<typeof openPage> {
  return openPage(bench.studio.url, hash);
}

describe('the picture', () => {
  test('is drawn by Mermaid without a complaint of the browser', async () => {
    const { page, complaints } = await open();
    await waitForDrawing(page);
    expect(await page.locator('.stage svg .node').count()).toBe(3);
    expect(await page.locator('.notes').innerText()).toContain('reachable from everywhere');
    expect(await page.title()).toContain('torchdock studio');
    expect(page.url()).not.toContain('token');
    expect(complaints).toEqual([]);
  });

  test('has the colours of its classes, although inline styles are forbidden', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    const fill = await page
      .locator('[data-node*=jupyter] rect')
      .first()
      .evaluate((box) => box.ownerDocument.defaultView?.getComputedStyle(box).fill);
    expect(fill).toBe('rgb(208, 232, 255)');
    expect(await page.locator('.stage [style]').count()).toBeGreaterThan(0);
    expect(await page.locator('.stage style').count()).toBe(0);
  });

  test('is guarded by a policy that the browser enforces', async () => {
    const { page, complaints } = await open();
    await waitForDrawing(page);
    await page.evaluate("document.body.setAttribute('style', 'color: red')");
    await expect.poll(() => complaints.join('\n'), PATIENCE).toContain('Content Security Policy');
    await expect(page.evaluate("document.body.innerHTML = '<b>x</b>'")).rejects.toThrow(/TrustedHTML/);
    await expect(page.evaluate("fetch('http://127.0.0.1:1/')")).rejects.toThrow(/fetch/);
    const origin = await page.frames()[1]?.evaluate<string>('self.origin');
    expect(origin).toBe('null');
  });

  test('speaks Chinese, and lies the other way, on demand', async () => {
    const { page, complaints } = await open();
    await waitForDrawing(page);
    await page.click('[data-language=zh]');
    await waitForDrawing(page, 2);
    expect(await page.locator('.stage svg').innerHTML()).toContain('Docker 容器');
    expect(await page.locator('[role=tab]').first().innerText()).toBe('部署');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.click('[data-direction=TB]');
    await waitForDrawing(page, 3);
    const [box, jupyter] = await Promise.all(
      ['box', 'jupyter'].map((name) => page.locator(`[data-node*=${name}]`).boundingBox()),
    );
    expect(jupyter?.y).toBeGreaterThan((box?.y ?? 0) + (box?.height ?? 0));
    await page.reload();
    await waitForDrawing(page);
    expect(await page.locator('[data-direction=TB]').getAttribute('aria-pressed')).toBe('true');
    expect(complaints).toEqual([]);
  });

  test('can be dragged and zoomed', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    const box = page.locator('[data-node*=box]');
    const before = await box.boundingBox();
    await page.mouse.move(100, 120);
    await page.mouse.down();
    await page.mouse.move(160, 150, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(async () => Math.round(((await box.boundingBox())?.x ?? 0) - (before?.x ?? 0)), PATIENCE)
      .toBe(60);
    await page.mouse.wheel(0, -240);
    await expect
      .poll(async () => (await box.boundingBox())?.width, PATIENCE)
      .toBeGreaterThan((before?.width ?? 0) * 1.1);
  });

  test('goes along as text, SVG and PNG', async () => {
    const { page, complaints } = await open();
    await waitForDrawing(page);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.click('[data-export=mermaid]');
    await page.waitForSelector('.announcer.is-shown', PATIENCE);
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toContain('flowchart LR');
    for (const [kind, start] of [
      ['svg', '<svg'],
      ['png', '\u0089PNG'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download', PATIENCE),
        page.click(`[data-export=${kind}]`),
      ]);
      expect(download.suggestedFilename()).toBe(`deployment.${kind}`);
      const bytes = readFileSync(await download.path());
      expect(bytes.toString('latin1', 0, 4)).toBe(start.slice(0, 4));
      expect(bytes.length).toBeGreaterThan(2000);
    }
    expect(complaints).toEqual([]);
  });
});

describe('boxes, findings and lines', () => {
  test('a click on a box shows the file and the lines it comes from', async () => {
    const { page, complaints } = await open();
    await waitForDrawing(page);
    await page.click('[data-node*=box]');
    await page.waitForSelector('.code-line.is-marked', PATIENCE);
    expect(
      await page
        .locator('.code-line.is-marked')
        .evaluateAll((lines) => lines.map((line) => line.getAttribute('data-line'))),
    ).toEqual(['2', '3', '4']);
    expect(await page.locator('.selection h2').innerText()).toBe('Docker container');
    expect(await page.locator('.selection .place').innerText()).toBe('system.txt:2–4');
    expect(await page.locator('.code-line').first().innerText()).toContain('group inside');
    await page.keyboard.press('Escape');
    expect(await page.locator('.selection').isVisible()).toBe(false);
    expect(await page.locator('.code').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('a click on a finding shows its line and the box it speaks of', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    expect(await page.locator('[data-node*=box] .finding-dot.is-warning').count()).toBe(1);
    await page.click('[data-code=NET-01]');
    await page.waitForSelector('.code-line.is-marked', PATIENCE);
    expect(await page.locator('.code-line.is-marked').getAttribute('data-line')).toBe('4');
    expect(await page.locator('.code-line.is-marked mark').innerText()).toBe('ports');
    expect(await page.locator('.selection h2').innerText()).toContain('published on every address');
    expect(await page.locator('.is-selected').getAttribute('data-node')).toContain('box');
  });

  test('a file of the list is shown whole', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    await page.click('.file');
    await page.waitForSelector('.code-line', PATIENCE);
    expect(await page.locator('.code-line').count()).toBe(SYSTEM.split('\n').length);
  });

  test('everything can be reached by keyboard', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    await page.locator('[data-node*=jupyter]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.code-line.is-marked', PATIENCE);
    expect(await page.locator('.code-line.is-marked').getAttribute('data-line')).toBe('5');
    expect(await page.locator('[data-node*=jupyter]').getAttribute('aria-label')).toBe(
      'Jupyter Lab, Service, system.txt:5',
    );
    await page.locator('[role=tab][aria-selected=true]').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[data-view]:focus').getAttribute('data-view')).toBe('deployment');
  });
});

describe('when files change', () => {
  test('it is redrawn, and keeps what is selected and where it stands', async () => {
    const { page, complaints } = await open();
    await waitForDrawing(page);
    await page.click('[data-node*=box]');
    await page.waitForSelector('.code-line.is-marked', PATIENCE);
    await page.mouse.move(300, 300);
    await page.mouse.wheel(0, -200);
    const box = page.locator('[data-node*=box]');
    const width = async (): Promise<number> => Math.round((await box.boundingBox())?.width ?? 0);
    let settled = await width();
    await expect.poll(async () => settled === (settled = await width()) && settled > 0, PATIENCE).toBe(true);
    const before = await box.boundingBox();
    bench.write(`# one more line\n${SYSTEM}node gpu gpu inside NVIDIA GPU\nedge box gpu uses\n`);
    await page.waitForSelector('[data-node*=gpu]', PATIENCE);
    await expect
      .poll(async () => Math.abs(((await box.boundingBox())?.x ?? 0) - (before?.x ?? 0)), PATIENCE)
      .toBeLessThan(1.5);
    const after = await box.boundingBox();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(1.5);
    expect(Math.abs((after?.width ?? 0) - (before?.width ?? 0))).toBeLessThan(1.5);
    expect(await box.getAttribute('class')).toContain('is-selected');
    await expect.poll(() => page.locator('.code-line.is-marked').first().getAttribute('data-line'), PATIENCE).toBe('3');
    expect(complaints).toEqual([]);
  });

  test('a save that changes nothing redraws nothing', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    bench.write(SYSTEM);
    bench.write(`${SYSTEM}node gpu gpu inside NVIDIA GPU\n`);
    await page.waitForSelector('[data-node*=gpu]', PATIENCE);
    expect(await countDrawings(page)).toBe(2);
  });

  test('an empty folder says what is read, and draws as soon as there is something', async () => {
    rmSync(join(bench.folder, 'system.txt'));
    const { page, complaints } = await open();
    await page.waitForSelector('main[data-picture=nothing]', PATIENCE);
    expect(await page.locator('.notice').innerText()).toContain('compose.yaml');
    bench.write(SYSTEM);
    await waitForDrawing(page);
    expect(await page.locator('.notice').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('a broken connection is said, and mended by itself', async () => {
    const forwarder = await openForwarder(bench.studio.port);
    const { page } = await openPage(bench.studio.url.replace(/:\d+/, `:${forwarder.port}`));
    await waitForDrawing(page);
    await forwarder.close();
    await page.waitForSelector('.connection-banner:not([hidden])', PATIENCE);
    expect(await page.locator('.connection-banner').innerText()).toContain('does not answer');
    expect(await page.locator('.stage svg .node').count()).toBe(3);
    bench.write(`${SYSTEM}node gpu gpu inside NVIDIA GPU\n`);
    await forwarder.open();
    await page.waitForSelector('[data-node*=gpu]', PATIENCE);
    expect(await page.locator('.connection-banner').isVisible()).toBe(false);
    await forwarder.close();
  });

  test('a studio that was started anew asks for its new address', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    await bench.studio.stop();
    const next = await openBench(SYSTEM, bench.studio.port);
    await expect
      .poll(() => page.locator('.connection-banner').innerText(), PATIENCE)
      .toContain('The studio was started anew');
    await next.dispose();
  });
});

describe('hostile labels', () => {
  test.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '"]; click box "javascript:alert(1)"; x["',
    '<svg/onload=alert(1)>',
    '<style>*</style>',
    '"quoted" & [1, 3] {x} #1; `code` & <b>',
  ])('%s stays text', async (label) => {
    bench.write(`node box container - ${label}\nfinding error XSS-01 1 ${label}\n`);
    const { page, complaints } = await open();
    await waitForDrawing(page);
    await page.click('[data-node*=box]');
    await page.waitForSelector('.code-line.is-marked', PATIENCE);
    const shown = label.replaceAll(/\s/g, '');
    const drawn = await page.locator('[data-node*=box]').evaluate((box) => box.textContent);
    expect(drawn?.replaceAll(/\s/g, '')).toContain(shown);
    expect((await page.locator('.selection h2').innerText()).replaceAll(/\s/g, '')).toBe(shown);
    expect((await page.locator('.finding-message').innerText()).replaceAll(/\s/g, '')).toBe(shown);
    expect(await page.locator('img, .stage script, .stage a, .stage foreignObject').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
