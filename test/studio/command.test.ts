import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { runProgram } from '../setup/program.js';
import { CHROMIUM, requireTool } from '../setup/tools.js';
import { launchBrowser, openPage, PATIENCE, waitForDrawing } from './browser.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EXAMPLE = join(ROOT, 'examples/resnet50');

const running: ChildProcess[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  /** What was printed up to now. */
  stdout(): string;
  stderr(): string;
}

/** Starts the program and waits for its second line of talk, which comes last. */
async function startProgram(args: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), 'studio', ...args], { stdio: 'pipe' });
  running.push(child);
  const said = { stdout: '', stderr: '' };
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => (said.stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => {
      said.stderr += text.toString();
      if (said.stderr.includes('Ctrl-C')) resolve();
    });
    child.on('close', () => reject(new Error(`it ended: ${said.stderr}`)));
  });
  return { child, stdout: () => said.stdout, stderr: () => said.stderr };
}

describe('torchdock studio', () => {
  test('prints one line with the address, and ends with 130 on Ctrl-C', async () => {
    const { child, stdout } = await startProgram([EXAMPLE]);
    await expect.poll(stdout, PATIENCE).toMatch(/^Studio: http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });

  test('takes the next port when the wanted one is taken, and says so', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const taken = (other.address() as AddressInfo).port;
    const { stderr } = await startProgram([EXAMPLE, '--port', String(taken), '--no-watch']);
    expect(stderr()).toContain(`Port ${taken} is taken`);
    other.close();
  });

  test('shows every view of the example', async (context) => {
    requireTool(context, CHROMIUM);
    const { stdout } = await startProgram([EXAMPLE]);
    await expect.poll(stdout, PATIENCE).toContain('Studio: ');
    const browser = await launchBrowser();
    try {
      const { page, complaints } = await openPage(browser, stdout().trim().slice('Studio: '.length), 'language=zh');
      await waitForDrawing(page);
      const views = await page
        .locator('[role=tab][aria-disabled=false]')
        .evaluateAll((tabs) => tabs.map((tab) => tab.dataset['view']));
      expect(views).toEqual(expect.arrayContaining(['deployment', 'image']));
      for (const [index, view] of views.entries()) {
        await page.click(`[data-view=${view}]`);
        if (index > 0) await waitForDrawing(page, index + 1);
        await page.locator('[data-node]').first().focus();
        await page.keyboard.press('Enter');
        await page.waitForSelector('.selection', PATIENCE);
      }
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test.each([
    [['not/there'], 3],
    [['package.json'], 3],
    [['.', '--port', 'many'], 2],
    [['.', '--port', '70000'], 2],
    [['.', 'more'], 2],
  ] as const)('%j ends with %i', (args, status) => {
    const ended = runProgram(['studio', ...args], { cwd: ROOT });
    expect(ended.stdout).toBe('');
    expect(ended.status).toBe(status);
  });
});
