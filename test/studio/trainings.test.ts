import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DiagramReply } from '../../src/server/protocol.js';
import { type Bench, openFolder, PATIENCE, useBrowser, waitForDrawing } from './browser.js';

const openPage = useBrowser();
let bench: Bench;

beforeEach(async () => {
  bench = await openFolder((folder) => cpSync('examples/resnet50', folder, { recursive: true }));
});

afterEach(() => bench?.dispose());

function open(hash: string): ReturnType<typeof openPage> {
  return openPage(bench.studio.url, hash);
}

async function inspector(page: Page): Promise<string> {
  await page.waitForSelector('.inspector .place', PATIENCE);
  return page.locator('.inspector').innerText();
}

describe('from the port on the host down to the layer', () => {
  test('each box opens its line and leads on: deployment, pipeline, model', async () => {
    const { page, complaints } = await open('language=en&view=deployment');
    await waitForDrawing(page);
    // 1. The command of compose, and the script that it starts.
    await page.locator('[data-node^=training]').click();
    expect(await inspector(page)).toContain('compose.yaml:24');
    await page.getByRole('button', { name: /^Pipeline: train\.py/ }).click();
    await waitForDrawing(page, 2);
    expect(page.url()).toContain('view=pipeline');
    expect(await page.locator('select.subject').inputValue()).toContain('train.py --data /workspace/data');
    expect(await page.locator('.stage svg').innerHTML()).toContain('Adam');
    // 2. A step of the script, and the model that is trained.
    await page.locator('[data-node*=optimizer]').first().click();
    expect(await inspector(page)).toMatch(/train\.py:\d+/);
    await page.locator('[data-node*=model]').first().dblclick();
    await waitForDrawing(page, 3);
    expect(page.url()).toContain('view=model');
    // 3. A layer.
    await page.locator('[data-node*=fc]').click();
    expect(await inspector(page)).toContain('src/model.py:');
    expect(complaints).toEqual([]);
  });

  test('the scripts that train are in a list, told apart by who starts them, and only they can be asked for', async () => {
    const { page } = await open('language=en&view=pipeline');
    await waitForDrawing(page);
    const [first, ...others] = await page.locator('select.subject option').allInnerTexts();
    expect(first).toBe('train.py · torchrun (compose.yaml:24)');
    // Each command of the README that says other arguments.
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) expect(other).toMatch(/^train\.py · python \(README\.md:\d+\)$/);
    const ask = <Reply>(path: string): Promise<Reply> =>
      page.evaluate<Reply>(`fetch(${JSON.stringify(path)}).then((answer) => answer.json())`);
    const { diagram } = await ask<DiagramReply>('/api/diagram?view=pipeline&subject=/etc/passwd');
    expect(diagram?.nodes.some(({ origin }) => origin?.file === 'train.py')).toBe(true);
  });

  test('a change of the script is drawn', async () => {
    const { page } = await open('language=en&view=pipeline');
    await waitForDrawing(page);
    const text = `import torch\nfrom torch import nn\nm = nn.Linear(2, 2)\no = torch.optim.RAdam(m.parameters())\nfor e in range(3):\n    m(torch.ones(1, 2)).sum().backward()\n    o.step()\n`;
    writeFileSync(join(bench.folder, 'train.py'), text);
    await expect.poll(() => page.locator('.stage svg').innerHTML(), PATIENCE).toContain('RAdam');
  });
});
