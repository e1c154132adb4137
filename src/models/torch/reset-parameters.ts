import type { Machine } from '../../python/machine.js';
import { defineRawFunction } from '../../python/natives.js';
import { isKind } from '../../python/values/make.js';
import type { Instance, NativeFunction } from '../../python/values/value.js';
import type { Layer } from './layer.js';

/** Files of `torch/nn/modules` whose layers set their own weights, and the layers of others that do. */
const FILES: ReadonlySet<string> = new Set([
  'conv',
  'linear',
  'sparse',
  'batchnorm',
  'instancenorm',
  'rnn',
  'adaptive',
]);
const OTHERS: ReadonlySet<string> = new Set(['LayerNorm', 'GroupNorm', 'RMSNorm', 'PReLU']);
const WITHOUT: ReadonlySet<string> = new Set(['Identity']);

/** Layers that call `reset_parameters` at the end of their `__init__`. */
function resetsParameters({ name, file }: Layer): boolean {
  return (FILES.has(file) && !WITHOUT.has(name)) || OTHERS.has(name);
}

/** What the weights are at first makes no difference here. */
export function resetMembers(layer: Layer): Readonly<Record<string, NativeFunction>> {
  if (resetsParameters(layer)) return { reset_parameters: defineRawFunction('reset_parameters', () => null) };
  const isOwn = layer.name === 'MultiheadAttention' || layer.name === 'Transformer';
  return isOwn ? { _reset_parameters: defineRawFunction('_reset_parameters', () => null) } : {};
}

/** A class of the program that overrides the method is asked where torch asks it: it may make parameters. */
export function resetOwn(machine: Machine, layer: Layer, self: Instance): void {
  if (!resetsParameters(layer)) return;
  const own = machine.lookup(self.cls, 'reset_parameters');
  if (isKind(own, 'function')) machine.callMethod(self, 'reset_parameters');
}
