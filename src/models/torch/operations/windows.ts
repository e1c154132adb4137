import type { Operation, Result } from '../call.js';
import { addDimensions, divideExactly, multiplyDimensions, productOf } from '../dimension.js';
import { convolveShape, convolveTransposedShape, poolShape, slideLength } from '../shapes/convolve.js';
import { showShape, type TensorFacts } from '../tensor.js';
import { commonDtype } from './compute.js';
import { spreadInts, spreadLengths } from './spread.js';

function convolution(spatial: number): Operation {
  return {
    name: `conv${spatial}d`,
    signature: 'input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1',
    run: (call) => {
      const [input, weight] = [call.ranked('input'), call.ranked('weight')];
      const padding = call.get('padding');
      const shape = convolveShape(call, input.shape, weight.shape, {
        spatial,
        stride: spreadInts(call, 'stride', spatial),
        padding: padding === 'same' || padding === 'valid' ? padding : spreadInts(call, 'padding', spatial),
        dilation: spreadInts(call, 'dilation', spatial),
        groups: call.int('groups'),
      });
      return { shape, dtype: commonDtype(input, weight) };
    },
  };
}

function transposed(spatial: number): Operation {
  return {
    name: `conv_transpose${spatial}d`,
    signature: 'input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1',
    run: (call) => {
      const [input, weight] = [call.ranked('input'), call.ranked('weight')];
      const shape = convolveTransposedShape(call, input.shape, weight.shape, {
        spatial,
        stride: spreadInts(call, 'stride', spatial),
        padding: spreadInts(call, 'padding', spatial),
        outputPadding: spreadInts(call, 'output_padding', spatial),
        dilation: spreadInts(call, 'dilation', spatial),
        groups: call.int('groups'),
      });
      return { shape, dtype: commonDtype(input, weight) };
    },
  };
}

function pool(name: string, spatial: number, signature: string, isPair: boolean): Operation {
  return {
    name,
    signature,
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const kernel = spreadInts(call, 'kernel_size', spatial);
      const hasStride = call.get('stride') !== null && (call.ints('stride') ?? []).length > 0;
      const pooled = poolShape(call, shape, {
        spatial,
        kernel,
        stride: hasStride ? spreadInts(call, 'stride', spatial) : kernel,
        padding: signature.includes('padding')
          ? spreadInts(call, 'padding', spatial)
          : Array.from<number>({ length: spatial }).fill(0),
        dilation: signature.includes('dilation')
          ? spreadInts(call, 'dilation', spatial)
          : Array.from<number>({ length: spatial }).fill(1),
        isCeiling: call.flag('ceil_mode'),
      });
      return withIndices(
        { shape: pooled, dtype },
        isPair || (signature.includes('return_indices') && call.flag('return_indices')),
      );
    },
  };
}

function withIndices(facts: TensorFacts, isPair: boolean): Result {
  return isPair ? [facts, { shape: facts.shape, dtype: 'int64' }] : facts;
}

function adaptive(name: string, spatial: number, isMax: boolean): Operation {
  return {
    name,
    signature: 'input, output_size, return_indices=False',
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      if (shape.length !== spatial + 1 && shape.length !== spatial + 2)
        call.fail(`${name}(): Expected ${spatial + 1}D or ${spatial + 2}D tensor, but got ${showShape(shape)}`);
      const lead = shape.slice(0, shape.length - spatial);
      const own = shape.slice(shape.length - spatial);
      const wanted = spreadLengths(call, call.get('output_size'), spatial);
      const pooled = [...lead, ...own.map((length, at) => wanted[at] ?? length)];
      return withIndices({ shape: pooled, dtype }, isMax && call.flag('return_indices'));
    },
  };
}

function lpPool(spatial: number): Operation {
  return pool(`lp_pool${spatial}d`, spatial, 'input, norm_type, kernel_size, stride=None, ceil_mode=False', false);
}

function unpool(spatial: number): Operation {
  return {
    name: `max_unpool${spatial}d`,
    signature: 'input, indices, kernel_size, stride=None, padding=0, output_size=None',
    run: (call) => {
      const { shape, dtype } = call.ranked('input');
      const lead = shape.slice(0, shape.length - spatial);
      if (call.get('output_size') !== null) {
        const wanted = call.dimensions([call.get('output_size')]);
        return { shape: [...lead, ...wanted.slice(-spatial)], dtype };
      }
      const kernel = spreadInts(call, 'kernel_size', spatial);
      const stride = call.get('stride') === null ? kernel : spreadInts(call, 'stride', spatial);
      const padding = spreadInts(call, 'padding', spatial);
      const grown = shape
        .slice(-spatial)
        .map((length, at) =>
          addDimensions(
            multiplyDimensions(addDimensions(length, -1), stride[at] ?? 1),
            (kernel[at] ?? 1) - 2 * (padding[at] ?? 0),
          ),
        );
      return { shape: [...lead, ...grown], dtype };
    },
  };
}

const unfold: Operation = {
  name: 'unfold',
  signature: 'input, kernel_size, dilation=1, padding=0, stride=1',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const [kernel, dilation, padding, stride] = ['kernel_size', 'dilation', 'padding', 'stride'].map((name) =>
      spreadInts(call, name, 2),
    );
    const counts = shape
      .slice(-2)
      .map((length, at) =>
        slideLength(length, kernel?.[at] ?? 1, stride?.[at] ?? 1, 2 * (padding?.[at] ?? 0), dilation?.[at] ?? 1),
      );
    return {
      shape: [...shape.slice(0, -3), multiplyDimensions(shape.at(-3) ?? 1, productOf(kernel ?? [])), productOf(counts)],
      dtype,
    };
  },
};

const fold: Operation = {
  name: 'fold',
  signature: 'input, output_size, kernel_size, dilation=1, padding=0, stride=1',
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const out = spreadLengths(call, call.get('output_size'), 2).map((length) => length ?? 1);
    const channels = divideExactly(shape.at(-2) ?? 1, productOf(spreadInts(call, 'kernel_size', 2)));
    return {
      shape: [...shape.slice(0, -2), channels ?? call.fail('fold: channels do not divide by the kernel'), ...out],
      dtype,
    };
  },
};

const POOL_TAIL = 'kernel_size, stride=None, padding=0';

/** What a window slides over: convolutions, pooling, and the windows themselves as columns. */
export const WINDOWS: readonly Operation[] = [
  ...[1, 2, 3].flatMap((spatial) => [
    convolution(spatial),
    transposed(spatial),
    pool(
      `max_pool${spatial}d`,
      spatial,
      `input, ${POOL_TAIL}, dilation=1, ceil_mode=False, return_indices=False`,
      false,
    ),
    pool(
      `max_pool${spatial}d_with_indices`,
      spatial,
      `input, ${POOL_TAIL}, dilation=1, ceil_mode=False, return_indices=False`,
      true,
    ),
    pool(
      `avg_pool${spatial}d`,
      spatial,
      `input, ${POOL_TAIL}, ceil_mode=False, count_include_pad=True, divisor_override=None`,
      false,
    ),
    adaptive(`adaptive_avg_pool${spatial}d`, spatial, false),
    adaptive(`adaptive_max_pool${spatial}d`, spatial, true),
    lpPool(spatial),
    unpool(spatial),
  ]),
  unfold,
  fold,
];
