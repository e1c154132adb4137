import { defineFunction, defineRawFunction } from '../../../python/natives.js';
import { isKind } from '../../../python/values/make.js';
import type { Value } from '../../../python/values/value.js';
import { constant } from '../inert.js';
import { walkModules } from '../module-state.js';
import type { World } from '../world.js';

/** `self._conv_forward(input, weight, bias)`: what is made from a convolution gives it a weight of its own. */
export function convolutionMembers(name: string): (world: World) => Readonly<Record<string, Value>> {
  return () => ({
    _conv_forward: defineFunction({
      name: '_conv_forward',
      signature: 'self, input, weight, bias=None',
      run: (bound, machine) => {
        const self = bound.get('self');
        const options = ['stride', 'padding', 'dilation', 'groups'].map((key) => machine.getAttribute(self, key));
        const callee = machine.getAttribute(machine.import('torch.nn.functional'), name);
        return machine.call(callee, [bound.get('input'), bound.get('weight'), bound.get('bias'), ...options]);
      },
    }),
  });
}

/** What only looks at its input, or at running statistics. */
export function normMembers(): Readonly<Record<string, Value>> {
  return {
    _check_input_dim: constant('_check_input_dim', null),
    reset_running_stats: constant('reset_running_stats', null),
  };
}

/** `SyncBatchNorm.convert_sync_batchnorm(model)`: every batch norm becomes one, with the parameters that it has. */
export function synchronizedMembers(world: World): Readonly<Record<string, Value>> {
  const callee = defineRawFunction('convert_sync_batchnorm', (machine, [, module = null]) => {
    if (!isKind(module, 'instance')) return module;
    for (const [, part] of walkModules(module)) {
      if (!/^BatchNorm\dd$/.test(part.cls.name) || !part.cls.isNative) continue;
      machine.touch(part);
      part.cls = world.layer('SyncBatchNorm');
    }
    return module;
  });
  return { convert_sync_batchnorm: { kind: 'wrapped', how: 'classmethod', callee } };
}

/** Where the weights lie is nothing that a shape hangs on. */
export function recurrentMembers(): Readonly<Record<string, Value>> {
  return { flatten_parameters: constant('flatten_parameters', null) };
}
