import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAM } from '../setup/program.js';
import { expectDecent, useHostileTree } from './run-hostile.js';

const tree = useHostileTree();

/** A copy of the pages, so that each test changes its own. */
function copyPages(name: string): string {
  cpSync(join(tree.root(), 'pages'), join(tree.root(), name), { recursive: true });
  return name;
}

function textsOf(folder: string): ReadonlyMap<string, string> {
  const path = join(tree.root(), folder);
  return new Map(readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}

/** All but what stands in blocks, and the sums of their end markers. */
function outsideOf(text = ''): string {
  return text.replaceAll(
    /(torchdock:begin id=(\w+) [^>]*>\r?\n)[^]*?(<!-- torchdock:end id=\2 )(?:sum=\w+ )?/g,
    '$1$3',
  );
}

describe('pages with hostile markers', () => {
  it('are changed between sound markers only, and once', () => {
    const folder = copyPages('refreshed');
    const before = textsOf(folder);
    tree.run(folder, ['docs']);
    const after = textsOf(folder);
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, text] of after) {
      if (name.startsWith('good')) expect(text.includes('```mermaid'), name).toBe(true);
      else if (!name.startsWith('odd')) expect(text, name).toBe(before.get(name));
      expect(outsideOf(text), name).toBe(outsideOf(before.get(name)));
    }
    const state = tree.state(folder);
    tree.run(folder, ['docs']);
    expect(tree.state(folder)).toEqual(state);
    expect(tree.run(folder, ['validate', 'good.md', 'good-crlf.md', 'good-bom-list.md']).status).toBe(0);
  });

  it('are whole, old or new, when a file grows beyond what may be written', () => {
    const [folder, whole] = [copyPages('limited'), copyPages('unlimited')];
    const before = textsOf(folder);
    tree.run(whole, ['docs']);
    const after = textsOf(whole);
    const limited = spawnSync('sh', ['-c', 'ulimit -f 16 && exec "$0" "$1" docs', process.execPath, PROGRAM], {
      cwd: join(tree.root(), folder),
      encoding: 'utf8',
    });
    expectDecent(limited, 'docs');
    expect(limited.status).toBe(3);
    expect(limited.stderr).toMatch(/good-huge\.md: the file would be larger than may be written \(EFBIG\)\n$/);
    const now = textsOf(folder);
    expect([...now.keys()]).toEqual([...before.keys()]);
    for (const [name, text] of now) expect([before.get(name), after.get(name)], name).toContain(text);
    expect(now.get('good-huge.md')).toBe(before.get('good-huge.md'));
  });
});
