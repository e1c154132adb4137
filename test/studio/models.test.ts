import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiagramReply, StudioState } from '../../src/server/protocol.js';
import { type Bench, openFolder, PATIENCE, useBrowser, waitForDrawing } from './browser.js';

const NEEDY = `from torch import nn
class Needy(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, 2)
`;

const openPage = useBrowser();
let bench: Bench;

beforeEach(async () => {
  bench = await openFolder((folder) => {
    mkdirSync(join(folder, 'nets'));
    cpSync('fixtures/models/gpt/model.py', join(folder, 'nets', 'gpt.py'));
    cpSync('fixtures/models/vit/model.py', join(folder, 'nets', 'vit.py'));
    writeFileSync(join(folder, 'needy.py'), NEEDY);
  });
});

afterEach(() => bench?.dispose());

function open(hash?: string): ReturnType<typeof openPage> {
  return openPage(bench.studio.url, hash);
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
    writeFileSync(join(bench.folder, 'needy.py'), NEEDY.replace('width)', 'width=4)'));
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
