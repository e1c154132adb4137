import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fragment } from '../../src/graph/fragment.js';
import { isDockerfileName } from '../../src/readers/dockerfile/dockerfile-name.js';
import { dockerfileReader } from '../../src/readers/dockerfile/read-dockerfile.js';
import { READERS } from '../../src/readers/table.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/readers/dockerfile');

const read = (text: string) => readText(dockerfileReader, 'Dockerfile', text);
const codes = (fragment: Fragment) => fragment.findings.map(({ code }) => code);

describe('golden folders', () => {
  it.each(readdirSync(FIXTURES))('%s', (name) => {
    const folder = join(FIXTURES, name);
    const file = ['Dockerfile', 'docker/Dockerfile', 'Containerfile'].find((path) => existsSync(join(folder, path)));
    expectGolden(join(folder, 'expected.json'), goldenJson(readFixture(dockerfileReader, folder, file ?? '')));
  });
});

describe('dockerfileReader', () => {
  it('is in the table, by names that are Dockerfiles', () => {
    expect(READERS.find(({ kind }) => kind === 'dockerfile')?.matches).toBe(isDockerfileName);
    const yes = [
      'Dockerfile',
      'a/b/Dockerfile.gpu',
      'train.Dockerfile',
      'x.dockerfile',
      'Containerfile',
      'Dockerfile-dev',
      'dockerfile',
    ];
    const no = [
      '.dockerignore',
      'Dockerfile.dockerignore',
      'Dockerfile.md',
      'Dockerfile.j2',
      'Dockerfiles/x',
      'mydockerfile',
      'Dockerfile~',
    ];
    expect([...yes, ...no].filter(isDockerfileName)).toEqual(yes);
  });

  it('gives every origin a place inside the file', () => {
    const fragment = readFixture(dockerfileReader, join(FIXTURES, 'multi-stage'), 'Dockerfile');
    const origins = [...fragment.nodes, ...fragment.edges].map((item) => item.origins);
    expect(origins.every((places) => places.length > 0)).toBe(true);
  });

  it('keeps 200 stages apart', () => {
    const stages = Array.from(
      { length: 200 },
      (_, at) => `FROM ${at === 0 ? 'ubuntu:22.04' : `s${at - 1}`} AS s${at}\nRUN pip install p${at}\n`,
    );
    const fragment = read(stages.join(''));
    expect(fragment.nodes.filter(({ kind }) => kind === 'stage')).toHaveLength(200);
    expect(fragment.edges.filter(({ kind }) => kind === 'based-on')).toHaveLength(200);
    expect(fragment.findings).toEqual([]);
  });

  it('stops at more stages than anybody writes', () => {
    const fragment = read(`FROM x AS s\nCMD jupyter lab\n${'FROM s\n'.repeat(20_000)}`);
    expect(fragment.nodes.filter(({ kind }) => kind === 'stage')).toHaveLength(500);
    expect(codes(fragment)).toEqual(['DKF-14']);
  });

  it('says what it skips for its length', () => {
    expect(codes(read(`FROM x\nRUN echo ${'x'.repeat(600_000)}\nCMD sshd`))).toEqual(['DKF-13']);
  });

  it('bounds values that grow', () => {
    const args = Array.from({ length: 60 }, (_, at) => `ARG A${at + 1}=$A${at}$A${at}`);
    expect(codes(read(`ARG A0=aaaaaaaaaa\n${args.join('\n')}\nFROM x:$A60\n`))).toEqual(['DKF-05']);
    const env = Array.from({ length: 60 }, () => 'ENV E=$E$E');
    expect(codes(read(`FROM x\nENV E=aaaaaaaaaa\n${env.join('\n')}\nEXPOSE $E`)).length).toBeGreaterThan(0);
  });

  it('follows scripts that call themselves only so far', () => {
    const text = 'FROM x\nCOPY <<EOF /a.sh\n. /a.sh\n/a.sh\nbash /a.sh\nsh -c "/a.sh"\nsshd\nEOF\nCMD /a.sh\n';
    const fragment = read(text);
    expect(fragment.nodes.some(({ kind }) => kind === 'service')).toBe(true);
  });

  it('reads a file of 1 MB', () => {
    const large = `FROM x\n${'RUN apt-get update && apt-get install -y git && pip install torch==2.7.1\n'.repeat(14_000)}`;
    expect(read(large).nodes.length).toBeGreaterThan(14_000);
  });

  it.each([
    ['RUN with one line', `FROM x\nRUN pip install ${'a '.repeat(5e6)}`],
    ['CMD with one line', `FROM x\nCMD ${'a '.repeat(5e6)}`],
    ['exec form', `FROM x\nCMD [${'"a",'.repeat(2.5e6)}"a"]`],
    ['COPY', `FROM x\nCOPY ${'a '.repeat(5e6)}`],
    ['ENV', `FROM x\nENV ${'A=1 '.repeat(2.5e6)}`],
    ['EXPOSE', `FROM x\nEXPOSE ${'1 '.repeat(5e6)}`],
    ['FROM', `FROM ${'x'.repeat(1e7)}`],
    ['one word', 'x'.repeat(1e7)],
  ])('takes a 10 MB line: %s', (_name, text) => {
    expect(read(text).nodes.length).toBeGreaterThan(0);
  });

  it('never throws, places lie inside the text, and the same text gives the same fragment', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'FROM a AS b',
        'FROM b',
        'FROM ${X:-y}',
        'ARG X=$X',
        'RUN pip install torch==2 && cd /x',
        'RUN <<EOF',
        'EOF',
        'COPY --from=b a /b/',
        'COPY <<E /s.sh',
        'E',
        'CMD ["/s.sh", "a"]',
        'ENTRYPOINT jupyter lab',
        'EXPOSE 1-3 x $X',
        'ENV A=$A B',
        'RUN echo "sshd" > /s.sh',
        'CMD /s.sh',
        'VOLUME ["/a"]',
        'WORKDIR a',
        'SHELL ["x"]',
        'HEALTHCHECK CMD x',
        '\\',
        '# escape=`',
        'RUN --mount=type=bind,from=b,target=/x pip install -r /x/r.txt',
      ),
      fc.string({ maxLength: 12, unit: 'binary' }),
      fc
        .tuple(
          fc.constantFrom('RUN', 'CMD', 'COPY', 'ENV', 'FROM', 'EXPOSE', 'ARG', 'ADD'),
          fc.string({ maxLength: 20 }),
        )
        .map((parts) => parts.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (rows) => {
        const text = rows.join('\n');
        const fragment = read(text);
        const lines = text.split('\n');
        const places = [
          ...[...fragment.nodes, ...fragment.edges].flatMap(({ origins }) => origins),
          ...fragment.findings.flatMap(({ place }) => place ?? []),
        ];
        for (const place of places) {
          expect(place.line).toBeLessThanOrEqual(lines.length);
          expect(place.endLine).toBeLessThanOrEqual(lines.length);
          expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? '').length + 1);
          expect(place.endLine > place.line || place.endColumn >= place.column).toBe(true);
        }
        expect(read(text)).toEqual(fragment);
        const ids = new Set(fragment.nodes.map(({ id }) => id));
        const inside = fragment.edges.filter(({ kind }) => kind !== 'installs-from');
        expect(inside.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
