import type { Call, Operation } from '../call.js';
import { addDimensions, type Dimension, floorDivide } from '../dimension.js';
import { normalizeDim } from '../shapes/judge.js';
import { matmulShape } from '../shapes/matmul.js';
import type { TensorFacts } from '../tensor.js';
import { commonDtype } from './compute.js';
import { REDUCTIONS } from './reduce.js';

function complexOf(dtype: TensorFacts['dtype']): TensorFacts['dtype'] {
  return dtype === 'float64' || dtype === 'complex128' ? 'complex128' : typeof dtype === 'string' ? 'complex64' : dtype;
}

function realOf(dtype: TensorFacts['dtype']): TensorFacts['dtype'] {
  return dtype === 'complex128' ? 'float64' : typeof dtype === 'string' ? 'float32' : dtype;
}

type Last = (length: Dimension) => Dimension;
const half: Last = (length) => addDimensions(floorDivide(length, 2), 1);
const full: Last = (length) => addDimensions(length, addDimensions(length, -2));

function transform(name: string, rank: 1 | 2 | 'n'): Operation {
  const isInverse = name.startsWith('i');
  const isReal = name.includes('rfft');
  const dims = rank === 1 ? 'dim=-1' : rank === 2 ? 'dim=(-2, -1)' : 'dim=None';
  return {
    name,
    signature: `input, ${rank === 1 ? 'n' : 's'}=None, ${dims}, norm=None`,
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const given = call.get(rank === 1 ? 'n' : 's');
      const sizes = given === null ? undefined : call.dimensions([given]);
      const chosen = call.ints('dim') ?? [...shape.keys()].slice(sizes ? -sizes.length : 0);
      const axes = chosen.map((dim) => normalizeDim(call, dim, shape.length));
      const last = axes.at(-1) ?? 0;
      const result = shape.map((length, axis) => {
        const at = axes.indexOf(axis);
        const size = at >= 0 ? sizes?.[at] : undefined;
        if (!isReal || axis !== last) return size ?? length;
        return isInverse ? (size ?? full(length)) : half(size ?? length);
      });
      return { shape: result, dtype: isReal && isInverse ? realOf(dtype) : complexOf(dtype) };
    },
  };
}

function same(name: string, signature: string): Operation {
  return { name, signature, run: (call) => ({ shape: call.tensor('input').shape, dtype: call.tensor('input').dtype }) };
}

function solved(call: Call, left: string, right: string): TensorFacts {
  const [a, b] = [call.ranked(left), call.ranked(right)];
  return { shape: matmulShape(call, a.shape, b.shape), dtype: commonDtype(a, b) };
}

/** Of the smaller side, unless all of both is asked for. */
const qr: Operation = {
  name: 'qr',
  signature: "A, mode='reduced'",
  gives: 2,
  run: (call) => {
    const { shape, dtype } = call.ranked('A');
    const [rows = 1, columns = 1] = shape.slice(-2);
    const mode = call.text('mode');
    if (mode === 'r' || typeof rows !== 'number' || typeof columns !== 'number') return call.refuse('torch.linalg.qr');
    const inner = mode === 'complete' ? rows : Math.min(rows, columns);
    const batch = shape.slice(0, -2);
    return [
      { shape: [...batch, rows, inner], dtype },
      { shape: [...batch, inner, columns], dtype },
    ];
  },
};

const slogdet: Operation = {
  name: 'slogdet',
  signature: 'input',
  gives: 2,
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const result = { shape: shape.slice(0, -2), dtype };
    return [result, { ...result, dtype: realOf(dtype) }];
  },
};

const DECOMPOSITIONS: readonly Operation[] = [qr, slogdet];

/** `torch.fft.*` and `torch.linalg.*` */
export const TRANSFORMS: readonly Operation[] = [
  ...['fft', 'ifft', 'rfft', 'irfft'].flatMap((name) => [
    transform(name, 1),
    transform(`${name}2`, 2),
    transform(`${name}n`, 'n'),
  ]),
  same('fftshift', 'input, dim=None'),
  same('ifftshift', 'input, dim=None'),
  ...REDUCTIONS.filter(({ name }) => name === 'vector_norm'),
  {
    name: 'norm',
    signature: 'input, ord=None, dim=None, keepdim=False, *, dtype=None',
    run: (call) => REDUCTIONS.find(({ name }) => name === 'vector_norm')?.run(call) ?? call.refuse('norm'),
  },
  same('inv', 'input'),
  same('cholesky', 'input, upper=False'),
  same('matrix_exp', 'input'),
  {
    name: 'det',
    signature: 'input',
    run: (call) => ({ shape: call.ranked('input').shape.slice(0, -2), dtype: call.tensor('input').dtype }),
  },
  ...DECOMPOSITIONS,
  { name: 'solve', signature: 'input, B, *, left=True', run: (call) => solved(call, 'input', 'B') },
];
