import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStart } from '../../src/base/text.js';
import {
  addVolumeMount,
  normalizeBindSource,
  parseMountOption,
  parseVolumeSpec,
  volumeTypeOf,
} from '../../src/commands/mounts.js';
import { createFragmentBuilder } from '../../src/graph/fragment.js';

const place = fileStart('run.sh');

describe('a volume specification', () => {
  it.each([
    ['/data', { type: 'anonymous', target: '/data', isReadOnly: false }],
    ['/srv:/data', { type: 'bind', source: '/srv', target: '/data', isReadOnly: false }],
    ['/srv:/data:ro', { type: 'bind', source: '/srv', target: '/data', isReadOnly: true }],
    ['/srv:/data:ro,z', { type: 'bind', source: '/srv', target: '/data', isReadOnly: true }],
    ['./x:/data:z', { type: 'bind', source: './x', target: '/data', isReadOnly: false }],
    ['.:/data:cached', { type: 'bind', source: '.', target: '/data', isReadOnly: false }],
    ['~/x:/data:Z', { type: 'bind', source: '~/x', target: '/data', isReadOnly: false }],
    ['datasets:/data', { type: 'named', source: 'datasets', target: '/data', isReadOnly: false }],
    ['a:/data:ro', { type: 'named', source: 'a', target: '/data', isReadOnly: true }],
    [
      '$(pwd)/workspace:/root/workspace',
      { type: 'bind', source: '$(pwd)/workspace', target: '/root/workspace', isReadOnly: false },
    ],
    ['`pwd`:/w', { type: 'bind', source: '`pwd`', target: '/w', isReadOnly: false }],
    ['${DATA:-./d}/a:/data', { type: 'bind', source: '${DATA:-./d}/a', target: '/data', isReadOnly: false }],
    ['$DATA:/data', { type: 'other', source: '$DATA', target: '/data', isReadOnly: false }],
    ['/a:$TARGET', { type: 'bind', source: '/a', target: '$TARGET', isReadOnly: false }],
    ['C:\\x:/y', { type: 'bind', source: 'C:\\x', target: '/y', isReadOnly: false }],
    ['C:\\x:/y:ro', { type: 'bind', source: 'C:\\x', target: '/y', isReadOnly: true }],
    ['C:/x:/y', { type: 'bind', source: 'C:/x', target: '/y', isReadOnly: false }],
    ['C:\\x:D:\\y', { type: 'bind', source: 'C:\\x', target: 'D:\\y', isReadOnly: false }],
    ['%cd%\\x:/y', { type: 'bind', source: '%cd%\\x', target: '/y', isReadOnly: false }],
    ['/a:/b:upperdir=/c,O', { type: 'bind', source: '/a', target: '/b', isReadOnly: false }],
  ])('%s', (text, expected) => expect(parseVolumeSpec(text)).toEqual(expected));

  it.each(['', ':', 'a:', ':/b', 'data', 'a/b:/c', '/a:b', '/a:/', '/a:/b:nonsense', '/a:/b:ro:z', '"x":/y', 'é:/y'])(
    '%j is refused',
    (text) => expect(parseVolumeSpec(text)).toBeUndefined(),
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...':/\\.$(){}`,=~"aC%-\n🚀') }), (text) => {
        const readAll = () => [
          parseVolumeSpec(text),
          parseMountOption(text),
          volumeTypeOf(text),
          normalizeBindSource(text, 'docker'),
        ];
        expect(readAll).not.toThrow();
      }),
      { numRuns: 100 },
    );
  });

  it.each(['${', '$(', '`', ':', 'a:', 'pwd ', '$', ','])('is read in linear time when %j repeats', (unit) => {
    const text = unit.repeat(500_000);
    expect(parseVolumeSpec(`/a:/b:${text}:`)?.isReadOnly ?? false).toBe(false);
    expect(parseMountOption(text)).toBeUndefined();
    expect(normalizeBindSource(`$(pwd${' '.repeat(500_000)}`, '.')).toHaveLength(500_005);
  });
});

