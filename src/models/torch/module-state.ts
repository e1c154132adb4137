import { isKind } from '../../python/values/make.js';
import type { Class, Dict, Instance, Unknown, Value } from '../../python/values/value.js';
import { isTensor, type TensorInstance } from './tensor.js';

/**
 * What an `nn.Module` keeps, it keeps as torch does: three dicts and `training` among the attributes of the instance. So copying,
 * merging two ways through an `if`, and programs that write to `_modules` need nothing of their own.
 */
export interface ModuleState {
  readonly parameters: Dict;
  readonly buffers: Dict;
  readonly modules: Dict;
}

/** `cls.tag` of `torch.nn.Module` and of all layers from here: name of the class in torch. */
export interface LayerTag {
  readonly kind: 'layer';
  /** `Conv2d` */
  readonly name: string;
  /** True when `forward` is computed as a whole here, without calling modules inside: a leaf of the tree. */
  readonly isLeaf: boolean;
}

export function isModule(value: Value | undefined): value is Instance {
  return isKind(value, 'instance') && layerTagOf(value.cls) !== undefined;
}

/** The nearest class from torch that it is made from. */
export function layerTagOf(cls: Class): LayerTag | undefined {
  for (const parent of cls.mro) if (isLayerTag(parent.tag)) return parent.tag;
  return undefined;
}

/** True when its `forward` is that of a layer from here, so that a call of it is computed as a whole. */
export function runsAsLeaf(instance: Instance): boolean {
  const { cls, attributes } = instance;
  if (layerTagOf(cls)?.isLeaf !== true || attributes.has('forward')) return false;
  return isKind(cls.mro.find((parent) => parent.attributes.has('forward'))?.attributes.get('forward'), 'native');
}

function isLayerTag(tag: unknown): tag is LayerTag {
  return typeof tag === 'object' && tag !== null && 'kind' in tag && tag.kind === 'layer';
}

/** undefined before `Module.__init__` ran. */
export function readModuleState(instance: Instance): ModuleState | undefined {
  const parameters = instance.attributes.get('_parameters');
  const buffers = instance.attributes.get('_buffers');
  const modules = instance.attributes.get('_modules');
  if (!isKind(parameters, 'dict') || !isKind(buffers, 'dict') || !isKind(modules, 'dict')) return undefined;
  return { parameters, buffers, modules };
}

/** Child modules by name; `None` and what is not known are left out (see `listModuleDoubts`). */
export function listChildren(instance: Instance): (readonly [string, Instance])[] {
  return entriesOf(readModuleState(instance)?.modules).filter((entry): entry is [string, Instance] =>
    isModule(entry[1]),
  );
}

/** Parameters that the module itself owns, by name. The same instance under two names: tied. */
export function listOwnParameters(instance: Instance): (readonly [string, TensorInstance])[] {
  return entriesOf(readModuleState(instance)?.parameters).filter((entry): entry is [string, TensorInstance] =>
    isTensor(entry[1]),
  );
}

export function listOwnBuffers(instance: Instance): (readonly [string, TensorInstance])[] {
  return entriesOf(readModuleState(instance)?.buffers).filter((entry): entry is [string, TensorInstance] =>
    isTensor(entry[1]),
  );
}

/** Which buffers of a module are not written into a state dict: those that were registered with `persistent=False`. */
export function isLeftOutOfState(instance: Instance): (name: string) => boolean {
  const hidden = instance.attributes.get('_non_persistent_buffers_set');
  return (name) => isKind(hidden, 'set') && hidden.entries.has(name);
}

/** What hinders to say that the three lists are complete. Attributes with unknown values may hold modules: those are here too. */
export function listModuleDoubts(instance: Instance): (readonly [string, Unknown])[] {
  const doubts: (readonly [string, Unknown])[] = [];
  const state = readModuleState(instance);
  for (const dict of state ? [state.parameters, state.buffers, state.modules] : []) {
    if (dict.rest) doubts.push(['', dict.rest]);
    for (const [name, value] of entriesOf(dict)) if (isKind(value, 'unknown')) doubts.push([name, value]);
  }
  for (const [name, value] of instance.attributes) if (isKind(value, 'unknown')) doubts.push([name, value]);
  return doubts;
}

/** As `named_modules()`: itself with the empty path first, every module once, at the first path met. */
export function* walkModules(
  instance: Instance,
  path = '',
  seen: Set<Instance> = new Set(),
): Generator<readonly [string, Instance]> {
  if (seen.has(instance)) return;
  seen.add(instance);
  yield [path, instance];
  for (const [name, child] of listChildren(instance)) yield* walkModules(child, joinPath(path, name), seen);
}

/** As `named_parameters()`: every parameter once. */
export function* walkParameters(instance: Instance): Generator<readonly [string, TensorInstance]> {
  const seen = new Set<Instance>();
  for (const [path, module] of walkModules(instance)) {
    for (const [name, parameter] of listOwnParameters(module)) {
      if (seen.has(parameter)) continue;
      seen.add(parameter);
      yield [joinPath(path, name), parameter];
    }
  }
}

/** As `named_buffers()`. */
export function* walkBuffers(instance: Instance): Generator<readonly [string, TensorInstance]> {
  const seen = new Set<Instance>();
  for (const [path, module] of walkModules(instance)) {
    for (const [name, buffer] of listOwnBuffers(module)) {
      if (seen.has(buffer)) continue;
      seen.add(buffer);
      yield [joinPath(path, name), buffer];
    }
  }
}

export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

export function entriesOf(dict: Dict | undefined): [string, Value][] {
  return dict ? [...dict.entries.values()].map(([key, value]) => [String(key), value]) : [];
}
