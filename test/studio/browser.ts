import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { createNodeHost } from '../../src/host/node-host.js';
import { type RunningStudio, type StudioRequest, startStudio } from '../../src/server/start-studio.js';
import { createRunDesk } from '../../src/workflows/studio/run-desk.js';
import { offerStudio, readForStudio } from '../../src/workflows/studio.js';
import { CHROMIUM, chromiumPath, requireTool } from '../setup/tools.js';
import { readSample, SAMPLE_OFFER } from './sample-reading.js';

/** Generous: it only ends a test that hangs. */
export const PATIENCE = { timeout: 30_000 } as const;

export async function launchBrowser(): Promise<Browser> {
  // Containers and CI often run as root, where Chromium's own sandbox cannot start.
  return chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
}

/**
 * One browser for the tests of a file, started before the first and closed after the last; each test begins without pages,
 * and is skipped where there is no browser.
 */
export function useBrowser(): (url: string, hash?: string) => Promise<WatchedPage> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (CHROMIUM.isPresent()) browser = await launchBrowser();
  });
  beforeEach((context) => requireTool(context, CHROMIUM));
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return async (url, hash) => {
    if (!browser) throw new Error('no browser');
    return openPage(browser, url, hash);
  };
}

/** A folder of its own, and a studio that shows it. */
export interface Bench {
  readonly studio: RunningStudio;
  readonly folder: string;
  dispose(): Promise<void>;
}

type Reading = Pick<StudioRequest, 'offer' | 'read' | 'onStop'>;

async function startBench(
  prepare: (folder: string) => void,
  reading: (folder: string) => Reading,
  port = 0,
): Promise<Bench> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'torchdock-studio-')));
  prepare(folder);
  const studio = await startStudio(createNodeHost(), {
    folder,
    port,
    isWatched: true,
    assetsDirectory: fileURLToPath(new URL('../../dist/ui/', import.meta.url)),
    ...reading(folder),
  });
  return {
    studio,
    folder,
    dispose: async () => {
      await studio.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** With the files that `prepare` puts there, read as `torchdock studio` reads them. */
export async function openFolder(prepare: (folder: string) => void): Promise<Bench> {
  const host = createNodeHost();
  const desk = createRunDesk(host);
  return startBench(prepare, (folder) => ({
    offer: offerStudio(),
    read: () => readForStudio(host, folder, desk),
    onStop: () => desk.close(),
  }));
}

/** With one file, in words that only these tests have. */
export async function openBench(text: string, port?: number): Promise<Bench & { write(text: string): void }> {
  const write = (folder: string, content: string): void => writeFileSync(join(folder, 'system.txt'), content);
  const bench = await startBench(
    (folder) => write(folder, text),
    (folder) => ({ offer: SAMPLE_OFFER, read: () => readSample(folder) }),
    port,
  );
  return { ...bench, write: (content) => write(bench.folder, content) };
}

/** A port that leads to the studio, as `ssh -L` does, and that can break. */
export interface Forwarder {
  readonly port: number;
  open(): Promise<void>;
  close(): Promise<void>;
}

export async function openForwarder(target: number): Promise<Forwarder> {
  const sockets = new Set<Socket>();
  let port = 0;
  let server: Server | undefined;
  const open = async (): Promise<void> => {
    server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  await open();
  return {
    port,
    open,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server?.close(resolve));
    },
  };
}

/** A page that remembers whatever a careful developer would see in the console. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export async function openPage(browser: Browser, url: string, hash = 'language=en'): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${url}#${hash}`);
  return { page, complaints };
}

/** Waits until the picture was drawn `count` times since the page was opened. */
export async function waitForDrawing(page: Page, count = 1): Promise<void> {
  await expect.poll(() => countDrawings(page), PATIENCE).toBeGreaterThanOrEqual(count);
}

export async function countDrawings(page: Page): Promise<number> {
  return Number(await page.locator('main').getAttribute('data-drawings'));
}
