import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/base/byte-source.js';
import type { ModelFile } from '../../../src/models/files/model-file.js';
import { readModelFile } from '../../../src/models/files/read-model-file.js';
import { bytesOf, makeSafetensors, makeTorchZip, makeZip, unsigned } from './build-files.js';
import { readFromDisk } from './read-file.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'torchdock-formats-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function read(
  name: string,
  content: Uint8Array | string,
  others: Readonly<Record<string, Uint8Array>> = {},
): ModelFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const siblings = { open: (other: string) => (others[other] ? bytesSource(others[other]) : undefined) };
  return readModelFile(bytesSource(bytes), name, siblings);
}

function tell({ problems }: ModelFile): string[] {
  return problems.map(({ code, message }) => `${code} ${message}`);
}

const WEIGHT = { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] };

describe('safetensors', () => {
  it('is read', () => {
    const header = {
      __metadata__: { format: 'pt' },
      'a.weight': WEIGHT,
      'a.n': { dtype: 'I64', shape: [], data_offsets: [16, 24] },
    };
    const file = read('x.safetensors', makeSafetensors(header, 24));
    expect(tell(file)).toEqual([]);
    expect(file.tensors.map(({ name, dtype, role }) => [name, dtype, role])).toEqual([
      ['a.weight', 'float32', 'parameter'],
      ['a.n', 'int64', 'buffer'],
    ]);
    expect(file.producer).toBe('safetensors, for torch');
  });

  it.each([
    ['a size that does not fit the shape', { w: { ...WEIGHT, shape: [1000, 1000] } }, 16, 'MDF-05'],
    ['tensors over one another', { w: WEIGHT, v: { ...WEIGHT, data_offsets: [8, 24] } }, 24, 'MDF-05'],
    ['data that is not there', { w: WEIGHT }, 15, 'MDF-04'],
    ['offsets that go back', { w: { ...WEIGHT, data_offsets: [16, 0] } }, 16, 'MDF-03'],
    ['a dimension that is none', { w: { ...WEIGHT, shape: [-2, 2] } }, 16, 'MDF-03'],
    ['a shape of more than can be counted', { w: { ...WEIGHT, shape: [2 ** 50, 2 ** 50], dtype: 'X' } }, 16, 'MDF-05'],
    ['no object for a tensor', { w: 3 }, 0, 'MDF-03'],
  ])('with %s is told', (_, header, dataBytes, code) => {
    expect(read('x.safetensors', makeSafetensors(header, dataBytes)).problems.map((problem) => problem.code)).toContain(
      code,
    );
  });

  it.each([
    ['{"a":', 'MDF-03 x.safetensors cannot be read: its header is no JSON object'],
    ['[1]', 'MDF-03 x.safetensors cannot be read: its header is no JSON object'],
    ['["'.repeat(100_000), 'MDF-03 x.safetensors cannot be read: its header is no JSON object'],
  ])('with a header that is none is told (%.20s)', (text, expected) => {
    expect(tell(read('x.safetensors', makeSafetensors(undefined, 0, text)))).toEqual([expected]);
  });

  it('does not believe the length of a header', () => {
    const huge = bytesOf(unsigned(2 ** 40, 8), '{}');
    expect(tell(read('x.safetensors', huge))).toEqual([
      'MDF-03 x.safetensors cannot be read: its header would have 1099511627776 bytes',
    ]);
    expect(tell(read('x.safetensors', bytesOf(unsigned(1000, 8), '{}')))[0]).toContain('MDF-04');
  });

  it('does not take names for what they mean to JavaScript', () => {
    const text =
      '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"constructor":{"dtype":"toString","shape":[1],"data_offsets":[4,8]}}';
    const file = read('x.safetensors', makeSafetensors(undefined, 8, text));
    expect(file.tensors.map(({ name, dtype }) => [name, dtype])).toEqual([
      ['__proto__', 'float32'],
      ['constructor', 'unknown'],
    ]);
  });
});

