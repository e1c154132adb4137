import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node-host.js';
import type { Diagram, Language } from '../../src/views/diagram.js';
import { VIEWS } from '../../src/views/table.js';
import { drawView } from '../../src/workflows/draw.js';
import { collectGraph } from '../../src/workflows/sources/collect.js';
import { writeMermaid } from '../../src/writers/mermaid/write-mermaid.js';
import { expectGolden } from '../setup/golden.js';

const ROOT = 'fixtures/views';
const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** The Mermaid text with the notes as comments; nothing when nothing is drawn. */
function textOf(diagram: Diagram | undefined): string {
  if (!diagram) return '';
  return writeMermaid(diagram) + diagram.notes.map((note) => `%% note: ${note.replaceAll(/[{}]/g, '')}\n`).join('');
}

/** A folder is a case: real files in, `expected.<view>.<language>.mmd` out. Render them and look before accepting. */
describe.each(readdirSync(ROOT).filter((name) => !name.endsWith('.mmd')))('the views of %s', (name) => {
  const folder = resolve(ROOT, name);
  const host = { ...createNodeHost(), workingDirectory: folder };

  it.each(VIEWS.flatMap((view) => LANGUAGES.map((language) => [view.name, language] as const)))(
    '%s in %s',
    async (view, language) => {
      const diagram = await drawView(await collectGraph(host, { paths: ['.'] }), view, { language });
      const golden = `${ROOT}/${name}/expected.${view}.${language}.mmd`;
      const expected = diagram || existsSync(golden) ? golden : `${ROOT}/nothing.mmd`;
      expectGolden(expected, textOf(diagram));
    },
  );

  it.each(VIEWS.map((view) => view.name))(
    '%s: ties every box to a file and a line, and every edge to two boxes',
    async (view) => {
      const diagram = await drawView(await collectGraph(host, { paths: ['.'] }), view, { language: 'en' });
      for (const node of diagram?.nodes ?? []) expect(node.origin, node.id).toBeDefined();
      const ids = new Set(diagram?.nodes.map(({ id }) => id));
      for (const { from, to } of diagram?.edges ?? []) expect(ids.has(from) && ids.has(to)).toBe(true);
    },
  );
});
