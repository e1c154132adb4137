import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHROMIUM, chromiumPath, type RequiredTool, requireTool } from '../setup/tools.js';

/**
 * Hosts run Mermaid 11 or 12, whose defaults differ. Texts in the portable profile (pinned `layout`, `look` and `theme`)
 * must mean the same to both: everything that torchdock writes, and those of our own that pin them.
 */
const ELEVEN = 'node_modules/mermaid';
const TWELVE = 'tools/peers/node_modules/mermaid12';

const PEERS: RequiredTool = {
  name: 'Mermaid 12',
  isPresent: () => existsSync(`${TWELVE}/package.json`),
  installCommand: 'node tools/peers/install.mjs',
};

const texts = readdirSync('fixtures', { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?:^|\/)expected[^/]*\.mmd$|^mermaid\/flowchart\//.test(file))
  .map((file) => join('fixtures', file))
  .filter((file) => readFileSync(file, 'utf8').includes('layout: dagre'))
  .sort();

interface ParsedDiagram {
  readonly diagramType: string;
  readonly nodes: readonly unknown[];
  readonly edges: readonly unknown[];
}

interface PlacedNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

let browser: Browser | undefined;
afterAll(async () => browser?.close());
beforeEach((context) => requireTool(context, PEERS));

function parseWith(folder: string): Record<string, ParsedDiagram> {
  const { stdout, stderr } = spawnSync(process.execPath, ['test/drawing/mermaid-data.mjs', folder, ...texts], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, ParsedDiagram>;
}

async function placeWith(folder: string): Promise<Record<string, readonly PlacedNode[]>> {
  browser ??= await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage();
  await page.setContent('<!doctype html><html><body></body></html>');
  await page.addScriptTag({ path: `${folder}/dist/mermaid.min.js` });
  await page.addScriptTag({ path: 'test/drawing/in-page.js' });
  const placed: Record<string, readonly PlacedNode[]> = {};
  for (const file of texts) {
    placed[file] = await page.evaluate(`placeThere(${JSON.stringify(readFileSync(file, 'utf8'))})`);
  }
  await page.close();
  return placed;
}

/** Pairs of nodes that stand the other way round in the two drawings, along one axis. */
function turnedPairs(one: readonly PlacedNode[], other: readonly PlacedNode[], axis: 'x' | 'y'): string[] {
  const there = new Map(other.map((node) => [node.id, node]));
  const turned: string[] = [];
  for (const a of one) {
    for (const b of one) {
      const [c, d] = [there.get(a.id), there.get(b.id)];
      if (!c || !d || a.id >= b.id) continue;
      const [before, after] = [a[axis] - b[axis], c[axis] - d[axis]];
      if (Math.abs(before) > 25 && Math.abs(after) > 25 && before > 0 !== after > 0) turned.push(`${a.id} ${b.id}`);
    }
  }
  return turned;
}

describe('texts in the portable profile', () => {
  test('are found', () => expect(texts.length).toBeGreaterThan(0));

  test('have the same nodes and edges for Mermaid 11 and 12', () => {
    const [eleven, twelve] = [parseWith(ELEVEN), parseWith(TWELVE)];
    for (const file of texts) {
      expect(twelve[file]?.nodes, file).toEqual(eleven[file]?.nodes);
      expect(twelve[file]?.edges, file).toEqual(eleven[file]?.edges);
    }
  });

  test('are laid out alike by Mermaid 11 and 12', async (context) => {
    requireTool(context, CHROMIUM);
    const [eleven, twelve] = [await placeWith(ELEVEN), await placeWith(TWELVE)];
    for (const file of texts) {
      const [one, other] = [eleven[file] ?? [], twelve[file] ?? []];
      expect(other.map(({ id }) => id).sort(), file).toEqual(one.map(({ id }) => id).sort());
      expect(turnedPairs(one, other, 'x'), file).toEqual([]);
      expect(turnedPairs(one, other, 'y'), file).toEqual([]);
    }
  });
});