describe('a mount option', () => {
  it.each([
    [
      'type=bind,source=$(pwd)/d,target=/d,readonly',
      { type: 'bind', source: '$(pwd)/d', target: '/d', isReadOnly: true },
    ],
    ['type=bind,src=/a,dst=/b,ro=false', { type: 'bind', source: '/a', target: '/b', isReadOnly: false }],
    ['source=cache,destination=/c', { type: 'named', source: 'cache', target: '/c', isReadOnly: false }],
    ['type=volume,target=/c', { type: 'anonymous', target: '/c', isReadOnly: false }],
    [
      'type=volume,src=v,dst=/c,volume-subpath=a/b,volume-driver=nfs',
      { type: 'named', source: 'v', target: '/c', isReadOnly: false, subPath: 'a/b', medium: 'nfs' },
    ],
    [
      'type=tmpfs,destination=/run,tmpfs-size=64m',
      { type: 'tmpfs', target: '/run', isReadOnly: false, sizeBytes: 64 * 2 ** 20 },
    ],
    ['type=bind,"src=/a,b",dst=/c', { type: 'bind', source: '/a,b', target: '/c', isReadOnly: false }],
  ])('%s', (text, expected) => expect(parseMountOption(text)).toEqual(expected));

  it.each([
    '',
    'type=bind',
    'type=bind,target=/x',
    'type=bond,src=/a,target=/x',
    'type=constructor,target=/x',
    '/a:/b',
  ])('%j is refused', (text) => expect(parseMountOption(text)).toBeUndefined());
});

describe('a bind source', () => {
  it.each([
    './workspace',
    '.\\workspace',
    '$(pwd)/workspace',
    '$( pwd )/workspace/',
    '${PWD}/workspace',
    '$PWD/workspace',
    '`pwd`/workspace',
    '%cd%\\workspace',
    '${pwd}\\workspace',
    './a/../workspace',
  ])('%s is ./workspace', (text) => expect(normalizeBindSource(text, '.')).toBe('./workspace'));

  it.each([
    ['$(pwd)', '.', '.'],
    ['.', 'docker', './docker'],
    ['..', 'docker', '.'],
    ['../data', 'docker', './data'],
    ['../data', '.', '../data'],
    ['$HOME/x', '.', '~/x'],
    ['${HOME}', '.', '~'],
    ['$HOMES/x', '.', '$HOMES/x'],
    ['$PWDS/x', '.', '$PWDS/x'],
    ['/srv//data/', '.', '/srv/data'],
    ['C:\\a\\b', '.', 'C:/a/b'],
    ['$DATA/x', 'docker', '$DATA/x'],
    ['~/x', 'docker', '~/x'],
    ['.cache/x', 'docker', '.cache/x'],
  ])('%s in %s-like base %s', (source, base, expected) => expect(normalizeBindSource(source, base)).toBe(expected));
});

describe('a mounted volume', () => {
  it('is one node for two spellings, and private when it has no name', () => {
    const builder = createFragmentBuilder();
    const first = addVolumeMount(
      builder,
      'container:a/x',
      { type: 'bind', source: '$(pwd)/w', target: '/w', isReadOnly: true },
      place,
      '.',
    );
    const second = addVolumeMount(
      builder,
      'container:a/y',
      { type: 'bind', source: './w', target: '/v', isReadOnly: false, subPath: 's' },
      place,
      '.',
    );
    const third = addVolumeMount(
      builder,
      'container:a/y',
      { type: 'anonymous', target: '/scratch', isReadOnly: false },
      place,
      '.',
    );
    expect(second).toBe(first);
    expect(third).toBe('volume:anonymous:container:a/y//scratch');
    expect(builder.fragment()).toMatchObject({
      nodes: [
        { id: 'volume:bind:./w', label: './w', facts: { type: 'bind', source: './w' } },
        { id: 'volume:bind:./w' },
        { label: '/scratch', facts: { type: 'anonymous' } },
      ],
      edges: [
        { kind: 'mounts', from: 'container:a/x', facts: { target: '/w', isReadOnly: true } },
        { facts: { target: '/v', isReadOnly: false, subPath: 's' } },
        { facts: { target: '/scratch' } },
      ],
    });
  });
});
