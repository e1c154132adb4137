import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellScriptReader } from '../../src/readers/shell-script/read-shell-script.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

const FOLDER = 'fixtures/readers/shell-script';

function read(text: string, file = 'run.sh') {
  return readText(shellScriptReader, file, text);
}

function imagesIn(text: string): readonly string[] {
  return read(text).nodes.flatMap((node) => (node.kind === 'image' ? [node.label] : []));
}

function sourcesIn(text: string, file?: string): readonly string[] {
  return read(text, file).nodes.flatMap((node) => (node.kind === 'volume' ? [node.label] : []));
}

describe('shell scripts that run containers', () => {
  it.each([
    ['start', 'scripts/start.sh'],
    ['arrays', 'run.sh'],
    ['problems', 'bad.sh'],
    ['build', 'docker/build.sh'],
    ['launch', 'tools/docker/launch.sh'],
  ])('reads %s', (name, file) => {
    const folder = `${FOLDER}/${name}`;
    expectGolden(`${folder}/expected.json`, goldenJson(readFixture(shellScriptReader, folder, file)));
  });

  it.each([
    ['I=a:1\ndocker run $I', 'a:1'],
    ['I=a:1; docker run "${I}"', 'a:1'],
    ['export I=a:1\ndocker run "$I"', 'a:1'],
    ['T=1\nI=a:$T\ndocker run $I', 'a:1'],
    ['docker run ${I:-a:1}', 'a:1'],
    ['I=${1:-a:1}\ndocker run $I', 'a:1'],
    ['docker run $I\nI=a:1', '$I'],
    ['I=a:1\nI=b:2\ndocker run $I', 'b:2'],
    ['if x; then\n  I=a:1\nelse\n  I=b:2\nfi\ndocker run $I', '$I'],
    ['I=a:1\n[ -z "$X" ] || I=b:2\ndocker run $I', '$I'],
    ['I=a:1\n[ -z "$X" ] || I=a:1\ndocker run $I', 'a:1'],
    ['I=$(cat version)\ndocker run i:$I', 'i:$I'],
    ["docker run 'a$I'", 'a$I'],
  ])('knows what %j runs', (text, image) => expect(imagesIn(text)).toEqual([image]));

  it.each([
    ['docker run -v $(pwd)/d:/d i', './d'],
    ['cd sub && docker run -v $(pwd)/d:/d i', './sub/d'],
    ['cd sub\ncd ..\ndocker run -v ./d:/d i', './d'],
    ['(cd sub && make)\ndocker run -v ./d:/d i', './d'],
    ['x=$(cd sub && pwd)\ndocker run -v ./d:/d i', './d'],
    ['cd /srv\ndocker run -v ./d:/d i', '/srv/d'],
    ['cd "$SOMEWHERE"\ndocker run -v $(pwd)/d:/d i', '$(pwd)/d'],
    ['git clone https://x.org/lab/repo.git\ncd repo\ndocker run -v $PWD/d:/d i', './d'],
    ['git clone -b main git@x.org:lab/repo here\ncd here/\ndocker run -v $PWD/d:/d i', './d'],
    ['cd "$(dirname "$0")"\ndocker run -v $PWD/d:/d i', './tools/d'],
    ['cd "$(dirname "$0")/.."\ndocker run -v $PWD/d:/d i', './d'],
    ['W=$(pwd)/sub\ndocker run -v $W/d:/d i', './sub/d'],
    ['D=$(dirname $(realpath $0))\ndocker run -v $D/d:/d i', './tools/d'],
    ['D="$( cd -- "$( dirname -- "${BASH_SOURCE[0]}" )/.." &> /dev/null && pwd )"\ndocker run -v $D/d:/d i', './d'],
  ])('knows where %j mounts from', (text, source) => expect(sourcesIn(text, 'tools/run.sh')).toEqual([source]));

  it('judges only the syntax of scripts that run containers', () => {
    expect(read('# docker\necho "unclosed').findings).toEqual([]);
    expect(read('docker run i\necho "unclosed').findings).toMatchObject([{ code: 'RUN-13', place: { line: 2 } }]);
  });

  it('reads commands in functions, branches and loops', () => {
    expect(imagesIn('f() { docker run a; }\nif x; then docker run b; fi\nfor i in 1 2; do docker run c; done')).toEqual(
      ['a', 'b', 'c'],
    );
  });

  it('never throws, and reads the same again', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'docker run',
        'I=',
        '$I',
        '"$(cd',
        'x)"',
        '(',
        ')',
        '${',
        '}',
        'cd',
        '\n',
        '&&',
        '+=(',
        "'",
        '`',
        '<<E',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const text = pieces.join(' ');
        expect(read(text)).toEqual(read(text));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['assignments that double', `A=x\n${'A=$A$A\n'.repeat(2000)}docker run $A`],
    ['many subshells', `${'(cd a; '.repeat(2000)}docker run i${')'.repeat(2000)}`],
    ['many variables', `${'V=1\n'.repeat(50_000)}docker run i`],
    ['a long word', `docker run -v ${'$(pwd)/'.repeat(20_000)}:/x i`],
    ['many assignments in a line', `${'A=1;'.repeat(100_000)}docker run i`],
    ['many words to build', `docker build ${'x '.repeat(200_000)}`],
    ['many switches', `docker run ${'--rm -u a '.repeat(50_000)} i`],
    ['many ports', `docker run ${'-p 1:1 --expose 2 '.repeat(40_000)} i`],
    [
      'mounts that double',
      Array.from(
        { length: 30 },
        (_, n) =>
          `docker run --name n${n} -v /a:/b${n} ${`--volumes-from n${n - 1} --volumes-from n${n - 1}:ro `.repeat(40)} i`,
      ).join('\n'),
    ],
    ['many arrays', `A=(${'x '.repeat(1000)})\n${'docker run "${A[@]}" i\n'.repeat(200)}`],
  ])('is quick with %s', (_name, text) => {
    expect(read(text).findings.length).toBeLessThan(5000);
  });
});
