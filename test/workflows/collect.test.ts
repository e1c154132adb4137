import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { collectGraph } from '../../src/workflows/collect.js';
import { findFiles } from '../../src/workflows/find-sources.js';

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
