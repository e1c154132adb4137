import type { Value } from '../../../python/values/value.js';
import { type Call, isSequence, type Operation } from '../call.js';
import { addDimensions, type Dimension, floorDivide, multiplyDimensions, showDimension } from '../dimension.js';
import { showShape } from '../tensor.js';
import { valueToNumber } from '../world.js';
import { spreadLengths } from './spread.js';

function interpolateShape(call: Call, shape: readonly Dimension[], size: Value, factor: Value): readonly Dimension[] {
  const spatial = shape.length - 2;
  const lead = shape.slice(0, 2);
  if (size !== null) {
    const wanted = spreadLengths(call, size, spatial);
    if (wanted.length !== spatial)
      call.machine.raise(
        'ValueError',
        `Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of ${showShape(shape.slice(2))} and output size of ${showShape(wanted.map((item) => item ?? 1))}.`,
      );
    return [...lead, ...wanted.map((length, at) => length ?? shape[at + 2] ?? 1)];
  }
  if (factor === null) return call.machine.raise('ValueError', 'either size or scale_factor should be defined');
  const items = isSequence(factor)
    ? call.machine.listItems(factor)
    : Array.from<Value>({ length: spatial }).fill(factor);
  if ('kind' in items) return call.refuse(items.reason);
  return [...lead, ...shape.slice(2).map((length, at) => scaleLength(call, length, items[at] ?? 1))];
}

/** floor(length * factor) */
function scaleLength(call: Call, length: Dimension, factor: Value): Dimension {
  const number = valueToNumber(factor);
  if (number === undefined) return call.refuse('scale_factor is not known');
  if (typeof length === 'number') return Math.floor(length * number);
  if (Number.isInteger(number)) return multiplyDimensions(length, number);
  const inverse = 1 / number;
  if (Number.isInteger(inverse)) return floorDivide(length, inverse);
  return call.unknown(`${showDimension(length)} scaled by ${number}`);
}

const interpolate: Operation = {
  name: 'interpolate',
  signature:
    "input, size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None, antialias=False",
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    return { shape: interpolateShape(call, shape, call.get('size'), call.get('scale_factor')), dtype };
  },
};

const pad: Operation = {
  name: 'pad',
  signature: "input, pad, mode='constant', value=None",
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    return { shape: padShape(call, shape, call.dimensions([call.get('pad')])), dtype };
  },
};

/** From the last dimension: before, after, before, after… */
function padShape(call: Call, shape: readonly Dimension[], pads: readonly Dimension[]): readonly Dimension[] {
  if (pads.length % 2 !== 0) call.fail('Padding length must be divisible by 2');
  if (pads.length > 2 * shape.length)
    call.fail(
      `Padding length should be less than or equal to two times the input dimension but got padding length ${pads.length} and input of dimension ${shape.length}`,
    );
  return shape.map((length, at) => {
    const place = 2 * (shape.length - 1 - at);
    return addDimensions(length, addDimensions(pads[place] ?? 0, pads[place + 1] ?? 0));
  });
}

const gridSample: Operation = {
  name: 'grid_sample',
  signature: "input, grid, mode='bilinear', padding_mode='zeros', align_corners=None",
  run: (call) => {
    const [input, grid] = [call.ranked('input'), call.ranked('grid')];
    return { shape: [input.shape[0] ?? 1, input.shape[1] ?? 1, ...grid.shape.slice(1, -1)], dtype: input.dtype };
  },
};

const affineGrid: Operation = {
  name: 'affine_grid',
  signature: 'theta, size, align_corners=None',
  run: (call) => {
    const size = call.dimensions([call.get('size')]);
    return { shape: [size[0] ?? 1, ...size.slice(2), size.length - 2], dtype: call.tensor('theta').dtype };
  },
};

/** What makes pictures larger, smaller, or samples them elsewhere. */
export const RESIZES: readonly Operation[] = [
  interpolate,
  {
    ...interpolate,
    name: 'upsample',
    signature: "input, size=None, scale_factor=None, mode='nearest', align_corners=None",
  },
  { ...interpolate, name: 'upsample_nearest', signature: 'input, size=None, scale_factor=None' },
  { ...interpolate, name: 'upsample_bilinear', signature: 'input, size=None, scale_factor=None' },
  pad,
  gridSample,
  affineGrid,
];
