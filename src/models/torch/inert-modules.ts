import { defineClass, defineFunction, defineRawFunction } from '../../python/natives.js';
import { makeTuple } from '../../python/values/make.js';
import type { Value } from '../../python/values/value.js';
import type { Members } from './described.js';
import { constant, contextClass, decorator, identity, unknownFunction } from './inert.js';
import { isTensor } from './tensor.js';

/** All of `nn.init` fills a tensor, and gives it back. */
export function initMembers(): Members {
  const names =
    'uniform normal constant ones zeros eye dirac xavier_uniform xavier_normal kaiming_uniform kaiming_normal orthogonal sparse trunc_normal';
  const members: Members = {};
  const fill = (name: string): Value =>
    defineRawFunction(name, (_, [tensor], keywords) => {
      const target = tensor ?? keywords?.get('tensor') ?? null;
      if (isTensor(target)) target.state.storage.isWritten = true;
      return target;
    });
  for (const name of names.split(' ')) {
    members[`${name}_`] = fill(`${name}_`);
    members[name] = fill(name);
  }
  members['calculate_gain'] = unknownFunction('calculate_gain', 'a gain of nn.init');
  members['_no_grad_trunc_normal_'] = fill('_no_grad_trunc_normal_');
  members['_calculate_fan_in_and_fan_out'] = defineRawFunction(
    '_calculate_fan_in_and_fan_out',
    (machine, [tensor = null]) => {
      if (!isTensor(tensor) || !Array.isArray(tensor.state.shape))
        return makeTuple([machine.unknown('fan in'), machine.unknown('fan out')]);
      const [out = 1, inner = 1, ...rest] = tensor.state.shape as number[];
      const field = rest.reduce((product, length) => product * length, 1);
      return makeTuple(
        Number.isInteger(out * inner * field)
          ? [inner * field, out * field]
          : [machine.unknown('fan in'), machine.unknown('fan out')],
      );
    },
  );
  return members;
}

export function autogradMembers(): Members {
  return {
    Variable: identity('Variable'),
    no_grad: (machine) => contextClass(machine, 'torch', 'no_grad'),
    set_detect_anomaly: (machine) => contextClass(machine, 'torch.autograd', 'set_detect_anomaly'),
    once_differentiable: decorator('once_differentiable'),
    Function: (machine) => {
      const apply = defineRawFunction('apply', (machine, [cls = null, ...values]) => {
        const context = machine.call(machine.getAttribute(machine.import('types'), 'SimpleNamespace'), []);
        machine.setAttribute(context, 'save_for_backward', constant('save_for_backward', null));
        machine.setAttribute(context, 'mark_dirty', constant('mark_dirty', null));
        machine.setAttribute(context, 'mark_non_differentiable', constant('mark_non_differentiable', null));
        return machine.call(machine.getAttribute(cls, 'forward'), [context, ...values]);
      });
      return defineClass(machine, {
        module: 'torch.autograd',
        name: 'Function',
        members: { apply: { kind: 'wrapped', how: 'classmethod', callee: apply } },
      });
    },
    grad: unknownFunction('grad', 'a gradient'),
  };
}

export function weightMembers(): Members {
  return {
    load_url: unknownFunction('load_url', 'weights that would be downloaded'),
    load_state_dict_from_url: unknownFunction('load_state_dict_from_url', 'weights that would be downloaded'),
    load: unknownFunction('load', 'a model that would be downloaded'),
    get_dir: constant('get_dir', ''),
    download_url_to_file: constant('download_url_to_file', null),
  };
}

export function jitMembers(): Members {
  const members: Members = {};
  for (const name of [
    'script',
    'ignore',
    'unused',
    'export',
    'interface',
    'script_if_tracing',
    '_script_if_tracing',
    '_overload_method',
    '_overload',
    'script_method',
    'freeze',
    'optimize_for_inference',
  ])
    members[name] = decorator(name);
  for (const name of ['is_scripting', 'is_tracing']) members[name] = constant(name, false);
  members['annotate'] = defineRawFunction('annotate', (_, [, value = null]) => value);
  members['isinstance'] = defineRawFunction('isinstance', (machine) => machine.unknown('torch.jit.isinstance'));
  members['trace'] = identity('trace');
  members['Final'] = (machine) => machine.getAttribute(machine.import('typing'), 'Final');
  for (const name of ['BroadcastingList1', 'BroadcastingList2', 'BroadcastingList3'])
    members[name] = (machine) => machine.getAttribute(machine.import('typing'), 'List');
  members['boolean_dispatch'] = defineFunction({
    name: 'boolean_dispatch',
    signature: 'arg_name, arg_index, default, if_true, if_false, module_name, func_name',
    run: (bound) => bound.get('if_false'),
  });
  return members;
}

export function fxMembers(): Members {
  return { wrap: identity('wrap') };
}

export function cudaMembers(): Members {
  return {
    is_available: constant('is_available', false),
    device_count: constant('device_count', 0),
    empty_cache: constant('empty_cache', null),
    synchronize: constant('synchronize', null),
    manual_seed: constant('manual_seed', null),
    manual_seed_all: constant('manual_seed_all', null),
    is_bf16_supported: constant('is_bf16_supported', false),
    current_device: constant('current_device', 0),
    set_device: constant('set_device', null),
    amp: (machine) => machine.import('torch.cuda.amp'),
  };
}

export function ampMembers(module: string): Members {
  return {
    autocast: (machine) => contextClass(machine, module, 'autocast'),
    custom_fwd: decorator('custom_fwd'),
    custom_bwd: decorator('custom_bwd'),
  };
}

export function distributedMembers(): Members {
  return {
    is_available: constant('is_available', false),
    is_initialized: constant('is_initialized', false),
    get_rank: constant('get_rank', 0),
    get_world_size: constant('get_world_size', 1),
    init_process_group: constant('init_process_group', null),
    barrier: constant('barrier', null),
    destroy_process_group: constant('destroy_process_group', null),
  };
}
