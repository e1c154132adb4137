import type { Role } from '../pipeline.js';
import type { RecordedCall } from '../record/program.js';
import type { Recognised } from './recognise-class.js';
import { functionAround } from './source-names.js';

/** Settings of libraries that are made by assigning them. */
const STORES: readonly (readonly [RegExp, Role, (call: RecordedCall) => string])[] = [
  [
    /^torch\.backends\.cudnn\.(?:benchmark|deterministic)=$/,
    'seed',
    ({ path }) => path.slice('torch.backends.'.length, -1),
  ],
  [
    /^torch\.backends\..*(?:tf32|precision|reduced_precision_reduction)=$/,
    'precision',
    ({ path }) => path.slice('torch.backends.'.length, -1),
  ],
  [/param_groups\b.*\.lr=$/, 'scheduler', (call) => functionAround(call) || 'lr'],
  [/\.requires_grad=$/, 'freeze', () => 'requires_grad'],
];

export function recogniseStore(call: RecordedCall): Recognised | undefined {
  const [, role, titleOf] = STORES.find(([pattern]) => pattern.test(call.path)) ?? [];
  return role && titleOf && { role, title: titleOf(call), entry: { role, signature: `| ${call.name}` } };
}
