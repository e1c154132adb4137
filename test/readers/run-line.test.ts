import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runLineReader } from '../../src/readers/run-line/read-run-line.js';
import { readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

const FOLDER = 'fixtures/readers/run-line';

function read(text: string) {
  return readText(runLineReader, '--run', text);
}

describe('a command line given with --run', () => {
  it.each(readdirSync(FOLDER))('reads %s', (name) => {
    const text = readFileSync(`${FOLDER}/${name}/command.sh`, 'utf8');
    expectGolden(`${FOLDER}/${name}/expected.json`, goldenJson(read(text)));
  });

  it.each([
    ['docker ps', 'RUN-14'],
    ['', 'RUN-14'],
    ['echo docker run x', 'RUN-14'],
    ['docker compose run web', 'RUN-14'],
    ['docker run', 'RUN-03'],
    ['docker run -it --rm \\ \n img', 'RUN-03'],
    ['docker run [OPTIONS] IMAGE [COMMAND]', 'RUN-11'],
    ['docker run -e NAME="x img', 'RUN-13'],
  ])('%j starts nothing and says %s', (text, code) => {
    const { nodes, findings } = read(text);
    expect(nodes).toEqual([]);
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it.each([
    ['docker run i', 'docker'],
    ['sudo -E docker run i', 'docker'],
    ['$ docker container run i', 'docker'],
    ['/usr/bin/docker --context far run i', 'docker'],
    ['winpty docker.exe run i', 'docker'],
    ['DOCKER_HOST=x time docker create i', 'docker'],
    ['nerdctl -n k8s.io run i', 'docker'],
    ['podman container create i', 'podman'],
    ['cd /tmp && podman run i || true', 'podman'],
  ])('%s is a container of %s', (text, platform) => {
    const containers = read(text).nodes.filter(({ kind }) => kind === 'container');
    expect(containers).toMatchObject([{ id: 'container:--run/i', label: 'i', facts: { platform, image: 'i' } }]);
  });

  it('asks for GPUs when it is nvidia-docker', () => {
    expect(read('NV_GPU=1,2 nvidia-docker run i').edges).toMatchObject([
      { kind: 'runs' },
      { kind: 'uses-gpu', to: 'gpu:nvidia', facts: { count: 2, devices: ['1', '2'] } },
    ]);
    expect(read('nvidia-docker run i').edges).toMatchObject([{ kind: 'runs' }, { kind: 'uses-gpu', facts: {} }]);
  });

  it('tells two containers of one image apart, and folds the same line', () => {
    const ids = read('docker run i; docker run -d i; docker run i; docker run --name j i').nodes.flatMap((node) =>
      node.kind === 'container' ? [node.id] : [],
    );
    expect(ids).toEqual(['container:--run/i', 'container:--run/i#2', 'container:--run/i', 'container:--run/j']);
  });

  it('takes over the mounts of a container described before', () => {
    const { edges, findings } = read(
      'docker run --name a -v d:/d i; docker run --volumes-from a:ro --volumes-from b j',
    );
    expect(edges.filter(({ kind }) => kind === 'mounts')).toMatchObject([
      { from: 'container:--run/a', to: 'volume:named:d', facts: { isReadOnly: false } },
      { from: 'container:--run/j', to: 'volume:named:d', facts: { isReadOnly: true } },
    ]);
    expect(findings).toMatchObject([
      { code: 'RUN-12', message: 'What is mounted by container b is known only when the command runs' },
    ]);
  });

  it('passes over a variable that holds options', () => {
    expect(read('docker run $COMMON --rm "$@" i x').nodes).toMatchObject([{ label: 'i' }, { kind: 'image' }, {}]);
    expect(read('docker run --rm $DOCKER_ARGS i x').nodes).toMatchObject([{ label: 'i' }, { kind: 'image' }, {}]);
    expect(read('docker run $IMAGE x').nodes).toMatchObject([
      { label: '$IMAGE', facts: { image: '$IMAGE' } },
      { facts: { unresolved: 'it holds a variable without a literal value' } },
      {},
    ]);
  });

  it.each([
    ['docker run "a\\"b]<script>alert(1)</script>"', 'script>'],
    ['docker run --name "$(printf x)" i', '$(printf x)'],
    ["docker run --name $'a\\nb' i", 'a\nb'],
    ['docker run --name "🚀 שלום" i', '🚀 שלום'],
  ])('keeps the name in %j as it is', (text, label) => {
    expect(read(text).nodes[0]).toMatchObject({ kind: 'container', label });
  });

  it('reads a line of 10 MB', () => {
    const text = `docker run -e X=${'x'.repeat(10_000_000)} i`;
    expect(read(text).findings.length).toBeGreaterThan(0);
    expect(read(`docker run ${'-e A=b '.repeat(250_000)} i`).nodes).toHaveLength(2);
  });

  it('never throws, and reads the same again', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'docker run',
        'podman',
        '-it',
        '--gpus',
        '-v',
        '"',
        "'",
        '$(',
        '`',
        '\n',
        '\\',
        '&&',
        'x:/y',
        '8:8',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `docker run ${pieces.join(' ')}`;
        const first = read(text);
        expect(read(text)).toEqual(first);
        for (const { place } of first.findings) expect(place?.line).toBeLessThanOrEqual(text.split('\n').length);
      }),
      { numRuns: 100 },
    );
  });
});
