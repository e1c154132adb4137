import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, constantFrom, oneof, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeFragments } from '../../src/graph/merge.js';
import { composeReader } from '../../src/readers/compose/read-compose.js';
import { READERS } from '../../src/readers/table.js';
import { briefJson } from '../setup/brief.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';
import { expectReaderContract } from '../setup/reader-contract.js';

const root = 'fixtures/readers/compose';
const entry = READERS.find(({ kind }) => kind === 'compose');

/** Every file of a case that the table would give to the reader. */
function composeFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => entry?.matches(name) === true)
    .filter((name) => entry?.accepts?.(readFileSync(join(folder, name), 'utf8')) === true)
    .sort();
}

/** One fragment when all files say the same (a base and its overrides), one a file otherwise. */
function goldenOf(folder: string): string {
  const read = composeFiles(folder).map((file) => [file, briefJson(readFixture(composeReader, folder, file))] as const);
  const [first = '', ...others] = new Set(read.map(([, json]) => json));
  return others.length === 0
    ? first
    : goldenJson(Object.fromEntries(read.map(([file, json]) => [file, JSON.parse(json)])));
}

describe('the compose reader', () => {
  it.each(readdirSync(root))('reads the case %s', (name) => {
    expectGolden(`${root}/${name}/expected.json`, goldenOf(`${root}/${name}`));
  });

  it.each([
    ['compose.yaml', 'services:\n', true],
    ['docker/docker-compose.gpu.yml', '  "services": {}', true],
    ['compose.prod.yaml', '\uFEFFservices:', true],
    ['gpu-compose.yml', '{services: {}}', true],
    ['compose.yml', 'include: [a.yaml]', true],
    ['compose.yaml', 'kind: Service\nspec: {services: 1}', false],
    ['ci/docker-compose/local.yml', 'services:', true],
    ['compose.yaml.bak', 'services:', false],
    ['compose/values.yaml', 'services:', false],
    ['compose.yaml', '\u0000\u0001binary', false],
  ])('looks at %s with %j: %s', (path, text, expected) => {
    expect(entry?.matches(path) === true && entry.accepts?.(text) === true).toBe(expected);
  });

  it('gives an override and its base the same fragment', () => {
    const folder = `${root}/override`;
    expect(readFixture(composeReader, folder, 'compose.override.yaml')).toEqual(
      readFixture(composeReader, folder, 'compose.yaml'),
    );
  });

  it('puts what an overlay adds at the container of its base', () => {
    const folder = `${root}/overlay`;
    const files = ['compose.gpu.yaml', 'compose.yaml'];
    const fragments = files.map((file) => readFixture(composeReader, folder, file));
    const { nodes } = mergeFragments(fragments).graph;
    const facts = nodes.flatMap((node) => (node.id === 'container:compose.yaml/train' ? [node.facts] : []));
    expect(facts).toMatchObject([
      { ports: [{ hostPort: 8888 }], limits: { sharedMemoryBytes: { value: 16 * 2 ** 30 } } },
    ]);
    const mlflow = nodes.find((node) => node.id === 'container:compose.yaml/mlflow');
    expect(mlflow).toMatchObject({ facts: { image: 'mlflow:1', ports: [{ hostPort: 5000 }] } });
    expect(mergeFragments(fragments.toReversed()).graph.nodes).toEqual(nodes);
  });

  it('keeps the contract of readers on any text', () => {
    const lines = constantFrom(
      'services:',
      '  a:',
      '    image: x',
      '    image: ${X:-${Y}',
      '    ports:',
      '      - 8888:22',
      '    build: .',
      '    extends: a',
      '    extends: {service: b}',
      '  b: &b',
      '    <<: *b',
      '    volumes: [a:/b, {type: bind}]',
      '    command: "a \\"b',
      '    deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}',

      'include: [compose.yaml, x]',
      '---',
      '\t',
      '    environment: [A=1, B]',
      '    environment: {A: }',
      '    gpus: all',

      '    depends_on: [a, c]',
      '    env_file: x',
      '    tmpfs: /x:size=1',
      '    configs: [{source: x}]',
      'volumes: {a: }',
    );
    const documents = array(lines, { maxLength: 25 }).map((all) => all.join('\n'));
    expectReaderContract(composeReader, 'compose.yaml', oneof(documents, string({ unit: 'binary' })), 150);
  });

  it('bounds what variables, chains of extends and long lines cost', () => {
    const folder: Record<string, string> = { '.env': `BIG=${'x'.repeat(9000)}` };
    const open = (path: string) =>
      folder[path] === undefined ? undefined : { path, text: folder[path], lineStarts: [0] };
    const many = Array.from({ length: 5000 }, (_, index) => `  s${index}: {image: "${'$BIG'.repeat(20)}"}`).join('\n');
    const text = `services:\n${many}\n`;
    const lineStarts = [...text.matchAll(/^/gm)].map(({ index }) => index);
    const fragment = composeReader.read({ path: 'compose.yaml', text, lineStarts }, { open });
    expect(JSON.stringify(fragment).length).toBeLessThan(40_000_000);

    const wide = Array.from({ length: 20_000 }, (_, index) => `A${index}: 1`).join(', ');
    const copies = Array.from({ length: 5000 }, (_, index) => `  s${index}: {extends: base}`).join('\n');
    const widened = readText(
      composeReader,
      'compose.yaml',
      `services:\n  base: {image: x, environment: {${wide}}}\n${copies}\n`,
    );
    expect(widened.findings.filter(({ code }) => code === 'DAT-04')).toHaveLength(1);
    const documents = '---\nservices: {a: {image: x}}\n'.repeat(20_000);
    expect(readText(composeReader, 'compose.yaml', documents).findings.map(({ code }) => code)).toEqual(['DAT-04']);

    const chain = Array.from({ length: 3000 }, (_, index) => `  s${index}: {extends: s${index + 1}}`).join('\n');
    const chained = readText(composeReader, 'compose.yaml', `services:\n${chain}\n  s3000: {image: a}\n`);
    expect(chained.nodes.filter(({ kind }) => kind === 'container')).toHaveLength(3001);

    for (const part of ['$', '${', '${A:-', '"', "'", '\\', ' ', '$$', '{', 'a:']) {
      const long = readText(
        composeReader,
        'compose.yaml',
        `services: {a: {image: x, command: '${part.repeat(300_000)}'}}`,
      );
      expect(long.findings.length).toBeGreaterThanOrEqual(0);
    }
  });
});
