import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/base/byte-source.js';
import type { FileModule, ModelFile } from '../../../src/models/files/model-file.js';
import { readModelFile } from '../../../src/models/files/read-model-file.js';
import { bytesOf, makeSafetensors, makeTorchZip, makeZip, unsigned } from './build-files.js';
import { countedSource } from './read-file.js';

const TENSOR = bytesOf(
  'ctorch._utils\n_rebuild_tensor_v2\n(',
  '(',
  0x8c,
  7,
  'storage',
  'ctorch\nFloatStorage\n',
  0x8c,
  1,
  '0',
  0x8c,
  3,
  'cpu',
  'K',
  6,
  'tQ',
  'K',
  0,
  'K',
  2,
  'K',
  3,
  0x86,
  'K',
  3,
  'K',
  1,
  0x86,
  0x89,
  'N',
  'tR',
);
const STATE = bytesOf(
  0x80,
  2,
  'ccollections\nOrderedDict\n)R(',
  0x8c,
  8,
  'a.weight',
  TENSOR,
  0x8c,
  3,
  'b.c',
  TENSOR,
  'u.',
);
const SCRIPT = bytesOf(0x80, 2, 'c__torch__.net\nNet\n)', 0x81, '}(', 0x8c, 6, 'weight', TENSOR, 'ub.');
const PROGRAM = {
  schema_version: { major: 8, minor: 20 },
  graph_module: {
    graph: {
      inputs: [],
      outputs: [],
      nodes: [
        {
          target: 'torch.ops.aten.relu.default',
          inputs: [{ name: 'self', arg: { as_tensor: { name: 'x' } } }],
          outputs: [{ as_tensor: { name: 'y' } }],
          metadata: { nn_module_stack: 'a,,Net;b,layer,torch.nn.ReLU' },
        },
      ],
      tensor_values: {
        p: { dtype: 7, sizes: [{ as_int: 2 }] },
        x: { dtype: 7, sizes: [{ as_expr: { expr_str: 's0' } }] },
      },
    },
    signature: {
      input_specs: [
        { parameter: { arg: { name: 'p' }, parameter_name: 'layer.weight' } },
        { user_input: { arg: { as_tensor: { name: 'x' } } } },
      ],
      output_specs: [],
    },
  },
};
const INITIALISER = bytesOf(0x08, 2, 0x10, 1, 0x42, 1, 'w', 0x4a, 8, Buffer.alloc(8));
const NODE = bytesOf(0x0a, 1, 'x', 0x0a, 1, 'w', 0x12, 1, 'y', 0x22, 3, 'Mul');
const GRAPH = bytesOf(0x0a, NODE.length, NODE, 0x2a, INITIALISER.length, INITIALISER, 0x5a, 3, 0x0a, 1, 'x');

/** One small file of each format, whole. */
const FILES: Readonly<Record<string, Uint8Array>> = {
  'state.pt': makeTorchZip(STATE, [{ name: 'evil/data/0', content: Buffer.alloc(24) }]),
  'legacy.pth': bytesOf(
    0x80,
    2,
    0x8a,
    10,
    'l\xfc\x9cF\xf9\x20j\xa8P\x19.',
    0x80,
    2,
    'M',
    0xe9,
    3,
    '.',
    0x80,
    2,
    '}.',
    STATE,
    0x80,
    2,
    ']',
    0x8c,
    1,
    '0',
    'a.',
    unsigned(6, 8),
    Buffer.alloc(24),
  ),
  'script.pt': makeZip([
    { name: 's/data.pkl', content: SCRIPT },
    {
      name: 's/code/__torch__/net.py',
      content: 'class Net(Module):\n  __parameters__ = ["weight", ]\n  __buffers__ = []\n',
      isDeflated: true,
    },
    { name: 's/data/0', content: Buffer.alloc(24) },
    { name: 's/constants.pkl', content: bytesOf(0x80, 2, ').') },
  ]),
  'exported.pt2': makeZip([{ name: 'e/models/model.json', content: JSON.stringify(PROGRAM) }]),
  'weights.safetensors': makeSafetensors({ w: { dtype: 'BF16', shape: [2, 2], data_offsets: [0, 8] } }, 8),
  'model.safetensors.index.json': Buffer.from('{"weight_map":{"w":"weights.safetensors"}}'),
  'model.onnx': bytesOf(0x08, 7, 0x12, 2, 'me', 0x3a, GRAPH.length, GRAPH),
};

interface Bounded {
  readonly file: ModelFile;
  readonly bytes: number;
}

function read(name: string, bytes: Uint8Array): Bounded {
  const cost = { reads: 0, bytes: 0 };
  const open = (other: string) => (FILES[other] ? countedSource(bytesSource(FILES[other]), cost) : undefined);
  return { file: readModelFile(countedSource(bytesSource(bytes), cost), name, { open }), bytes: cost.bytes };
}

