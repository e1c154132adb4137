import { readdirSync } from 'node:fs';
import { array, constantFrom, json, oneof, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeFragments } from '../../src/graph/merge.js';
import { composeReader } from '../../src/readers/compose/read-compose.js';
import { devcontainerReader } from '../../src/readers/devcontainer/read-devcontainer.js';
import { READERS } from '../../src/readers/table.js';
import { briefJson } from '../setup/brief.js';
import { readFixture } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';
import { expectReaderContract } from '../setup/reader-contract.js';

const root = 'fixtures/readers/devcontainer';
const entry = READERS.find(({ kind }) => kind === 'devcontainer');

function devcontainerFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => entry?.matches(name) === true)
    .sort();
}

/** The fragment of the one file of a case; one a file when there are several. */
function goldenOf(folder: string): string {
  const read = devcontainerFiles(folder).map(
    (file) => [file, briefJson(readFixture(devcontainerReader, folder, file))] as const,
  );
  const [first, ...others] = read;
  if (first && others.length === 0) return first[1];
  return goldenJson(Object.fromEntries(read.map(([file, text]) => [file, JSON.parse(text)])));
}

describe('the devcontainer reader', () => {
  it.each(readdirSync(root))('reads the case %s', (name) => {
    expectGolden(`${root}/${name}/expected.json`, goldenOf(`${root}/${name}`));
  });

  it.each([
    ['.devcontainer/devcontainer.json', true],
    ['.devcontainer.json', true],
    ['services/a/.devcontainer/gpu/devcontainer.json', true],
    ['devcontainer.json', false],
    ['.devcontainer/a/b/devcontainer.json', false],
    ['.devcontainer/devcontainer-lock.json', false],
    ['my.devcontainer.json', false],
  ])('looks at %s: %s', (path, expected) => {
    expect(entry?.matches(path)).toBe(expected);
  });

  it('adds to the container of the compose service that it works in', () => {
    const folder = `${root}/compose`;
    const compose = ['compose.yaml', '.devcontainer/compose.extend.yaml'];
    const { graph, findings } = mergeFragments([
      readFixture(devcontainerReader, folder, '.devcontainer/devcontainer.json'),
      ...compose.map((file) => readFixture(composeReader, folder, file)),
    ]);
    const containers = graph.nodes.filter(({ kind }) => kind === 'container');
    expect(containers.map(({ id }) => id)).toEqual(['container:compose.yaml/store', 'container:compose.yaml/train']);
    expect(containers[1]).toMatchObject({
      label: 'train',
      facts: {
        platform: 'compose',
        image: 'train:1',
        ports: [{ hostPort: 8888, hostAddress: '127.0.0.1' }, { hostPort: 6006 }],
        environment: [{ name: 'DEBUG' }, { name: 'EPOCHS' }],
        settings: [{ name: 'user' }, { name: 'workdir' }],
      },
    });
    const mounts = graph.edges.filter(({ kind }) => kind === 'mounts').map(({ facts }) => facts);
    expect(mounts).toMatchObject([{ target: '/workspace' }, { target: '/history' }]);
    expect(findings.map(({ code }) => code)).toEqual(['CMS-14', 'DEV-04']);
  });

  it('keeps the contract of readers on any text', () => {
    const pieces = constantFrom(
      '"image": "a"',
      '"build": {"dockerfile": "D"}',
      '"dockerComposeFile": "c.yaml"',
      '"service": "a"',
      '{',
      '}',
      '"runArgs": ["-p", "${localEnv:X}"]',
      '"mounts": ["a", {}]',
      '"features": {"a:1": {}}',
      ',',
      '[',
      ']',
      '"',
      '"forwardPorts": [1, "a:2", null]',
      '"postStartCommand": {"a": ["b"]}',
      '// c\n',
      '"name": null',
      ': ',
      '\\',
    );
    const documents = array(pieces, { maxLength: 15 }).map((all) => `{${all.join(',')}}`);
    const texts = oneof(documents, json(), string({ unit: 'binary' }));
    expectReaderContract(devcontainerReader, '.devcontainer/devcontainer.json', texts, 150);
  });

  it('takes long texts in its stride', () => {
    for (const part of ['[', '{"a":', '"', '${', '${localEnv:', '/', 'a:', '//\n', '/*'])
      expectReaderContract(devcontainerReader, '.devcontainer.json', constantFrom(part.repeat(200_000)), 1);
    const long = `{"image": "a", "forwardPorts": ["${'a:'.repeat(100_000)}1"], "features": {"${'/a:'.repeat(50_000)}": {}}}`;
    expectReaderContract(devcontainerReader, '.devcontainer.json', constantFrom(long), 1);
  });
});
