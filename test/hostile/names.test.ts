import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseXml } from '../drawing/xml.js';
import { NAME_FOLDERS } from './hostile-tree.js';
import { useHostileTree } from './run-hostile.js';

/** What a drawing must never hold in its tags. */
const ACTIVE = /<script|<iframe|<foreignObject|<image|\son\w+=|javascript:|url\(\s*["']?(?!#)[^)]|@import|href="(?!#)/i;

const PICTURES = [
  ['deployment', 'zh', '3'],
  ['image', 'zh', '3'],
] as const;

const tree = useHostileTree();

/** Draws every picture of every folder of names into `out/`. */
function drawAll(out: string): void {
  mkdirSync(out);
  for (let at = 0; at < NAME_FOLDERS; at += 1) {
    for (const [view, language, depth] of PICTURES) {
      const output = join(out, `${view}-${language}-${at}.mmd`);
      tree.run(`names/${at}`, ['draw', view, '--lang', language, '--depth', depth, '-o', output]);
    }
  }
}

describe('names that mean something to others', () => {
  it('give Mermaid that parses, SVG that is XML and does nothing, and the same bytes again', () => {
    const out = join(tree.root(), 'out');
    drawAll(out);
    const again = tree.run('names/0', ['draw', 'deployment', '--lang', 'zh', '--depth', '3']).stdout;
    expect(again).toBe(readFileSync(join(out, 'deployment-zh-0.mmd'), 'utf8'));
    const validated = tree.run('.', ['validate', 'out']);
    expect(validated.status, validated.stdout).toBe(0);
    const rendered = tree.run('.', ['render', 'out', '-o', 'out', '--to', 'svg']);
    expect(rendered.status, rendered.stderr).toBe(0);
    const pictures = readdirSync(out).filter((name) => name.endsWith('.svg'));
    expect(pictures).toHaveLength(PICTURES.length * NAME_FOLDERS);
    for (const name of pictures) {
      const svg = readFileSync(join(out, name), 'utf8');
      expect(() => parseXml(svg)).not.toThrow();
      expect(svg.replaceAll(/>[^<]*</g, '><')).not.toMatch(ACTIVE);
    }
  });

  it.each(['json', 'sarif'])('stand in one %s document', (format) => {
    const { stdout } = tree.run('names', ['check', '--format', format]);
    expect(() => JSON.parse(stdout)).not.toThrow();
  });

  it('begin no line and end no command in the log of a workflow', () => {
    const { stdout } = tree.run('names', ['check', '--format', 'github']);
    for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^::(?:error|warning|notice) file=[^:]*::/);
  });
});