function countModules({ children }: FileModule): number {
  return children.reduce((sofar, child) => sofar + countModules(child), 1);
}

/** What holds for every file, whatever is in it. */
function expectSound({ file, bytes }: Bounded, sizeBytes: number): void {
  expect(bytes).toBeLessThan(40 * sizeBytes + 100_000);
  for (const { elements, shape, storage, section, name } of file.tensors) {
    expect(Number.isSafeInteger(elements) && elements >= 0).toBe(true);
    expect(shape.every((size) => Number.isSafeInteger(size) && size >= 0)).toBe(true);
    expect([typeof name, typeof section, typeof storage === 'string' || storage === undefined]).toEqual([
      'string',
      'string',
      true,
    ]);
  }
  expect(countModules(file.modules)).toBeGreaterThan(0);
  expect(() => JSON.stringify(file)).not.toThrow();
  for (const { place, message } of file.problems) {
    expect(place?.file).toBeDefined();
    expect(message.length).toBeLessThan(2000);
  }
}

describe.each(Object.entries(FILES))('%s', (name, whole) => {
  it('is sound as it is', () => {
    const { file } = read(name, whole);
    expect(file.problems).toEqual([]);
    expect(file.tensors.length).toBeGreaterThan(0);
  });

  it('is never taken for whole when it is cut', () => {
    for (let length = 0; length < whole.length; length += 1) {
      const cut = read(name, whole.subarray(0, length));
      expectSound(cut, length);
      expect(cut.file.problems, `cut to ${length}`).not.toEqual([]);
    }
  });

  it('never throws or reads too much when it is changed', () => {
    const change = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    });
    expect(() =>
      fc.assert(
        fc.property(change, (changes) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          expectSound(read(name, bytes), bytes.length);
        }),
        { numRuns: 800 },
      ),
    ).not.toThrow();
  });

  it('never throws when parts of it are moved', () => {
    const part = fc.tuple(fc.nat(whole.length), fc.nat(200), fc.nat(whole.length));
    expect(() =>
      fc.assert(
        fc.property(part, ([from, length, to]) => {
          const moved = whole.subarray(from, from + length);
          const bytes = bytesOf(whole.subarray(0, to), moved, whole.subarray(to));
          expectSound(read(name, bytes), bytes.length);
        }),
        { numRuns: 200 },
      ),
    ).not.toThrow();
  });
});

it('reads any bytes under any name', () => {
  const names = fc.constantFrom('x.pt', 'x.onnx', 'x.safetensors', 'x.index.json', '.metadata', 'x.bin', 'x.pt2');
  const beginnings = fc.constantFrom('', '\x80\x02', '\x80\x04\x95', 'PK\x03\x04', '\x08\x07', '{"weight_map":');
  expect(() =>
    fc.assert(
      fc.property(names, beginnings, fc.uint8Array({ maxLength: 300 }), (name, beginning, rest) => {
        const bytes = bytesOf(beginning, rest);
        expectSound(read(name, bytes), bytes.length);
      }),
      { numRuns: 3000 },
    ),
  ).not.toThrow();
});

describe('pickles that are made to take long', () => {
  it.each([
    [
      'tuples of the same tuple, 60 times',
      bytesOf(0x80, 4, ')', ...Array.from({ length: 60 }, () => bytesOf(0x94, '2', 0x86)), 0x85, '.'),
    ],
    ['a tuple in a tuple, a million times', bytesOf(0x80, 2, ')', Buffer.alloc(1_000_000, 0x85), '.')],
    ['lists in lists', bytesOf(']'.repeat(200_000), 'a'.repeat(199_999), '.')],
    ['marks', bytesOf(0x80, 2, '('.repeat(2_000_000), '.')],
    ['values', bytesOf(0x80, 2, 'N'.repeat(2_000_000), '.')],
    ['a memo', bytesOf(0x80, 4, 'N', Buffer.alloc(2_000_000, 0x94), '.')],
    ['operations', bytesOf(0x80, 2, 'N', 'N0'.repeat(3_000_000), '.')],
    ['a list that holds itself', bytesOf(0x80, 2, ']q\0h\0a.')],
    ['a number of a million digits', bytesOf('I', '9'.repeat(1_000_000), '\n.')],
    ['a number of a megabyte', bytesOf(0x80, 2, 0x8b, unsigned(1_000_000, 4), Buffer.alloc(1_000_000, 7), '.')],
    ['a text of four gigabytes', bytesOf(0x80, 2, 'X', unsigned(0xffffffff, 4), 'x')],
    ['a line without end', bytesOf('c', 'x'.repeat(1_000_000))],
  ])('with %s are given up', (_, pickle) => {
    const before = process.memoryUsage().rss;
    const started = process.cpuUsage();
    const { file } = read('x.pt', pickle);
    const { user } = process.cpuUsage(started);
    expectSound({ file, bytes: 0 }, pickle.length);
    expect(user / 1e6).toBeLessThan(5);
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 2 ** 20);
  });
});
