import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { collectGraph } from '../../../src/workflows/sources/collect.js';
import { findFiles } from '../../../src/workflows/sources/find-files.js';

const everything = (): boolean => true;

describe('findFiles', () => {
  it('leaves out what .gitignore leaves out, at every level, and what others wrote', () => {
    const host = createMemoryHost({
      '/work/.gitignore': 'build/\n*.log\n',
      '/work/Dockerfile': '',
      '/work/a.log': '',
      '/work/build/Dockerfile': '',
      '/work/sub/.gitignore': 'secret.yaml\n',
      '/work/sub/secret.yaml': '',
      '/work/sub/compose.yaml': '',
      '/work/node_modules/x/Dockerfile': '',
      '/work/.git/config': '',
    });
    expect(findFiles(host, '/work', everything).paths).toEqual([
      '.gitignore',
      'Dockerfile',
      'sub/.gitignore',
      'sub/compose.yaml',
    ]);
  });
});

describe('hostile folders', () => {
  it('says what it does not enter and takes no time for rules of many stars', () => {
    const deep = `/work/${'a/'.repeat(45)}Dockerfile`;
    const host = createMemoryHost({
      '/work/.gitignore': `${'/**/a'.repeat(30)}/b\n`,
      [deep]: '',
      '/work/b/Dockerfile': '',
    });
    const { paths, findings } = findFiles(host, '/work', (path) => path.endsWith('Dockerfile'));
    expect(paths).toEqual(['b/Dockerfile']);
    expect(findings.map(({ code }) => code)).toEqual(['SRC-01']);
  });
});

describe('findings of a folder', () => {
  it.each([
    ['.', 'a\\b'],
    ['./sub/', 'sub/a\\b'],
    ['/', '/a\\b'],
  ])('below %s keep the name as it is', (prefix, named) => {
    const host = createMemoryHost({});
    const folder = { ...host, readDirectory: () => [{ name: 'a\\b', kind: 'file' as const }] };
    expect(findFiles(folder, '/work', everything, prefix).findings).toMatchObject([{ place: { file: named } }]);
  });
});

describe('collectGraph', () => {
  it('reads a folder and a command line into one graph', async () => {
    const host = createMemoryHost({ '/work/Dockerfile': 'FROM ubuntu:22.04\n' });
    const { graph, sources } = await collectGraph(host, {
      paths: ['.'],
      runLines: ['docker run -p 8888:8888 trainer:1'],
    });
    expect(sources.map(({ path }) => path)).toEqual(['Dockerfile', '--run']);
    expect(
      graph.edges.some(
        ({ kind, from, to }) => kind === 'builds' && from === 'dockerfile:Dockerfile' && to.endsWith('trainer:1'),
      ),
    ).toBe(true);
  });

  it('reads the Dockerfile that a compose file names, although only the compose file was asked for', async () => {
    const host = createMemoryHost({
      '/work/compose.yaml': 'services:\n  train:\n    build: docker\n',
      '/work/docker/Dockerfile': 'FROM ubuntu:22.04\n',
    });
    const { graph, findings } = await collectGraph(host, { paths: ['compose.yaml'] });
    expect(graph.nodes.some(({ id }) => id === 'dockerfile:docker/Dockerfile')).toBe(true);
    expect(findings.filter(({ code }) => code.startsWith('LNK'))).toEqual([]);
  });

  it('names what it does not enter from the root, also when a folder was asked about', async () => {
    const host = createMemoryHost({
      [`/work/sub/${'a/'.repeat(45)}Dockerfile`]: '',
      '/work/sub/Dockerfile': 'FROM a\n',
    });
    const { findings } = await collectGraph(host, { paths: ['sub'] });
    expect(findings.find(({ code }) => code === 'SRC-01')?.place?.file).toMatch(/^sub\/a\/a/);
  });

  it('reads nothing outside the root, whatever a source names', async () => {
    const host = createMemoryHost({
      '/work/compose.yaml': 'services:\n  a:\n    build: {context: /etc, dockerfile: /etc/Dockerfile}\n',
      '/etc/Dockerfile': 'FROM secret\n',
    });
    const { graph } = await collectGraph(host, { paths: ['.'] });
    expect(JSON.stringify(graph)).not.toContain('secret');
  });

  it('passes over what nobody wants, says what it cannot read and where bytes are not UTF-8', async () => {
    const json = `{"annotations": [${'0,'.repeat(2 ** 24)}0]}`;
    const host = createMemoryHost({
      '/work/data.json': json,
      '/work/pod.json': json.replace('{', '{"apiVersion": "v1", "kind": "Pod",'),
      '/work/requirements.txt': new Uint8Array([0xff, 0xfe, 97, 0]),
      '/work/Dockerfile': new Uint8Array([...new TextEncoder().encode('FROM a\nLABEL b='), 0xe9]),
    });
    const { findings, sources } = await collectGraph(host, { paths: ['.'] });
    const said = findings.filter(({ code }) => code.startsWith('SRC')).map(({ code, place }) => [code, place?.file]);
    expect(said).toEqual([
      ['SRC-08', 'Dockerfile'],
      ['SRC-03', 'pod.json'],
      ['SRC-02', 'requirements.txt'],
    ]);
    expect(findings.find(({ code }) => code === 'SRC-08')?.place).toMatchObject({ line: 2, column: 9 });
    expect(sources.map(({ path }) => path)).toEqual(['Dockerfile']);
  });

  it('stops when there is more than fits into one picture, and says so', async () => {
    const script = `# docker ${'x'.repeat(15 * 2 ** 20)}\n`;
    const files = ['a', 'b', 'c', 'd'].map((name) => [`/work/${name}.sh`, script]);
    const { findings, sources } = await collectGraph(createMemoryHost(Object.fromEntries(files)), { paths: ['.'] });
    expect(sources.map(({ path }) => path)).toEqual(['a.sh', 'b.sh', 'c.sh']);
    expect(findings.filter(({ code }) => code === 'SRC-09')).toHaveLength(1);
  });

  it('skips binary files with a finding and goes on', async () => {
    const host = createMemoryHost({
      '/work/Dockerfile': new Uint8Array([70, 0, 1]),
      '/work/a/Dockerfile': 'FROM ubuntu\n',
    });
    const { findings, sources } = await collectGraph(host, { paths: ['.'] });
    expect(findings).toMatchObject([{ code: 'SRC-02', place: { file: 'Dockerfile' } }]);
    expect(sources.map(({ path }) => path)).toEqual(['a/Dockerfile']);
  });

  it('gives the same graph whatever order the sources are named in', async () => {
    const host = createMemoryHost({
      '/work/Dockerfile': 'FROM ubuntu\n',
      '/work/compose.yaml': 'services: { a: { build: . } }\n',
      '/work/run.sh': 'docker run x:1\n',
    });
    const one = await collectGraph(host, { paths: ['Dockerfile', 'compose.yaml', 'run.sh'] });
    const other = await collectGraph(host, { paths: ['run.sh', 'compose.yaml', 'Dockerfile'] });
    expect(other.graph).toEqual(one.graph);
  });

  it('says which file is not there', async () => {
    await expect(collectGraph(createMemoryHost({}), { paths: ['nowhere'] })).rejects.toThrow(
      '/work/nowhere does not exist',
    );
  });
});
