import type { Machine } from '../../python/machine.js';
import { defineClass, defineFunction, defineRawFunction } from '../../python/natives.js';
import { isKind, makeDict, makeIterator, makeSet, makeTextDict, makeTuple } from '../../python/values/make.js';
import type { Class, Dict, Instance, Keywords, Problem, Value } from '../../python/values/value.js';
import { isBuffer } from './buffer-class.js';
import { dtypeOf } from './call.js';
import { categoryOf } from './dtype.js';
import { GIVEN_TO } from './given-away.js';
import { type HookedCall, hookMembers, isHookedCall, runHooksAfter, runHooksBefore } from './hooks.js';
import {
  entriesOf,
  isLeftOutOfState,
  isModule,
  joinPath,
  type LayerTag,
  listChildren,
  readModuleState,
  runsAsLeaf,
  walkBuffers,
  walkModules,
  walkParameters,
} from './module-state.js';
import { type DtypeName, isParameter, isTensor, type TensorInstance } from './tensor.js';
import { unknownTensor, type World } from './world.js';

const KINDS = ['_parameters', '_buffers', '_modules'] as const;
type Kind = (typeof KINDS)[number];

/** Counted for a module: some kilobytes. The largest models that are known have some ten thousand. */
const MODULE_STEPS = 160;

export function initModule(machine: Machine, self: Instance): void {
  machine.spend(MODULE_STEPS);
  machine.touch(self);
  self.attributes.set('training', true);
  for (const kind of KINDS) self.attributes.set(kind, makeDict());
  self.attributes.set('_non_persistent_buffers_set', makeSet(new Map()));
}

