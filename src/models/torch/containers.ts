import type { Machine } from '../../python/machine.js';
import { defineClass, defineRawFunction } from '../../python/natives.js';
import { isKind, makeIterator, makeList, makeTextDict, makeTuple } from '../../python/values/make.js';
import type { Class, Instance, Keywords, Value } from '../../python/values/value.js';
import { initModule } from './module-registers.js';
import { entriesOf, isModule, type LayerTag } from './module-state.js';
import { isParameter, isTensor } from './tensor.js';
import { makeTensorOf, type World } from './world.js';

type Kind = '_modules' | '_parameters';
type Method = (machine: Machine, self: Instance, values: readonly Value[], keywords: Keywords) => Value;
type Members = Record<string, Value>;

function entries(self: Instance, kind: Kind): [string, Value][] {
  const dict = self.attributes.get(kind);
  return isKind(dict, 'dict') ? entriesOf(dict) : [];
}

/** What the container holds, `kind` of its members; parameter containers keep other values as attributes: those are refused. */
function replace(machine: Machine, self: Instance, kind: Kind, items: readonly (readonly [string, Value])[]): void {
  const dict = self.attributes.get(kind);
  if (!isKind(dict, 'dict')) machine.raise('AttributeError', 'cannot assign module before Module.__init__() call');
  else {
    machine.touch(dict);
    dict.entries = new Map(items.map(([name, value]) => [name, [name, value] as const]));
  }
}

function check(world: World, kind: Kind, value: Value): Value {
  if (kind === '_parameters') {
    if (isParameter(value) || !isTensor(value)) return value;
    return makeTensorOf(world, world.parameterClass, value.state, true);
  }
  if (isModule(value) || value === null || isKind(value, 'unknown')) return value;
  if (isKind(value, 'external')) return world.machine.unknown(`${value.path} is not known to torchdock`);
  const { machine } = world;
  return machine.raise('TypeError', 'a container of modules takes modules only');
}

/** Items of an argument; when they are not known, the container is marked so. */
function itemsOf(machine: Machine, self: Instance, kind: Kind, value: Value): readonly Value[] {
  const items = machine.listItems(value);
  if (!('kind' in items)) return items;
  const dict = self.attributes.get(kind);
  if (isKind(dict, 'dict')) {
    machine.touch(dict);
    dict.rest = items;
  }
  return [];
}

function define(members: Members, name: string, run: Method): void {
  members[name] = defineRawFunction(name, (machine, [self = null, ...values], keywords) =>
    isKind(self, 'instance') ? run(machine, self, values, keywords) : machine.unknown(name),
  );
}

