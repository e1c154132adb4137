import { describe, expect, it } from 'vitest';
import { ENDING_NAMES } from './hostile-tree.js';
import { useHostileTree } from './run-hostile.js';

interface Report {
  readonly findings: readonly { readonly code: string; readonly file: string | null }[];
}

/** What is said of each of the eleven files, where they are no text. */
const NOT_TEXT: Readonly<Record<string, string>> = { nul: 'SRC-02', utf16: 'SRC-02', bytes: 'SRC-08' };

const tree = useHostileTree();

function check(folder: string): Report['findings'] {
  return (JSON.parse(tree.run(folder, ['check', '--json']).stdout) as Report).findings;
}

describe('files that are not what their names say', () => {
  it.each(ENDING_NAMES)('%s: a finding with a file, and the rest is drawn', (name) => {
    const findings = check(`broken/${name}`);
    expect(findings.length).toBeGreaterThan(0);
    for (const { file } of findings) expect(file).not.toBeNull();
    const notText = findings.filter(({ code }) => code === NOT_TEXT[name]);
    expect(notText).toHaveLength(NOT_TEXT[name] === undefined ? 0 : 11);
    const { stdout, status } = tree.run(`broken/${name}`, ['draw', 'deployment']);
    expect(status).toBe(0);
    expect(stdout).toContain('Jupyter Lab');
  });

  it('waits for no pipe, leaves no root, and says what it passed over', () => {
    const findings = check('special');
    const filesOf = (wanted: string): unknown[] =>
      findings.filter(({ code }) => code === wanted).map(({ file }) => file);
    expect(filesOf('SRC-01')).toEqual(['Dockerfile', 'README.md', 'back\\slash', 'compose.yaml']);
    expect(filesOf('SRC-05')).toEqual(['Dockerfile.out', 'Dockerfile.self', 'Dockerfile.zero', 'loop', 'up']);
    const { stdout } = tree.run('special', ['draw', 'image', '--to', 'json']);
    expect(stdout).toContain('pytorch/pytorch');
    expect(stdout).not.toContain('root:x:0');
    expect(tree.run('special', ['draw', 'deployment', 'pipe', '--run', 'docker run a']).status).toBe(0);
    for (const command of ['validate', 'docs', 'render'])
      expect(tree.run('special', [command, 'README.md']).status, command).toBe(3);
  });

  it('takes bombs apart without blowing up', () => {
    expect(check('bombs').length).toBeGreaterThan(0);
    expect(tree.run('bombs', ['draw', 'deployment']).stdout).toContain('Jupyter Lab');
  });

  it('folds what no picture can hold', () => {
    for (const view of ['deployment', 'image'])
      expect(tree.run('many', ['draw', view, '--depth', '3']).stdout.length).toBeLessThan(50_000);
  });

  it.each(['\0', '\ufeff', '['.repeat(50_000)])('refuses standard input %#', (input) => {
    for (const command of ['validate', 'render']) expect(tree.run('.', [command, '-'], input).status, command).toBe(1);
  });
});