describe('a model in several files', () => {
  const shard = makeSafetensors({ w: WEIGHT }, 16);
  const index = (map: unknown): string => JSON.stringify({ metadata: { total_size: 32 }, weight_map: map });
  const name = 'model.safetensors.index.json';

  it('has the tensors of all', () => {
    const second = makeSafetensors({ v: WEIGHT }, 16);
    const file = read(name, index({ w: 'a.safetensors', v: 'b.safetensors' }), {
      'a.safetensors': shard,
      'b.safetensors': second,
    });
    expect(tell(file)).toEqual([]);
    expect(file.totals.parameters).toMatchObject({ kind: 'estimated', value: 8 });
  });

  it.each([
    ['a file that is missing', { w: 'a.safetensors', v: 'b.safetensors' }, 'MDF-07'],
    ['a file elsewhere', { w: '../a.safetensors' }, 'MDF-06'],
    ['a tensor that is not there', { w: 'a.safetensors', v: 'a.safetensors' }, 'MDF-03'],
  ])('with %s is told, and has no total', (_, map, code) => {
    const file = read(name, index(map), { 'a.safetensors': shard, '../a.safetensors': shard });
    expect(file.problems.map((problem) => problem.code)).toEqual([code]);
    expect(file.totals.parameters.kind).toBe('unknown');
  });
});

