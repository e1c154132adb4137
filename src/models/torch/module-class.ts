import type { Machine } from '../../python/machine.js';
import { defineClass, defineRawFunction } from '../../python/natives.js';
import type { Class, Instance, Keywords, Value } from '../../python/values/value.js';
import { hookMembers } from './hooks.js';
import { callModule } from './module-call.js';
import { addListing } from './module-listing.js';
import { defineMembersOf } from './module-member.js';
import { addModes } from './module-modes.js';
import { addRegistration, deleteAttribute, getAttribute, initModule, setAttribute } from './module-registers.js';
import type { LayerTag } from './module-state.js';
import type { World } from './world.js';

export function createModuleClass(machine: Machine, world: () => World): Class {
  const members: Record<string, Value> = {};
  const self = defineMembersOf(members);
  self('__init__', (machine, object) => {
    initModule(machine, object);
    return null;
  });
  self('__setattr__', (machine, object, [name = '', value = null]) => {
    setAttribute(machine, object, String(name), value);
    return null;
  });
  self('__getattr__', (machine, object, [name = '']) => getAttribute(machine, object, String(name)));
  self('__delattr__', (machine, object, [name = '']) => {
    deleteAttribute(machine, object, String(name));
    return null;
  });
  const call = (_: Machine, object: Instance, values: readonly Value[], keywords: Keywords): Value =>
    callModule(world(), object, values, keywords);
  self('__call__', call);
  self('_call_impl', call);
  self('forward', (machine, object) =>
    machine.raise('NotImplementedError', `Module [${object.cls.name}] is missing the required "forward" function`),
  );
  addRegistration(members, world);
  addListing(self);
  addModes(self, world);
  for (const name of INERT) members[name] = defineRawFunction(name, () => null);
  Object.assign(members, hookMembers());
  for (const name of HOOKS) members[name] = defineRawFunction(name, (machine) => machine.unknown('handle of a hook'));
  self('__dir__', (machine) => machine.unknown('dir of a module'));
  self('__repr__', (machine) => machine.unknown('text of a module'));
  self('__str__', (machine) => machine.unknown('text of a module'));
  members['dump_patches'] = false;
  members['call_super_init'] = false;
  members['_version'] = 1;
  const tag: LayerTag = { kind: 'layer', name: 'Module', isLeaf: false };
  return defineClass(machine, { module: 'torch.nn.modules.module', name: 'Module', members, tag });
}

const INERT = 'zero_grad _load_from_state_dict _save_to_state_dict compile'.split(' ');
const HOOKS =
  `register_full_backward_hook register_full_backward_pre_hook register_backward_hook _register_load_state_dict_pre_hook
  register_load_state_dict_post_hook register_load_state_dict_pre_hook register_state_dict_pre_hook _register_state_dict_hook
  register_state_dict_post_hook`.split(/\s+/);
