import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import type { ImagePlan } from '../../src/environment/plan/plan.js';
import { parseDockerfile } from '../../src/syntax/dockerfile/parse-dockerfile.js';
import { splitQuotedWords } from '../../src/syntax/dockerfile/split-words.js';
import { writeDockerfile } from '../../src/writers/dockerfile/write-dockerfile.js';
import { expectGolden } from '../setup/golden.js';
import { cpuPlan, PLANS } from './plans.js';

const { DockerfileParser } = createRequire(import.meta.url)('dockerfile-ast') as typeof import('dockerfile-ast');

const GOLDENS = 'fixtures/writers/dockerfile';

describe('writeDockerfile', () => {
  it.each(Object.entries(PLANS))('writes the plan %s', (name, { image }) => {
    expectGolden(`${GOLDENS}/${name}.Dockerfile`, writeDockerfile(image));
  });
});

/** What a hostile name or value may hold; a word of a program never holds NUL. */
const hostile = fc
  .string({
    unit: fc.constantFrom(
      '\n',
      '\r',
      '"',
      "'",
      '$',
      '\\',
      '`',
      ' ',
      '#',
      '<<E',
      '{',
      '[',
      ',',
      '=',
      '*',
      '&',
      ';',
      '-',
      'é',
      '%s',
    ),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => text.trim() !== '');

/** Instructions without their places, as our parser reads them. */
const ours = (text: string) =>
  parseDockerfile(createSourceText('Dockerfile', text)).instructions.map(({ keyword }) => keyword);

const theirs = (text: string) =>
  DockerfileParser.parse(text)
    .getInstructions()
    .map((instruction) => instruction.getKeyword());

describe('hostile plans', () => {
  const expected = ours(writeDockerfile(cpuPlan.image));

  it('have the instructions of harmless ones, to both parsers', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, value, path) => {
        const text = writeDockerfile(hostileImage(name, value, path));
        expect(ours(text)).toEqual(expected);
        expect(theirs(text)).toEqual(expected);
        expect(text).not.toMatch(/[\r\0]/);
      }),
      { numRuns: 700 },
    );
  });

  it('set the values that they mean', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const image = {
          ...cpuPlan.image,
          environment: { A: value, B: 'after' },
          pathFolders: [],
          labels: { l: value, m: 'after' },
        };
        const meant = value.replaceAll(/\r\n|[\n\r]/g, ' ');
        const text = writeDockerfile(image);
        expect(pairs(text, 'ENV')).toEqual([`A=${quoted(meant)}`, 'B="after"']);
        expect(pairs(text, 'LABEL')).toEqual([`l=${quoted(meant)}`, 'm="after"']);
      }),
      { numRuns: 500 },
    );
  });

  it('give a shell the words that they mean', () => {
    const words = [
      "it's",
      'a b',
      '$HOME',
      '`id`',
      '"x"',
      'back\\slash\\',
      '<<EOF',
      '#',
      '-n',
      'per%cent',
      'two\nlines',
    ];
    const steps = [{ kind: 'system-packages' as const, names: words }];
    const run = parseDockerfile(createSourceText('Dockerfile', writeDockerfile({ ...cpuPlan.image, steps })))
      .instructions.find(({ keyword }) => keyword === 'RUN')
      ?.text.text.replaceAll(/ +/g, ' ');
    const command = /-o Dir::Cache::archives=\S+ ([^]*) && rm -rf/.exec(run ?? '')?.[1] ?? '';
    const { stdout } = spawnSync('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`], {
      encoding: 'utf8',
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });
});

function hostileImage(name: string, value: string, path: string): ImagePlan {
  const { image } = cpuPlan;
  const steps = image.steps.map((step) => {
    if (step.kind === 'system-packages') return { ...step, names: [...step.names, name], mirror: value };
    if (step.kind === 'python') return { ...step, path };
    if (step.kind === 'user') return { ...step, folders: [path] };
    if (step.kind === 'copy') return { ...step, target: path, file: name };
    return { ...step, requirements: [value], requirementFiles: step.requirementFiles.map(() => path), indexUrl: value };
  });
  const user = { ...image.user, name, home: path };
  const labels = { l: value, [name]: value };
  const healthcheck = { command: [name, value], intervalSeconds: 30 };
  return { ...image, steps, user, labels, healthcheck, entrypoint: [path], workdir: path, environment: { A: value } };
}

function pairs(text: string, keyword: string): string[] {
  const instruction = parseDockerfile(createSourceText('Dockerfile', text)).instructions.findLast(
    (candidate) => candidate.keyword === keyword,
  );
  if (!instruction) return [];
  return splitQuotedWords(instruction.text, '\\').map((word) => word.value);
}

function quoted(value: string): string {
  return `"${value.replaceAll(/[\\"$]/g, (character) => `\\${character}`)}"`;
}