describe('archives', () => {
  const pickle = bytesOf(0x80, 2, '}.');

  it('are read deflated too', () => {
    const file = makeZip([
      { name: 'm/data.pkl', content: pickle, isDeflated: true },
      { name: 'm/version', content: '3' },
    ]);
    expect(tell(read('x.pt', file))).toEqual([]);
  });

  it.each([
    ['two files of one name', makeTorchZip(pickle, [{ name: 'evil/data.pkl', content: pickle }]), 'MDF-10'],
    ['a name that leads out', makeTorchZip(pickle, [{ name: 'evil/../../x', content: pickle }]), 'MDF-10'],
    ['an absolute name', makeTorchZip(pickle, [{ name: '/etc/x', content: pickle }]), 'MDF-10'],
    ['entries that overlap', makeTorchZip(pickle, [{ name: 'evil/x', content: pickle, headerOffset: 0 }]), 'MDF-10'],
    [
      'another name in the entry itself',
      makeZip([{ name: 'm/data.pkl', content: pickle, localName: 'm/date.pkl' }]),
      'MDF-03',
    ],
    ['an entry that is encrypted', makeZip([{ name: 'm/data.pkl', content: pickle, flags: 1 }]), 'MDF-03'],
    ['a stored entry of two sizes', makeZip([{ name: 'm/data.pkl', content: pickle, saidBytes: 9 }]), 'MDF-03'],
    [
      'more in an entry than it says',
      makeZip([{ name: 'm/data.pkl', content: Buffer.alloc(9000), isDeflated: true, saidBytes: 10 }]),
      'MDF-03',
    ],
    ['a bomb', makeZip([{ name: 'm/data.pkl', content: Buffer.alloc(8_000_000), isDeflated: true }]), 'MDF-03'],
    ['fewer entries than it says', makeZip([{ name: 'm/data.pkl', content: pickle }], { count: 7 }), 'MDF-03'],
    ['no pickle', makeZip([{ name: 'm/readme', content: 'x' }]), 'MDF-03'],
  ])('with %s are refused', (_, file, code) => {
    expect(read('x.pt', file).problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('with compiled code are told', () => {
    const file = makeZip([
      { name: 'm/data/aotinductor/model/x.so', content: 'ELF' },
      { name: 'm/archive_format', content: 'pt2' },
    ]);
    expect(tell(read('x.pt2', file))).toEqual([
      'MDF-11 x.pt2 holds compiled code that loading it runs: data/aotinductor/model/x.so',
    ]);
  });
});

describe('what has the name of a model and is none', () => {
  it.each([
    ['', 'MDF-08 x.pt has the name of a model file, but is empty'],
    ['<!DOCTYPE html><p>Log in', 'MDF-08 x.pt has the name of a model file, but is a web page'],
    ['Olá, mundo\n', 'MDF-08 x.pt has the name of a model file, but is text'],
    ['\x01\x02\x03', 'MDF-08 x.pt has the name of a model file, but is of no format that is known'],
    ['../lib\n', 'MDF-08 x.pt has the name of a model file, but is text'],
    ['\0'.repeat(600), 'MDF-08 x.pt has the name of a model file, but is nothing but zeros'],
    ['GGUF\x03\0\0\0', 'MDF-08 x.pt has the name of a model file, but is a GGUF file, which is not read yet'],
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n',
      'MDF-09 x.pt is a pointer of Git LFS; the 12345 bytes of weights were not fetched',
    ],
  ])('is said to be (%.12s)', (content, expected) => {
    expect(tell(read('x.pt', content))).toEqual([expected]);
  });

  it('is not read where it is a tar archive of 2016', () => {
    const tar = Buffer.alloc(1024);
    tar.write('ustar', 257);
    expect(tell(read('x.pt', tar))[0]).toContain('MDF-12');
  });
});

describe('ten gigabytes', () => {
  /** A sparse file: the bytes at their places, and nothing between them. */
  function writeSparse(name: string, sizeBytes: number, parts: readonly (readonly [number, Uint8Array])[]): string {
    const path = join(folder, name);
    const file = openSync(path, 'w');
    ftruncateSync(file, sizeBytes);
    for (const [offset, bytes] of parts) writeSync(file, bytes, 0, bytes.length, offset);
    closeSync(file);
    return path;
  }

  const GIGABYTES = 10 * 2 ** 30;
  const elements = GIGABYTES / 4;

  it('of safetensors cost their header', () => {
    const header = makeSafetensors({ w: { dtype: 'F32', shape: [elements], data_offsets: [0, GIGABYTES] } });
    const cost = { reads: 0, bytes: 0 };
    const file = readFromDisk(writeSparse('x.safetensors', header.length + GIGABYTES, [[0, header]]), cost);
    expect(file.totals.elements).toEqual({ kind: 'exact', value: elements });
    expect(tell(file)).toEqual([]);
    expect(cost.bytes).toBeLessThan(2000);
  });

  it('of a checkpoint with 64-bit sizes cost its pickle', () => {
    const pickle = tensorPickle(elements);
    const entry = (name: string, sizeBytes: number): Uint8Array =>
      bytesOf(
        'PK\x03\x04',
        Buffer.alloc(14),
        unsigned(0xffffffff, 4),
        unsigned(0xffffffff, 4),
        unsigned(name.length, 2),
        unsigned(20, 2),
        name,
        unsigned(1, 2),
        unsigned(16, 2),
        unsigned(sizeBytes, 8),
        unsigned(sizeBytes, 8),
      );
    const listed = (name: string, sizeBytes: number, offset: number): Uint8Array =>
      bytesOf(
        'PK\x01\x02',
        Buffer.alloc(16),
        unsigned(0xffffffff, 4),
        unsigned(0xffffffff, 4),
        unsigned(name.length, 2),
        unsigned(28, 2),
        Buffer.alloc(10),
        unsigned(0xffffffff, 4),
        name,
        unsigned(1, 2),
        unsigned(24, 2),
        unsigned(sizeBytes, 8),
        unsigned(sizeBytes, 8),
        unsigned(offset, 8),
      );
    const first = bytesOf(entry('m/data.pkl', pickle.length), pickle);
    const second = entry('m/data/0', GIGABYTES);
    const at = first.length + second.length + GIGABYTES;
    const directory = bytesOf(listed('m/data.pkl', pickle.length, 0), listed('m/data/0', GIGABYTES, first.length));
    const end64 = bytesOf(
      'PK\x06\x06',
      unsigned(44, 8),
      Buffer.alloc(12),
      unsigned(2, 8),
      unsigned(2, 8),
      unsigned(directory.length, 8),
      unsigned(at, 8),
    );
    const locator = bytesOf('PK\x06\x07', unsigned(0, 4), unsigned(at + directory.length, 8), unsigned(1, 4));
    const end = bytesOf(
      'PK\x05\x06',
      Buffer.alloc(4),
      unsigned(0xffff, 2),
      unsigned(0xffff, 2),
      unsigned(0xffffffff, 4),
      unsigned(0xffffffff, 4),
      unsigned(0, 2),
    );
    const tail = bytesOf(directory, end64, locator, end);
    const cost = { reads: 0, bytes: 0 };
    const file = readFromDisk(
      writeSparse('x.pt', at + tail.length, [
        [0, bytesOf(first, second)],
        [at, tail],
      ]),
      cost,
    );
    expect(tell(file)).toEqual([]);
    expect(file.totals.elements).toEqual({ kind: 'exact', value: elements });
    expect(cost.bytes).toBeLessThan(100_000);
  });

  it('of ONNX cost what is around the weights', () => {
    const raw = varint(GIGABYTES);
    const tensor = bytesOf(0x08, varint(elements), 0x10, 1, 0x42, 1, 'w', 0x4a, raw);
    const tensorBytes = tensor.length + GIGABYTES;
    const graph = bytesOf(0x2a, varint(tensorBytes), tensor);
    const tail = bytesOf(0x5a, 3, 0x0a, 1, 'x');
    const head = bytesOf(0x08, 7, 0x3a, varint(graph.length + GIGABYTES + tail.length), graph);
    const cost = { reads: 0, bytes: 0 };
    const sizeBytes = head.length + GIGABYTES + tail.length;
    const file = readFromDisk(
      writeSparse('x.onnx', sizeBytes, [
        [0, head],
        [head.length + GIGABYTES, tail],
      ]),
      cost,
    );
    expect(tell(file)).toEqual([]);
    expect(file.totals.elements).toEqual({ kind: 'exact', value: elements });
    expect(file.graph?.inputs).toEqual([{ name: 'x', dtype: 'unknown', shape: undefined }]);
    expect(cost.bytes).toBeLessThan(200_000);
  });
});

/** `{'w': tensor}` with a storage of so many elements. */
function tensorPickle(elements: number): Uint8Array {
  const count = bytesOf(0x8a, 8, unsigned(elements, 8));
  const storage = bytesOf('(', 0x8c, 7, 'storage', 'ctorch\nFloatStorage\n', 0x8c, 1, '0', 0x8c, 3, 'cpu', count, 'tQ');
  return bytesOf(
    0x80,
    2,
    '}',
    0x8c,
    1,
    'w',
    'ctorch._utils\n_rebuild_tensor_v2\n(',
    storage,
    'K',
    0,
    '(',
    count,
    't',
    '(K',
    1,
    't',
    0x89,
    '}tRs.',
  );
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    bytes.push((left % 128) + (left >= 128 ? 128 : 0));
    if (left < 128) return Uint8Array.from(bytes);
  }
}

it('takes data of ONNX only from its own folder', () => {
  const external = (location: string): Uint8Array => {
    const entry = bytesOf(0x0a, 8, 'location', 0x12, location.length, location);
    const tensor = bytesOf(0x08, 4, 0x10, 1, 0x42, 1, 'w', 0x6a, entry.length, entry, 0x70, 1);
    const graph = bytesOf(0x2a, tensor.length, tensor);
    return bytesOf(0x08, 7, 0x3a, graph.length, graph);
  };
  const opened: string[] = [];
  const open = (name: string) => {
    opened.push(name);
    return undefined;
  };
  for (const location of ['../secret', '/etc/passwd', 'a/../../b', 'C:\\x', '..\\x', ''])
    expect(tell(readModelFile(bytesSource(external(location)), 'x.onnx', { open }))[0]).toContain('MDF-06');
  expect(opened).toEqual([]);
  expect(tell(readModelFile(bytesSource(external('data.bin')), 'x.onnx', { open }))[0]).toContain('MDF-07');
  expect(opened).toEqual(['data.bin']);
});
