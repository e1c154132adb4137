import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../src/host/node-host.js';
import type { DiagramReply, StudioState } from '../../src/server/protocol.js';
import { type RunningStudio, startStudio } from '../../src/server/start-studio.js';
import { offerStudio, readForStudio } from '../../src/workflows/studio.js';
import { CHROMIUM, requireTool } from '../setup/tools.js';
import { launchBrowser, openPage, PATIENCE, waitForDrawing } from './browser.js';

const NEEDY = `from torch import nn
class Needy(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, 2)
`;

let browser: Browser | undefined;
let folder: string;
let studio: RunningStudio;

beforeAll(async () => {
  if (CHROMIUM.isPresent()) browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

beforeEach(async (context) => {
  requireTool(context, CHROMIUM);
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'torchdock-studio-')));
  mkdirSync(join(folder, 'nets'));
  cpSync('fixtures/models/gpt/model.py', join(folder, 'nets', 'gpt.py'));
  cpSync('fixtures/models/vit/model.py', join(folder, 'nets', 'vit.py'));
  writeFileSync(join(folder, 'needy.py'), NEEDY);
  const host = createNodeHost();
  studio = await startStudio(host, {
    folder,
    port: 0,
    isWatched: true,
    assetsDirectory: fileURLToPath(new URL('../../dist/ui/', import.meta.url)),
    offer: offerStudio(),
    read: () => readForStudio(host, folder),
  });
});

afterEach(async () => {
  for (const context of browser?.contexts() ?? []) await context.close();
  await studio?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function open(hash?: string): ReturnType<typeof openPage> {
  if (!browser) throw new Error('no browser');
  return openPage(browser, studio.url, hash);
}

describe('the models of a folder', () => {
  test('are in a list, and the one that is chosen is drawn', async () => {
    const { page, complaints } = await open('language=en&view=model&subject=nets/gpt.py:GPT');
    await waitForDrawing(page);
    const choice = page.locator('select.subject');
    expect(await choice.locator('option').allInnerTexts()).toEqual(['Needy', 'GPT', 'VisionTransformer']);
    expect(await choice.inputValue()).toBe('nets/gpt.py:GPT');
    expect(await page.locator('.stage svg').innerHTML()).toContain('CausalSelfAttention');
    await choice.selectOption('nets/vit.py:VisionTransformer');
    await waitForDrawing(page, 2);
    expect(await page.locator('.stage svg').innerHTML()).toContain('cls_token');
    expect(page.url()).toContain('vit.py');
    expect(complaints).toEqual([]);
  });

  test('open their lines', async () => {
    const { page } = await open('language=en&view=model&subject=nets/gpt.py:GPT');
    await waitForDrawing(page);
    await page.locator('[data-node*=attn]').click();
    await page.waitForSelector('.inspector .code-line.is-marked, .inspector [class*=mark]', PATIENCE);
    expect(await page.locator('.inspector').innerText()).toContain('nets/gpt.py:');
    expect(await page.locator('.inspector').innerText()).toContain('CausalSelfAttention(');
  });

  test('say why there is no picture of them', async () => {
    const { page } = await open('language=en&view=model');
    await waitForDrawing(page);
    expect(await page.locator('.stage svg').innerHTML()).toContain('Needy');
    expect(await page.locator('.notes').innerText()).toContain("missing 1 required positional argument: 'width'");
  });

  test('are drawn again when a file changes', async () => {
    const { page } = await open('language=en&view=model&subject=needy.py:Needy');
    await waitForDrawing(page);
    writeFileSync(join(folder, 'needy.py'), NEEDY.replace('width)', 'width=4)'));
    await expect.poll(() => page.locator('.stage svg').innerHTML(), PATIENCE).toContain('Linear 4→2');
  });

  test('are all that can be asked for', async () => {
    const { page } = await open();
    await waitForDrawing(page);
    const ask = <Reply>(path: string): Promise<Reply> =>
      page.evaluate<Reply>(`fetch(${JSON.stringify(path)}).then((answer) => answer.json())`);
    const { views } = await ask<StudioState>('/api/state');
    expect(views.find(({ name }) => name === 'model')?.subjects).toHaveLength(3);
    const { diagram } = await ask<DiagramReply>('/api/diagram?view=model&subject=/etc/passwd:x');
    expect(diagram?.title).toBe('Needy');
  });
});
