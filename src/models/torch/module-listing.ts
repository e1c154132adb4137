import type { Machine } from '../../python/machine.js';
import { makeIterator, makeTextDict, makeTuple } from '../../python/values/make.js';
import type { Instance, Keywords, Value } from '../../python/values/value.js';
import type { DefineMember } from './module-member.js';
import { dictOf, type Kind } from './module-registers.js';
import {
  entriesOf,
  isLeftOutOfState,
  joinPath,
  listChildren,
  readModuleState,
  walkBuffers,
  walkModules,
  walkParameters,
} from './module-state.js';
import { isTensor } from './tensor.js';

function prefixOf(values: readonly Value[], keywords: Keywords, at = 0): string {
  const prefix = values[at] ?? keywords?.get('prefix');
  return typeof prefix === 'string' ? prefix : '';
}

function isShallow(values: readonly Value[], keywords: Keywords, at: number): boolean {
  return (values[at] ?? keywords?.get('recurse')) === false;
}

export function addListing(self: DefineMember): void {
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
