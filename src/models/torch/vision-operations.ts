import { defineRawFunction } from '../../python/natives.js';
import type { Operation } from './call.js';
import { type Described, type Members, operations, type WorldOf } from './described.js';
import { constant } from './inert.js';
import { slideLength } from './shapes/convolve.js';
import { freshSymbol } from './world.js';

const pooled = (name: string, isPositionSensitive: boolean): Operation => ({
  name,
  signature: 'input, rois, spatial_scale, pooled_height, pooled_width, *rest, sampling_ratio=-1, aligned=False',
  gives: name === 'roi_align' ? 1 : 2,
  run: (call) => {
    const { shape, dtype } = call.ranked('input');
    const rois = call.ranked('rois');
    const size = [call.dimension(call.get('pooled_height')), call.dimension(call.get('pooled_width'))];
    const channels = shape[1] ?? 1;
    const [height, width] = size;
    const isCounted = [channels, height, width].every((length) => typeof length === 'number');
    if (isPositionSensitive && !isCounted) return call.refuse(`${name} of channels that are not counted`);
    const given = isPositionSensitive ? Number(channels) / (Number(height) * Number(width)) : channels;
    if (typeof given === 'number' && !Number.isInteger(given))
      return call.machine.raise('RuntimeError', 'input channels must be a multiple of pooling height * pooling width');
    const facts = { shape: [rois.shape[0] ?? 1, given, ...size], dtype };
    return name === 'roi_align' ? facts : [facts, { shape: facts.shape, dtype: 'int32' }];
  },
});

const OPERATIONS: readonly Operation[] = [
  {
    name: 'nms',
    signature: 'dets, scores, iou_threshold',
    run: (call) => ({ shape: [freshSymbol(call.world)], dtype: 'int64' }),
  },
  pooled('roi_align', false),
  pooled('roi_pool', false),
  pooled('ps_roi_align', true),
  pooled('ps_roi_pool', true),
  {
    name: 'deform_conv2d',
    signature: 'input, weight, offset, mask, bias, stride_h, stride_w, pad_h, pad_w, dil_h, dil_w, *rest',
    run: (call) => {
      const [input, weight] = [call.ranked('input'), call.ranked('weight')];
      const length = (at: 2 | 3, axis: 'h' | 'w'): ReturnType<typeof slideLength> =>
        slideLength(
          input.shape[at] ?? 1,
          weight.shape[at] ?? 1,
          call.int(`stride_${axis}`),
          2 * call.int(`pad_${axis}`),
          call.int(`dil_${axis}`),
        );
      return { shape: [input.shape[0] ?? 1, weight.shape[0] ?? 1, length(2, 'h'), length(3, 'w')], dtype: input.dtype };
    },
  },
];

/** The operations that torchvision has in C++. */
export function describeVisionOperations(worldOf: WorldOf): readonly Described[] {
  const vision: Members = { ...operations(worldOf, OPERATIONS), _cuda_version: constant('_cuda_version', -1) };
  return [
    [
      'torch.ops',
      {
        torchvision: (machine) => machine.import('torch.ops.torchvision'),
        load_library: constant('load_library', null),
      },
    ],
    ['torch.ops.torchvision', vision],
    [
      'torchvision.extension',
      {
        _assert_has_ops: constant('_assert_has_ops', null),
        _has_ops: constant('_has_ops', true),
        _check_cuda_version: constant('_check_cuda_version', -1),
        _load_library: defineRawFunction('_load_library', () => null),
      },
    ],
  ];
}
