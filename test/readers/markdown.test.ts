import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownReader } from '../../src/readers/markdown/read-markdown.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

const FOLDER = 'fixtures/readers/markdown';

function read(text: string) {
  return readText(markdownReader, 'README.md', text);
}

function imagesIn(text: string): readonly string[] {
  return read(text).nodes.flatMap((node) => (node.kind === 'image' ? [node.label] : []));
}

describe('run lines in Markdown', () => {
  it.each([
    ['readme', 'README.md'],
    ['mdx', 'guide.mdx'],
    ['hostile', 'page.md'],
  ])('reads %s', (name, file) => {
    const folder = `${FOLDER}/${name}`;
    expectGolden(`${folder}/expected.json`, goldenJson(readFixture(markdownReader, folder, file)));
  });

  it.each([
    'sh',
    'bash',
    'shell',
    'zsh',
    'console',
    'shell-session',
    'Bash',
    '{.bash}',
    'bash{1,2}',
    'sh title="x"',
    '',
  ])('reads a fence of language %j', (language) =>
    expect(imagesIn(`\`\`\`${language}\ndocker run i\n\`\`\``)).toEqual(['i']),
  );

  it.each(['python', 'dockerfile', 'yaml', 'mermaid', 'text', 'powershell'])(
    'leaves a fence of language %j',
    (language) => expect(imagesIn(`\`\`\`${language}\ndocker run i\n\`\`\``)).toEqual([]),
  );

  it.each([
    ['$ docker run i', ['i']],
    ['(venv) $ docker run i', ['i']],
    ['me@host:~/x$ docker run i', ['i']],
    ['[me@host ~]$ docker run i', ['i']],
    ['% docker run i', ['i']],
    ['# docker run i', []],
    ['$ ls\ndocker run i', []],
    ['$ docker run \\\n  -d i\ndocker run j', ['i']],
  ])('reads the commands of %j', (code, images) => expect(imagesIn(`\`\`\`sh\n${code}\n\`\`\``)).toEqual(images));

  it('takes a hash for a prompt only in a session', () =>
    expect(imagesIn('```console\n# docker run i\n```')).toEqual(['i']));

  it('points into the file', () => {
    const { nodes } = read('> 1. x\n>\n>    ```sh\n>    $ docker run \\\n>    >   i\n>    ```\n');
    expect(nodes).toMatchObject([
      { kind: 'container', origins: [{ line: 4, column: 8, endLine: 5, endColumn: 11 }] },
      { kind: 'image', origins: [{ line: 5, column: 10, endColumn: 11 }] },
    ]);
  });

  it('never throws, and its places lie inside the text', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '```sh',
        '```',
        '~~~console',
        '> ',
        '- ',
        '$ docker run \\',
        'docker run i',
        '> -v <a b>:/c',
        '"',
        '\r',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
        const text = ['```sh', ...lines].join('\n');
        const first = read(text);
        expect(read(text)).toEqual(first);
        const height = text.split('\n').length;
        for (const node of first.nodes)
          for (const origin of node.origins) {
            expect(origin.endLine).toBeLessThanOrEqual(height);
            expect(origin.line).toBeLessThanOrEqual(origin.endLine);
          }
      }),
      { numRuns: 100 },
    );
  });

  it('reads 10 MB', () => {
    expect(imagesIn(`${'```sh\ndocker run i\n```\n'.repeat(20_000)}`)).toHaveLength(20_000);
    expect(imagesIn(`\`\`\`sh\n$ ${'docker run '.repeat(900_000)}`)).toEqual([]);
    expect(imagesIn(`\`\`\`console\n${'(a@b'.repeat(500_000)}\n\`\`\``)).toEqual([]);
  });
});
