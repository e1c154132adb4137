import type { Machine } from '../../python/machine.js';
import { defineFunction } from '../../python/natives.js';
import { isKind, makeDict, makeSet } from '../../python/values/make.js';
import type { Dict, Instance, Value } from '../../python/values/value.js';
import { isBuffer } from './buffer-class.js';
import { isModule } from './module-state.js';
import { isParameter, isTensor } from './tensor.js';
import { unknownTensor, type World } from './world.js';

/** Where a module keeps what belongs to it, apart from its other attributes. */
const KINDS = ['_parameters', '_buffers', '_modules'] as const;
export type Kind = (typeof KINDS)[number];

/** Counted for a module: some kilobytes. The largest models that are known have some ten thousand. */
const MODULE_STEPS = 160;

export function initModule(machine: Machine, self: Instance): void {
  machine.spend(MODULE_STEPS);
  machine.touch(self);
  self.attributes.set('training', true);
  for (const kind of KINDS) self.attributes.set(kind, makeDict());
  self.attributes.set('_non_persistent_buffers_set', makeSet(new Map()));
}

export function dictOf(self: Instance, kind: Kind): Dict | undefined {
  const dict = self.attributes.get(kind);
  return isKind(dict, 'dict') ? dict : undefined;
}

function put(machine: Machine, self: Instance, kind: Kind, name: string, value: Value): void {
  const dict = dictOf(self, kind);
  if (!dict) return;
  machine.touch(self);
  self.attributes.delete(name);
  for (const other of KINDS) {
    const entries = dictOf(self, other);
    if (other !== kind && entries?.entries.has(name)) {
      machine.touch(entries);
      entries.entries.delete(name);
    }
  }
  machine.touch(dict);
  dict.entries.set(name, [name, value]);
}

export function setAttribute(machine: Machine, self: Instance, name: string, value: Value): void {
  const wanted: Kind | undefined = isParameter(value) ? '_parameters' : isModule(value) ? '_modules' : undefined;
  if (wanted !== undefined) {
    if (!dictOf(self, wanted)) {
      const what = wanted === '_parameters' ? 'parameters' : 'module';
      machine.raise('AttributeError', `cannot assign ${what} before Module.__init__() call`);
    }
    put(machine, self, wanted, name, value);
    return;
  }
  if (isBuffer(value) && dictOf(self, '_buffers')) {
    put(machine, self, '_buffers', name, value);
    hideBuffer(machine, self, name, value.attributes.get('persistent') === false);
    return;
  }
  const holder = KINDS.find((kind) => dictOf(self, kind)?.entries.has(name));
  if (holder === undefined) machine.setPlainAttribute(self, name, value);
  else if (
    value === null ||
    isKind(value, 'unknown') ||
    isKind(value, 'external') ||
    (holder === '_buffers' && isTensor(value))
  ) {
    put(machine, self, holder, name, value);
  } else {
    const expected =
      holder === '_parameters'
        ? 'torch.nn.Parameter or None'
        : holder === '_modules'
          ? 'torch.nn.Module or None'
          : 'torch.Tensor or None';
    machine.raise(
      'TypeError',
      `cannot assign as ${holder === '_parameters' ? 'parameter' : holder === '_modules' ? 'child module' : 'buffer'} '${name}' (${expected} required)`,
    );
  }
}

export function deleteAttribute(machine: Machine, self: Instance, name: string): void {
  const holder = KINDS.map((kind) => dictOf(self, kind)).find((dict) => dict?.entries.has(name));
  if (!holder) machine.deletePlainAttribute(self, name);
  else {
    machine.touch(holder);
    holder.entries.delete(name);
  }
}

/** What modules of torch have and we have not: it would be wrong to say that it is not there. */
const NOT_FOLLOWED = new Set(
  `initialize_parameters has_uninitialized_params cls_to_become _output_padding _conv_forward permute_hidden
  get_expected_hidden_size get_expected_cell_size check_input check_hidden_size check_forward_args all_weights
  _flat_weights log_prob predict setdefault popitem fromkeys copy get_extra_state set_extra_state _slow_forward
  _fill_padding_idx_with_zero _forward_hooks _forward_pre_hooks _backward_hooks _state_dict_hooks`.split(/\s+/),
);