function listMembers(world: World, kind: Kind, clsName: string): Members {
  const members: Members = {};
  const values = (self: Instance): Value[] => entries(self, kind).map(([, value]) => value);
  const set = (machine: Machine, self: Instance, items: readonly Value[]): void =>
    replace(
      machine,
      self,
      kind,
      items.map((value, at) => [String(at), check(world, kind, value)] as const),
    );
  const position = (machine: Machine, self: Instance, key: Value, count = values(self).length): number => {
    const at = machine.call(machine.builtin('int'), [key]);
    if (typeof at !== 'number') return -1;
    if (at < -count || at >= count) machine.raise('IndexError', `index ${at} is out of range`);
    return at < 0 ? at + count : at;
  };
  const make = (items: readonly Value[]): Value =>
    machineOf(world).call(world.layer(clsName), clsName === 'Sequential' ? items : [makeList([...items])]);
  define(members, '__getitem__', (machine, self, [key = null]) => {
    if (isKind(key, 'unknown')) return key;
    if (!isKind(key, 'slice')) {
      const value = values(self)[position(machine, self, key)];
      return value === undefined ? machine.unknown('which item of a container') : value;
    }
    const own = entries(self, kind);
    const picked = machine.getItem(makeList(own.map((_, at) => at)), key);
    const places = machine.listItems(picked);
    if ('kind' in places) return places;
    const chosen = places.map((at) => own[Number(at)] ?? ['', null]);
    if (clsName !== 'Sequential') return machine.call(self.cls, [makeList(chosen.map(([, value]) => value))]);
    return machine.call(self.cls, [orderedDict(machine, chosen as [string, Value][])]);
  });
  define(members, '__setitem__', (machine, self, [key = null, value = null]) => {
    const name = entries(self, kind)[position(machine, self, key)]?.[0];
    if (name !== undefined)
      replace(
        machine,
        self,
        kind,
        entries(self, kind).map(([own, old]) => [own, own === name ? check(world, kind, value) : old] as const),
      );
    return null;
  });
  define(members, '__delitem__', (machine, self, [key = null]) => {
    const gone = isKind(key, 'slice')
      ? machine.listItems(machine.getItem(makeList(values(self).map((_, at) => at)), key))
      : [position(machine, self, key)];
    if ('kind' in gone) return gone;
    set(
      machine,
      self,
      values(self).filter((_, at) => !gone.includes(at)),
    );
    return null;
  });
  define(members, '__len__', (_, self) => lengthOf(self, kind));
  define(members, '__iter__', (_, self) => ({
    ...makeIterator('list_iterator', values(self)),
    rest: restOf(self, kind),
  }));
  define(members, '__contains__', (_, self, [item = null]) => values(self).includes(item));
  const append: Method = (machine, self, [value = null]) => {
    const own = entries(self, kind);
    replace(machine, self, kind, [...own, [String(own.length), check(world, kind, value)]]);
    return self;
  };
  define(members, 'append', append);
  const extend: Method = (machine, self, [value = null]) => {
    for (const item of itemsOf(machine, self, kind, value)) append(machine, self, [item], undefined);
    return self;
  };
  define(members, 'extend', extend);
  define(members, '__iadd__', extend);
  define(members, '__add__', (machine, self, [other = null]) => {
    const more = machine.listItems(other);
    return 'kind' in more ? more : make([...values(self), ...more]);
  });
  define(members, 'insert', (machine, self, [key = 0, value = null]) => {
    const own = values(self);
    const at = typeof key === 'number' ? key : 0;
    own.splice(at < 0 ? Math.max(0, own.length + at) : at, 0, value);
    set(machine, self, own);
    return clsName === 'Sequential' ? self : null;
  });
  define(members, 'pop', (machine, self, [key = -1]) => {
    const at = position(machine, self, key);
    const own = values(self);
    const [gone = null] = own.splice(at, 1);
    set(machine, self, own);
    return gone;
  });
  return members;
}

function machineOf(world: World): Machine {
  return world.machine;
}

function orderedDict(machine: Machine, items: readonly (readonly [string, Value])[]): Value {
  return machine.call(machine.getAttribute(machine.import('collections'), 'OrderedDict'), [
    makeList(items.map(([name, value]) => makeTuple([name, value]))),
  ]);
}

function restOf(self: Instance, kind: Kind): undefined | Extract<Value, { kind: 'unknown' }> {
  const dict = self.attributes.get(kind);
  return isKind(dict, 'dict') ? dict.rest : undefined;
}

function lengthOf(self: Instance, kind: Kind): Value {
  return restOf(self, kind) ?? entries(self, kind).length;
}

