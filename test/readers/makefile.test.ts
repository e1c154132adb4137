import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makefileReader } from '../../src/readers/makefile/read-makefile.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

function read(text: string) {
  return readText(makefileReader, 'Makefile', text);
}

function imagesIn(text: string): readonly string[] {
  return read(text).nodes.flatMap((node) => (node.kind === 'image' ? [node.label] : []));
}

describe('makefiles that run containers', () => {
  it('reads recipes and variables', () => {
    const folder = 'fixtures/readers/makefile/simple';
    expectGolden(`${folder}/expected.json`, goldenJson(readFixture(makefileReader, folder, 'Makefile')));
  });

  it.each([
    ['a:\n\tdocker run i', ['i']],
    ['a:\r\n\t@-docker run \\\r\n\t  i\r\n', ['i']],
    ['a: ; docker run i', []],
    ['I = $(J)\nJ = j:1\na:\n\tdocker run $(I)', ['j:1']],
    ['I := i\nI := j\na:\n\tdocker run ${I}', ['j']],
    ['I := i\nifdef X\nI := j\nendif\na:\n\tdocker run $(I)', ['${I}']],
    ['my-image = i\na:\n\tdocker run $(my-image)', ['i']],
    ['R = docker run --rm\na:\n\t$(R) i', ['i']],
    ['I = $(I)$(I)\na:\n\tdocker run $(I)x', ['${I}x']],
  ])('%j runs %j', (text, images) => expect(imagesIn(text)).toEqual(images));

  it('points into the file', () => {
    const { nodes } = read('V=1\na:\n\t@docker run $(OPTS) \\\n\t\timg:$(V) \\\n\t\tx\n');
    expect(nodes).toMatchObject([
      { kind: 'container', origins: [{ line: 3, column: 3, endLine: 5, endColumn: 4 }] },
      { kind: 'image', label: 'img:1', origins: [{ line: 4, column: 3 }] },
      {},
    ]);
  });

  it('never throws, and reads the same again', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\n\t',
        '\n',
        'docker run ',
        '$(',
        ')',
        '${',
        '}',
        '$$',
        'A = ',
        'a:',
        '\\\n',
        '"',
        'ifdef X',
        'endif',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = `a:\n\tdocker run ${pieces.join('')}`;
        expect(read(text)).toEqual(read(text));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['continued lines', `a:\n\tdocker run ${'\\\n\t'.repeat(500_000)}i`],
    ['assignments', 'A = $(A)$(B)\nB = $(A)\n'.repeat(20_000)],
    ['references', `a:\n\tdocker run ${'$(X)'.repeat(4000)} i\n`.repeat(20)],
    ['spaces', `A =${' '.repeat(1_000_000)}x\n${' '.repeat(1_000_000)}`],
    ['short lines of spaces', `A =${' '.repeat(19_000)}x\n`.repeat(200)],
    ['a long line', 'x'.repeat(10_000_000)],
  ])('is quick with many %s', (_name, text) => expect(read(text).nodes.length).toBeLessThan(100));
});