export function getAttribute(machine: Machine, self: Instance, name: string): Value {
  for (const kind of KINDS) {
    const dict = dictOf(self, kind);
    const entry = dict?.entries.get(name);
    if (entry) return entry[1];
    if (dict?.rest && !name.startsWith('__')) return dict.rest;
  }
  if (self.partial !== undefined || self.cls.mro.some((cls) => cls.unknownBase !== undefined)) {
    return machine.unknown(`${self.cls.name}.${name} is not known`);
  }
  if (NOT_FOLLOWED.has(name) && self.cls.mro.some(({ isNative }) => isNative))
    return machine.unknown(`torch's ${self.cls.name}.${name} is not followed`);
  return machine.raise('AttributeError', `'${self.cls.name}' object has no attribute '${name}'`);
}

export function addRegistration(members: Record<string, Value>, world: () => World): void {
  const register = (name: string, kind: Kind, signature: string): void => {
    const [, second = 'name', third = 'value'] = signature.split(', ').map((item) => item.split('=')[0] ?? '');
    members[name] = defineFunction({
      name,
      signature,
      run: (bound, machine) => {
        const self = bound.get('self');
        const key = bound.get(second);
        if (!isKind(self, 'instance')) return machine.unknown(name);
        if (!dictOf(self, kind))
          machine.raise('AttributeError', `cannot assign ${kind.slice(1)} before Module.__init__() call`);
        if (typeof key !== 'string') {
          const dict = dictOf(self, kind);
          if (dict) dict.rest = isKind(key, 'unknown') ? key : machine.unknown('a name that is not known');
          return null;
        }
        checkName(machine, self, kind, key);
        put(machine, self, kind, key, checkMember(world(), kind, key, bound.get(third)));
        if (kind === '_buffers') hideBuffer(machine, self, key, bound.get('persistent') === false);
        return null;
      },
    });
  };
  register('register_buffer', '_buffers', 'self, name, tensor, persistent=True');
  register('register_parameter', '_parameters', 'self, name, param');
  register('add_module', '_modules', 'self, name, module');
  register('register_module', '_modules', 'self, name, module');
}

function hideBuffer(machine: Machine, self: Instance, name: string, isHidden: boolean): void {
  const hidden = self.attributes.get('_non_persistent_buffers_set');
  if (!isKind(hidden, 'set')) return;
  machine.touch(hidden);
  if (isHidden) hidden.entries.set(name, name);
  else hidden.entries.delete(name);
}

function checkName(machine: Machine, self: Instance, kind: Kind, name: string): void {
  if (name.includes('.')) machine.raise('KeyError', `${kind.slice(1, -1)} name can't contain "."`);
  if (name === '') machine.raise('KeyError', `${kind.slice(1, -1)} name can't be empty string ""`);
  const isHeld = dictOf(self, kind)?.entries.has(name) === true;
  if (!isHeld && (self.attributes.has(name) || KINDS.some((other) => dictOf(self, other)?.entries.has(name)))) {
    machine.raise('KeyError', `attribute '${name}' already exists`);
  }
}

function checkMember(world: World, kind: Kind, name: string, value: Value): Value {
  const { machine } = world;
  if (value === null || isKind(value, 'unknown'))
    return kind === '_buffers' && value !== null ? unknownTensor(world, value) : value;
  if (isKind(value, 'external')) return machine.unknown(`${value.path} is not known to torchdock`);
  if (kind === '_modules' && !isModule(value)) machine.raise('TypeError', `${name} is not a Module subclass`);
  if (kind === '_parameters' && !isParameter(value))
    machine.raise('TypeError', `cannot assign object to parameter '${name}' (torch.nn.Parameter or None required)`);
  if (kind === '_buffers' && !isTensor(value))
    machine.raise('TypeError', `cannot assign object to buffer '${name}' (torch Tensor or None required)`);
  return value;
}
