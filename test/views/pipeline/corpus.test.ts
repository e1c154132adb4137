import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node-host.js';
import { drawPipeline } from '../../../src/views/pipeline/draw-pipeline.js';
import { readPipeline } from '../../../src/workflows/pipeline.js';
import { writeMermaid } from '../../../src/writers/mermaid/write-mermaid.js';

const ROOT = 'fixtures/pipeline';

const SCRIPTS = readdirSync(ROOT).flatMap((name) => {
  const script = ['train.py', 'main.py'].find((file) => existsSync(`${ROOT}/${name}/${file}`));
  return script === undefined ? [] : [[name, script] as const];
});

/** What holds for the picture of any script, whatever it says. */
describe.each(SCRIPTS)('the pictures of %s', (name, script) => {
  const folder = resolve(ROOT, name);
  const host = { ...createNodeHost(), workingDirectory: folder };
  const { pipeline, sources } = readPipeline(host, { target: script });
  const depths = [1, 2, 3].map((depth) => drawPipeline(pipeline, { language: 'en', depth }));

  it('has few boxes at first and more at each depth', () => {
    const counts = depths.map(({ nodes }) => nodes.length);
    expect(counts[0]).toBeGreaterThan(pipeline.elements.length > 0 ? 0 : -1);
    expect(counts[1]).toBeLessThanOrEqual(30);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
  });

  it('ties every box to a line that is there, and every arrow to two boxes', () => {
    const lengths = new Map(sources.map(({ path, lineStarts }) => [path, lineStarts.length]));
    for (const { nodes, edges, groups } of depths) {
      for (const { id, origin } of nodes) {
        expect(origin, id).toBeDefined();
        expect(origin?.line, `${id} in ${origin?.file}`).toBeLessThanOrEqual(lengths.get(origin?.file ?? '') ?? 0);
      }
      const ids = new Set(nodes.map(({ id }) => id));
      for (const { from, to } of edges) expect(ids.has(from) && ids.has(to), `${from} → ${to}`).toBe(true);
      const names = [...ids, ...groups.map(({ id }) => id)];
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('says in Chinese what it says in English', () => {
    const chinese = drawPipeline(pipeline, { language: 'zh' });
    const english = drawPipeline(pipeline, { language: 'en' });
    expect(chinese.nodes.map(({ id }) => id)).toEqual(english.nodes.map(({ id }) => id));
    expect(chinese.notes.length).toBe(english.notes.length);
    expect(writeMermaid(english)).toBe(writeMermaid(drawPipeline(pipeline, { language: 'en' })));
  });
});
