import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from '../../../src/base/byte-source.js';
import { isPickleNode, type PickleValue } from '../../../src/syntax/pickle/pickle-value.js';
import { readPickle } from '../../../src/syntax/pickle/read-pickle.js';
import { PYTHON, requireTool } from '../../setup/tools.js';

/** Values that Python pickles, written so that both sides can be compared: what JSON lacks is a list with a tag. */
const VALUES = [
  'None',
  'True',
  'False',
  '0',
  '1',
  '-1',
  '255',
  '256',
  '65535',
  '65536',
  '2**31-1',
  '-2**31',
  '2**53',
  '-(2**53)+1',
  '2**63',
  '2**200',
  '-2**200',
  '0.5',
  '-1e300',
  'float("inf")',
  '-float("inf")',
  '""',
  '"a"',
  '"ä€😀"',
  '"tab\\tline\\nquote\\\'"',
  '"\\\\u0041"',
  '"x"*70000',
  '[]',
  '[1, [2, [3]]]',
  '()',
  '(1,)',
  '(1, 2)',
  '(1, 2, 3)',
  '(1, 2, 3, 4)',
  '{}',
  '{"a": 1, "b": {"c": (None, [True])}}',
  '{1: 2, (3, 4): 5}',
  'set([])',
  '{1}',
  'frozenset([7])',
  'list(range(3000))',
  '[shared, shared]',
  'b""',
  'b"xyz"',
  'b"y"*300',
  'bytearray(b"abc")',
  'collections.OrderedDict([("a", 1)])',
  'complex(1, 2)',
  'datetime.date(2020, 1, 2)',
  'collections.Counter("aab")',
  'Thing(3)',
];

const PROGRAM = `
import base64, collections, datetime, json, pickle, sys
class Thing:
    def __init__(self, x): self.x = x
shared = [1]
def plain(v):
    if v is None or isinstance(v, (bool, str)): return v
    if isinstance(v, int): return v if abs(v) < 2**53 else ['int', str(v)]
    if isinstance(v, float): return v if abs(v) != float('inf') else ['float', str(v)]
    if type(v) is list: return ['list'] + [plain(i) for i in v]
    if type(v) is tuple: return ['tuple'] + [plain(i) for i in v]
    if type(v) in (set, frozenset): return [type(v).__name__] + [plain(i) for i in v]
    if type(v) is dict: return ['dict'] + [[plain(k), plain(i)] for k, i in v.items()]
    if type(v) in (bytes, bytearray): return ['bytes', len(v)]
    return ['other', type(v).__name__]
out = []
for text in json.load(sys.stdin):
    v = eval(text)
    for protocol in range(6):
        data = pickle.dumps(v, protocol)
        out.append([text, protocol, base64.b64encode(data).decode(), plain(v)])
json.dump(out, sys.stdout)
`;

/** The same form as Python's; records of calls are only known by the class that is called. */
function plain(value: PickleValue): unknown {
  if (
    typeof value === 'bigint' ||
    (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 2 ** 53 && Math.abs(value) < 1e70)
  )
    return ['int', BigInt(value).toString()];
  if (value === Infinity || value === -Infinity) return ['float', value > 0 ? 'inf' : '-inf'];
  if (!isPickleNode(value)) return value;
  if (value.kind === 'bytes') return ['bytes', value.sizeBytes];
  if (value.kind === 'dict') return ['dict', ...value.pairs.map(([key, item]) => [plain(key), plain(item)])];
  if (value.kind === 'object' && isPickleNode(value.callee) && value.callee.kind === 'global')
    return ['other', value.callee.name];
  return 'items' in value && value.kind !== 'object'
    ? [value.kind, ...(value.items ?? []).map(plain)]
    : ['other', value.kind];
}

let pickled: (readonly [text: string, protocol: number, bytes: string, expected: unknown])[] = [];
beforeAll(() => {
  if (!PYTHON.isPresent()) return;
  const answer = execFileSync('python3', ['-c', PROGRAM], { input: JSON.stringify(VALUES), maxBuffer: 2 ** 28 });
  pickled = JSON.parse(answer.toString()) as typeof pickled;
});

describe('what Python pickles', () => {
  it.each(VALUES)('%s is read in every protocol', (text, context) => {
    requireTool(context as never, PYTHON);
    const mine = pickled.filter(([of]) => of === text);
    expect(mine).toHaveLength(6);
    for (const [, protocol, bytes, expected] of mine) {
      const source = Buffer.from(bytes, 'base64');
      const read = readPickle(bytesSource(source));
      expect(read.problem, `protocol ${protocol}`).toBeUndefined();
      expect(read.end).toBe(source.length);
      const found = plain(read.value ?? null);
      // Before protocols had sets and bytes, those were calls too.
      if (!Array.isArray(found) || found[0] !== 'other') expect(found, `protocol ${protocol}`).toEqual(expected);
      else expect(['other', 'set', 'frozenset', 'bytes', 'dict'].includes((expected as string[])[0] ?? '')).toBe(true);
    }
  });
});

describe('what is wrong', () => {
  const read = (text: string) => readPickle(bytesSource(Buffer.from(text, 'latin1')));
  it.each([
    ['', 'it ends in the middle', 0],
    ['\x80\x02N', 'it ends in the middle', 3],
    ['\x80\x09N.', 'its protocol 9 is not known', 0],
    ['N\xff.', '0xff is no operation of a pickle', 1],
    ['.', 'it takes a value that is not there', 0],
    ['t.', 'it goes back to a mark that was not set', 0],
    ['(R.', 'it takes a value that is not there', 1],
    ['h\x05.', 'it asks for value 5, which it did not remember', 0],
    ['NNs.', 'it needs a value that is not there', 2],
    ['NNNs.', 'it sets a key of what is no dict', 3],
    ['NNa.', 'it appends to what is no list', 2],
    ['(o.', 'it makes an object of nothing', 1],
    ['Sx\n.', 'it has a text without quotes', 0],
    ['Ix\n.', 'it has a number that is none', 0],
  ])('%j: %s', (text, reason, offset) => {
    expect(read(text).problem).toMatchObject({ reason, offset });
    expect(read(text).value).toBeUndefined();
  });

  it('keeps the names that were met before', () => {
    expect(read('cos\nsystem\n\xff').names).toEqual([{ module: 'os', name: 'system', offset: 0, isCalled: false }]);
    expect(read('cos\nsystem\n)R\xff').names[0]?.isCalled).toBe(true);
  });
});

it('never throws, and never says where outside of the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const { problem, end } = readPickle(bytesSource(bytes));
      expect(end).toBeLessThanOrEqual(bytes.length);
      expect(problem === undefined || (problem.offset >= 0 && problem.offset <= bytes.length)).toBe(true);
    }),
    { numRuns: 5000 },
  );
});
