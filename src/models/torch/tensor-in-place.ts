import { defineRawFunction } from '../../python/natives.js';
import type { NativeFunction, Value } from '../../python/values/value.js';
import { record } from './call.js';
import { TENSOR_OPERATIONS } from './operations/tables.js';
import { isShapeKnown, isTensor } from './tensor.js';
import type { Members } from './tensor-casts.js';
import { unknownTensor, type World } from './world.js';

/**
 * Runs `compute` unheard and takes its result for the new contents of `target`, which is heard as one operation. What the elements
 * are is not known from then on: views of the same memory may write to it, or were written to.
 */
export function writeInto(world: World, name: string, values: readonly Value[], compute: () => Value): Value {
  const [target = null] = values;
  world.quiet += 1;
  let result: Value;
  try {
    result = compute();
  } finally {
    world.quiet -= 1;
  }
  if (!isTensor(target) || !isTensor(result)) return target;
  target.state.storage.isWritten = true;
  if (!isShapeKnown(target.state.shape)) {
    world.machine.touch(target);
    target.state = { ...target.state, shape: result.state.shape, data: undefined };
  }
  record(world, name, values.filter(isTensor), [target]);
  return target;
}

const SAME_IN_PLACE =
  'zero fill normal uniform random exponential geometric cauchy log_normal bernoulli copy masked_fill masked_scatter scatter scatter_add scatter_reduce index_add index_copy index_fill index_put index_select requires_grad clamp clamp_min clamp_max clip tril triu fill_diagonal erfinv lerp addcmul addcdiv addmm baddbmm put set nan_to_num dropout softmax'.split(
    ' ',
  );

export function addInPlace(members: Members, world: () => World): void {
  for (const operation of TENSOR_OPERATIONS) {
    if (Object.hasOwn(members, `${operation.name}_`) || operation.gives !== undefined || operation.isView) continue;
    const plain = members[operation.name] as NativeFunction;
    members[`${operation.name}_`] = defineRawFunction(`${operation.name}_`, (machine, values, keywords) =>
      writeInto(world(), `${operation.name}_`, values, () => plain.run(machine, values, keywords)),
    );
  }
  for (const name of SAME_IN_PLACE) {
    members[`${name}_`] ??= defineRawFunction(`${name}_`, (_, [self = null, ...rest]) => {
      if (!isTensor(self)) return self;
      self.state.storage.isWritten = true;
      record(world(), `${name}_`, [self, ...rest.filter(isTensor)], [self]);
      return self;
    });
  }
  members['requires_grad_'] = defineRawFunction('requires_grad_', (machine, [self = null, flag = true]) => {
    if (!isTensor(self)) return self;
    machine.touch(self);
    self.state = { ...self.state, requiresGrad: flag === true };
    return self;
  });
  for (const name of ['squeeze', 'unsqueeze', 't', 'transpose', 'swapaxes', 'swapdims']) {
    const plain = members[name] as NativeFunction;
    members[`${name}_`] = defineRawFunction(`${name}_`, (machine, values, keywords) => {
      const [self = null] = values;
      const result = plain.run(machine, values, keywords);
      if (!isTensor(self) || !isTensor(result)) return unknownTensor(world(), machine.unknown(name));
      machine.touch(self);
      self.state = { ...self.state, shape: result.state.shape, data: result.state.data };
      return self;
    });
  }
  for (const name of ['resize_', 'resize_as_', 'set_', 'unsqueeze_as_']) {
    members[name] = defineRawFunction(name, (machine, [self = null]) => {
      if (!isTensor(self)) return self;
      machine.touch(self);
      self.state = { ...self.state, shape: machine.unknown(name), data: undefined };
      return self;
    });
  }
}