function dictMembers(world: World, kind: Kind): Members {
  const members: Members = {};
  define(members, '__getitem__', (machine, self, [key = null]) => {
    if (isKind(key, 'unknown')) return key;
    const found = entries(self, kind).find(([name]) => name === key);
    return (
      found?.[1] ??
      restOf(self, kind) ??
      machine.raise('KeyError', typeof key === 'string' ? `'${key}'` : 'not a key of the container')
    );
  });
  const put: Method = (machine, self, [key = null, value = null]) => {
    if (typeof key !== 'string') return machine.raise('TypeError', 'module name should be a string');
    if (key.includes('.')) machine.raise('KeyError', `module name can't contain ".", got: ${key}`);
    machine.setAttribute(self, key, check(world, kind, value));
    return null;
  };
  define(members, '__setitem__', put);
  define(members, '__delitem__', (machine, self, [key = null]) => {
    replace(
      machine,
      self,
      kind,
      entries(self, kind).filter(([name]) => name !== key),
    );
    return null;
  });
  define(members, '__len__', (_, self) => lengthOf(self, kind));
  const keys: Method = (_, self) => ({
    ...makeIterator(
      'dict_keyiterator',
      entries(self, kind).map(([name]) => name),
    ),
    rest: restOf(self, kind),
  });
  define(members, '__iter__', keys);
  define(
    members,
    '__contains__',
    (_, self, [key = null]) => restOf(self, kind) ?? entries(self, kind).some(([name]) => name === key),
  );
  const dict = (self: Instance): Value => ({ ...makeTextDict(entries(self, kind)), rest: restOf(self, kind) });
  for (const name of ['keys', 'values', 'items'])
    define(members, name, (machine, self) => machine.callMethod(dict(self), name));
  define(members, 'get', (machine, self, values) => machine.callMethod(dict(self), 'get', values));
  define(members, 'pop', (machine, self, [key = null, ...fallback]) => {
    const found = entries(self, kind).find(([name]) => name === key);
    if (!found) return fallback[0] ?? machine.raise('KeyError', `'${String(key)}'`);
    replace(
      machine,
      self,
      kind,
      entries(self, kind).filter(([name]) => name !== key),
    );
    return found[1];
  });
  define(members, 'clear', (machine, self) => {
    replace(machine, self, kind, []);
    return null;
  });
  const update: Method = (machine, self, [value = null]) => {
    const pairs = machine.findAttribute(value, 'items') === undefined ? value : machine.callMethod(value, 'items');
    const items = itemsOf(machine, self, kind, pairs);
    // as torch: parameters of a plain dict by their names, modules as they come
    const isSorted = kind === '_parameters' && isKind(value, 'dict');
    const named = isSorted ? machine.listItems(machine.call(machine.builtin('sorted'), [makeTuple(items)])) : items;
    for (const pair of 'kind' in named ? items : named)
      put(machine, self, [machine.getItem(pair, 0), machine.getItem(pair, 1)], undefined);
    return null;
  };
  define(members, 'update', update);
  return members;
}

function sequentialMembers(world: World): Members {
  const members = listMembers(world, '_modules', 'Sequential');
  define(members, '__init__', (machine, self, values) => {
    initModule(machine, self);
    const [only] = values;
    if (values.length === 1 && isDict(only)) {
      const pairs = machine.callMethod(only ?? null, 'items');
      for (const pair of itemsOf(machine, self, '_modules', pairs))
        add(machine, self, machine.getItem(pair, 0), machine.getItem(pair, 1));
    } else values.forEach((value, at) => add(machine, self, String(at), value));
    return null;
  });
  define(members, 'forward', (machine, self, [input = null]) => {
    const rest = restOf(self, '_modules');
    if (rest) return rest;
    let x = input;
    for (const [, module] of entries(self, '_modules')) x = machine.call(module, [x]);
    return x;
  });
  const add = (machine: Machine, self: Instance, name: Value, value: Value): void => {
    machine.callMethod(self, 'add_module', [
      name,
      isKind(value, 'external') ? machine.unknown(`${value.path} is not known to torchdock`) : value,
    ]);
  };
  return members;
}

function isDict(value: Value | undefined): boolean {
  return isKind(value, 'dict') || (isKind(value, 'instance') && isKind(value.payload, 'dict'));
}

/** Makes the constructor from the method that takes all items. */
function withInit(members: Members, method: string): Members {
  define(members, '__init__', (machine, self, [value = null], keywords) => {
    initModule(machine, self);
    const given = value ?? keywords?.values().next().value ?? null;
    if (given !== null) machine.callMethod(self, method, [given]);
    return null;
  });
  return members;
}

export function defineContainer(world: World, name: string): Class | undefined {
  const make = (members: Members): Class => {
    const tag: LayerTag = { kind: 'layer', name, isLeaf: false };
    return defineClass(world.machine, {
      module: 'torch.nn.modules.container',
      name,
      bases: [world.moduleClass],
      members,
      tag,
    });
  };
  switch (name) {
    case 'Sequential':
      return make(sequentialMembers(world));
    case 'ModuleList':
      return make(withInit(listMembers(world, '_modules', name), 'extend'));
    case 'ParameterList':
      return make(withInit(listMembers(world, '_parameters', name), 'extend'));
    case 'ModuleDict':
      return make(withInit(dictMembers(world, '_modules'), 'update'));
    case 'ParameterDict':
      return make(withInit(dictMembers(world, '_parameters'), 'update'));
    default:
      return undefined;
  }
}