function dictOf(self: Instance, kind: Kind): Dict | undefined {
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

function setAttribute(machine: Machine, self: Instance, name: string, value: Value): void {
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

/** What modules of torch have and we have not: it would be wrong to say that it is not there. */
const NOT_FOLLOWED = new Set(
  `initialize_parameters has_uninitialized_params cls_to_become _output_padding _conv_forward permute_hidden
  get_expected_hidden_size get_expected_cell_size check_input check_hidden_size check_forward_args all_weights
  _flat_weights log_prob predict setdefault popitem fromkeys copy get_extra_state set_extra_state _slow_forward
  _fill_padding_idx_with_zero _forward_hooks _forward_pre_hooks _backward_hooks _state_dict_hooks`.split(/\s+/),
);

function getAttribute(machine: Machine, self: Instance, name: string): Value {
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

/** Of attention and others that count by what each input is: in the order in which torch declares them. */
const DECLARED = ['input', 'query', 'key', 'value'];

function inOrder(keywords: Keywords): readonly Value[] {
  const place = (name: string): number => (DECLARED.includes(name) ? DECLARED.indexOf(name) : DECLARED.length);
  return keywords ? [...keywords].sort(([a], [b]) => place(a) - place(b)).map(([, value]) => value) : [];
}

/** `module(...)`: its hooks and `forward`. What hooks make of an output is not what the module itself gave. */
function callModule(world: World, self: Instance, values: readonly Value[], keywords: Keywords): Value {
  const { machine } = world;
  const lost = findLost(self);
  if (lost) return callLost(world, self, values, machine.unknown(`what ${self.cls.name} gives: ${lost.reason}`));
  const call = runHooksBefore(machine, self, { kind: 'call', values, keywords });
  if (!isHookedCall(call)) return call;
  return runHooksAfter(machine, self, call, runForward(world, self, call));
}

/** Why a module may hold other layers than are seen: a statement of its constructor was lost, or it was given away. */
function findLost({ partial }: Instance): Problem | undefined {
  return partial?.find(
    ({ kind, reason }) => kind === 'unsupported' || kind === 'budget' || reason.startsWith(GIVEN_TO),
  );
}

/** Its forward would give shapes as if nothing were missing. */
function callLost({ machine, quiet, listener }: World, self: Instance, values: readonly Value[], output: Value): Value {
  const recorder = quiet === 0 ? listener.recorder : undefined;
  recorder?.enterModule(self, values, machine.site());
  recorder?.leaveModule(self, output);
  return output;
}

/** Counted for a call that is written down: it is kept with its shapes until all is drawn. */
const CALL_STEPS = 300;

/** Heard by the recorder. Inside of a leaf layer nothing is heard. */
function runForward(world: World, self: Instance, { values, keywords }: HookedCall): Value {
  const { machine, listener } = world;
  const isLeaf = runsAsLeaf(self);
  const recorder = world.quiet === 0 ? listener.recorder : undefined;
  if (recorder) machine.spend(CALL_STEPS);
  recorder?.enterModule(self, [...values, ...inOrder(keywords)], machine.site());
  if (isLeaf) world.quiet += 1;
  let output: Value | undefined;
  try {
    output = machine.callMethod(self, 'forward', values, keywords);
  } finally {
    if (isLeaf) world.quiet -= 1;
    recorder?.leaveModule(self, output);
  }
  return output;
}

export function createModuleClass(machine: Machine, world: () => World): Class {
  const members: Record<string, Value> = {};
  const self = (
    name: string,
    run: (machine: Machine, self: Instance, values: readonly Value[], keywords: Keywords) => Value,
  ): void => {
    members[name] = defineRawFunction(name, (machine, [object = null, ...values], keywords) =>
      isKind(object, 'instance') ? run(machine, object, values, keywords) : machine.unknown(`Module.${name}`),
    );
  };
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
    const key = String(name);
    const holder = KINDS.map((kind) => dictOf(object, kind)).find((dict) => dict?.entries.has(key));
    if (!holder) machine.deletePlainAttribute(object, key);
    else {
      machine.touch(holder);
      holder.entries.delete(key);
    }
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
  'register_full_backward_hook register_full_backward_pre_hook register_backward_hook _register_load_state_dict_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook register_state_dict_pre_hook _register_state_dict_hook register_state_dict_post_hook'.split(
    ' ',
  );

function addRegistration(members: Record<string, Value>, world: () => World): void {
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

type Self = (
  name: string,
  run: (machine: Machine, self: Instance, values: readonly Value[], keywords: Keywords) => Value,
) => void;

function prefixOf(values: readonly Value[], keywords: Keywords, at = 0): string {
  const prefix = values[at] ?? keywords?.get('prefix');
  return typeof prefix === 'string' ? prefix : '';
}

function isShallow(values: readonly Value[], keywords: Keywords, at: number): boolean {
  return (values[at] ?? keywords?.get('recurse')) === false;
}

function addListing(self: Self): void {
  const tensors = (
    walk: typeof walkParameters,
    kind: Kind,
    object: Instance,
    shallow: boolean,
  ): (readonly [string, Value])[] =>
    shallow ? entriesOf(dictOf(object, kind)).filter(([, value]) => isTensor(value)) : [...walk(object)];
  const iterate = (items: readonly Value[]): Value => makeIterator('generator', items);
  const pairs = (items: readonly (readonly [string, Value])[], prefix: string): Value =>
    iterate(items.map(([name, value]) => makeTuple([joinPath(prefix, name), value])));
  self('parameters', (_, object, values, keywords) =>
    iterate(tensors(walkParameters, '_parameters', object, isShallow(values, keywords, 0)).map(([, value]) => value)),
  );
  self('buffers', (_, object, values, keywords) =>
    iterate(tensors(walkBuffers, '_buffers', object, isShallow(values, keywords, 0)).map(([, value]) => value)),
  );
  self('named_parameters', (_, object, values, keywords) =>
    pairs(tensors(walkParameters, '_parameters', object, isShallow(values, keywords, 1)), prefixOf(values, keywords)),
  );
  self('named_buffers', (_, object, values, keywords) =>
    pairs(tensors(walkBuffers, '_buffers', object, isShallow(values, keywords, 1)), prefixOf(values, keywords)),
  );
  self('modules', (_, object) => iterate([...walkModules(object)].map(([, module]) => module)));
  self('named_modules', (_, object, values, keywords) => {
    const prefix = prefixOf(values, keywords, 1);
    return iterate(
      [...walkModules(object)].map(([path, module]) =>
        makeTuple([path === '' ? prefix : joinPath(prefix, path), module]),
      ),
    );
  });
  const distinct = (object: Instance): (readonly [string, Instance])[] => {
    const seen = new Set<Instance>();
    return listChildren(object).filter(([, child]) => !seen.has(child) && seen.add(child));
  };
  self('children', (_, object) => iterate(distinct(object).map(([, child]) => child)));
  self('named_children', (_, object) => pairs(distinct(object), ''));
  self('state_dict', (_, object, values, keywords) => {
    const prefix = prefixOf(values, keywords, 1).replace(/\.$/, '');
    return makeTextDict(listState(object, prefix));
  });
  self('load_state_dict', (machine) => machine.unknown('missing and unexpected keys'));
  self('get_submodule', (machine, object, [path = '']) =>
    follow(
      machine,
      object,
      String(path)
        .split('.')
        .filter((part) => part !== ''),
    ),
  );
  const last = (machine: Machine, object: Instance, [path = '']: readonly Value[]): Value => {
    const parts = String(path).split('.');
    const name = parts.pop() ?? '';
    return machine.getAttribute(follow(machine, object, parts), name);
  };
  self('get_parameter', last);
  self('get_buffer', last);
  self('set_submodule', (machine, object, [path = '', module = null]) => {
    const parts = String(path).split('.');
    const name = parts.pop() ?? '';
    machine.setAttribute(follow(machine, object, parts), name, module);
    return null;
  });
  self('_get_name', (_, object) => object.cls.name);
  self('_named_members', (machine) => machine.unknown('_named_members'));
  self('extra_repr', () => '');
}

function follow(machine: Machine, object: Value, parts: readonly string[]): Value {
  return parts.reduce((module: Value, part) => machine.getAttribute(module, part), object);
}

/** Keys in torch's order: a module's parameters, its persistent buffers, then its children. */
function listState(object: Instance, prefix: string): [string, Value][] {
  const state = readModuleState(object);
  const isHidden = isLeftOutOfState(object);
  const own = [
    ...entriesOf(state?.parameters).filter(([, value]) => isTensor(value)),
    ...entriesOf(state?.buffers).filter(([name, value]) => isTensor(value) && !isHidden(name)),
  ].map(([name, value]): [string, Value] => [joinPath(prefix, name), value]);
  return [...own, ...listChildren(object).flatMap(([name, child]) => listState(child, joinPath(prefix, name)))];
}

function replaceDtype(world: World, object: Instance, dtype: DtypeName): void {
  for (const [, tensor] of [...walkParameters(object), ...walkBuffers(object)]) {
    const old = tensor.state.dtype;
    if (typeof old === 'string' && categoryOf(old) < 2) continue;
    world.machine.touch(tensor);
    tensor.state = { ...tensor.state, dtype, data: undefined };
  }
}

function addModes(self: Self, world: () => World): void {
  const setTraining = (machine: Machine, object: Instance, mode: Value): void => {
    machine.setAttribute(object, 'training', mode);
    for (const [, child] of listChildren(object)) machine.callMethod(child, 'train', [mode]);
  };
  self('train', (machine, object, values, keywords) => {
    setTraining(machine, object, values[0] ?? keywords?.get('mode') ?? true);
    return object;
  });
  self('eval', (machine, object) => machine.callMethod(object, 'train', [false]));
  self('apply', (machine, object, [callee = null]) => {
    for (const [, child] of listChildren(object)) machine.callMethod(child, 'apply', [callee]);
    machine.call(callee, [object]);
    return object;
  });
  self('requires_grad_', (machine, object, values, keywords) => {
    const flag = machine.truth(values[0] ?? keywords?.get('requires_grad') ?? true);
    for (const [, parameter] of walkParameters(object)) setGrad(machine, parameter, flag === true);
    return object;
  });
  for (const [name, dtype] of [
    ['half', 'float16'],
    ['float', 'float32'],
    ['double', 'float64'],
    ['bfloat16', 'bfloat16'],
  ] as const) {
    self(name, (_, object) => {
      replaceDtype(world(), object, dtype);
      return object;
    });
  }
  for (const name of ['to', 'type', 'to_empty']) {
    self(name, (_, object, values, keywords) => {
      for (const value of [...values, ...(keywords?.values() ?? [])]) {
        const isDtype = isKind(value, 'instance') && typeof value.state === 'string';
        const dtype = isDtype
          ? dtypeOf(value)
          : isTensor(value) && typeof value.state.dtype === 'string'
            ? value.state.dtype
            : undefined;
        if (dtype !== undefined) replaceDtype(world(), object, dtype);
      }
      return object;
    });
  }
  for (const name of ['cuda', 'cpu', 'xpu', 'ipu', 'share_memory']) self(name, (_, object) => object);
  self('_apply', (_, object) => object);
}

function setGrad(machine: Machine, parameter: TensorInstance, flag: boolean): void {
  machine.touch(parameter);
  parameter.state = { ...parameter.state, requiresGrad: flag };
}
