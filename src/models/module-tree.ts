import { type Place, placeOf } from '../base/text.js';
import { isKind } from '../python/values/make.js';
import type { Instance, Problem, Site } from '../python/values/value.js';
import { describeLayer } from './layer-details.js';
import {
  addCounts,
  type Count,
  type Dimension,
  exactly,
  type ModelModule,
  type ModelParameter,
  type TensorShape,
  type TiedWeights,
  type UnknownPart,
} from './model.js';
import { alternativesOf } from './torch/alternatives.js';
import { isUnknownDimension, showDimension } from './torch/dimension.js';
import {
  isLeftOutOfState,
  joinPath,
  layerTagOf,
  listChildren,
  listModuleDoubts,
  listOwnBuffers,
  listOwnParameters,
} from './torch/module-state.js';
import { countElements, isShapeKnown, sizeOfDtype, type TensorInstance, type TensorState } from './torch/tensor.js';

/** The tree of an instance, and by which paths its parts are known. */
export interface ModuleTree {
  readonly root: ModelModule;
  readonly tied: readonly TiedWeights[];
  readonly weightBytes: Count;
  readonly pathOf: ReadonlyMap<Instance, string>;
  readonly tensorPathOf: ReadonlyMap<TensorInstance, string>;
  /** Some parameter waits for the first input. */
  readonly isLazy: boolean;
}

/** Deeper than any model nests; a module that holds itself ends here. */
const DEEPEST = 60;

export function readModuleTree(instance: Instance): ModuleTree {
  const reading: Reading = {
    paths: new Map(),
    tensors: new Map(),
    ties: new Map(),
    bytes: [],
    isLazy: false,
  };
  const read = readModule(reading, instance, '', '', 0);
  const doubt: Count = { value: 0, unknown: findDoubtfulTies(reading) };
  const root = { ...read, total: addCounts([read.total, doubt]), trainable: addCounts([read.trainable, doubt]) };
  const tied = [...reading.ties].map(([first, others]) => ({ paths: [first, ...others] }));
  const weightBytes = addCounts([...reading.bytes, { value: 0, unknown: root.total.unknown }]);
  return {
    root,
    tied,
    weightBytes,
    pathOf: reading.paths,
    tensorPathOf: reading.tensors,
    isLazy: reading.isLazy,
  };
}

/**
 * Parameters that stand for one of two, of which another is counted too: perhaps they are the same. And those of which it is not
 * known whether they are trained.
 */
function findDoubtfulTies({ tensors }: Reading): readonly UnknownPart[] {
  const owners = new Map<TensorInstance, string>(tensors);
  const parts: UnknownPart[] = [];
  for (const [tensor, path] of tensors) {
    const where = placeField(tensor.site);
    const others = alternativesOf(tensor);
    const tied = others.map((other) => owners.get(other)).find((owner) => owner !== undefined && owner !== path);
    if (tied !== undefined) parts.push({ path, reason: `it may be the same as ${tied}`, ...where });
    for (const other of others) owners.set(other, path);
    if (others.some(({ state }) => state.requiresGrad !== tensor.state.requiresGrad))
      parts.push({ path, reason: 'it is not known whether it is trained', ...where });
    for (const problem of tensor.partial?.slice(0, 1) ?? []) parts.push({ ...where, ...partOf(problem, path) });
  }
  return parts;
}

interface Reading {
  readonly paths: Map<Instance, string>;
  readonly tensors: Map<TensorInstance, string>;
  readonly ties: Map<string, string[]>;
  readonly bytes: Count[];
  isLazy: boolean;
}

function readModule(reading: Reading, instance: Instance, path: string, name: string, depth: number): ModelModule {
  const header = headerOf(instance, path, name);
  const earlier = reading.paths.get(instance);
  const empty = { parameters: [], buffers: [], children: [], total: exactly(0), trainable: exactly(0) };
  if (earlier !== undefined) return { ...header, ...empty, sharedWith: earlier };
  reading.paths.set(instance, path);
  if (depth > DEEPEST) {
    const part: UnknownPart = {
      path,
      reason: 'modules are nested too deeply',
      ...placeField(instance.site),
      onlyAdds: true,
    };
    return { ...header, ...empty, total: { value: 0, unknown: [part] }, trainable: { value: 0, unknown: [part] } };
  }
  const own = listOwnParameters(instance).map((entry) => readParameter(reading, path, entry));
  const isFleeting = isLeftOutOfState(instance);
  const buffers = listOwnBuffers(instance).map((entry): ModelParameter => {
    const { parameter } = readParameter(reading, path, entry);
    return isFleeting(entry[0]) ? { ...parameter, isPersistent: false } : parameter;
  });
  const named = listChildren(instance).filter(([key]) => !isNameless(key));
  const children = named.map(([key, child]) => readModule(reading, child, joinPath(path, key), key, depth + 1));
  const doubt: Count = { value: 0, unknown: doubtsOf(instance, path) };
  const trained = own.filter(({ parameter }) => parameter.isTrainable);
  return {
    ...header,
    parameters: own.map(({ parameter }) => parameter),
    buffers,
    children,
    total: addCounts([doubt, ...own.map(({ count }) => count), ...children.map(({ total }) => total)]),
    trainable: addCounts([doubt, ...trained.map(({ count }) => count), ...children.map(({ trainable }) => trainable)]),
  };
}

function headerOf(
  instance: Instance,
  path: string,
  name: string,
): Pick<ModelModule, 'path' | 'name' | 'type' | 'isLibrary' | 'place' | 'definition' | 'details'> {
  const { cls, site } = instance;
  const details = describeLayer(instance);
  return {
    path,
    name,
    type: cls.name,
    isLibrary: cls.isNative && layerTagOf(cls)?.isLeaf === true,
    ...placeField(site),
    ...(cls.site ? { definition: placeOf(cls.site.source, cls.site) } : {}),
    ...(details === undefined ? {} : { details }),
  };
}

interface ReadParameter {
  readonly parameter: ModelParameter;
  readonly count: Count;
}

function readParameter(
  reading: Reading,
  path: string,
  [name, tensor]: readonly [string, TensorInstance],
): ReadParameter {
  const full = joinPath(path, name);
  const { state } = tensor;
  const facts = { name, ...shapeOf(state), isTrainable: state.requiresGrad };
  const earlier = reading.tensors.get(tensor);
  if (earlier !== undefined) {
    reading.ties.set(earlier, [...(reading.ties.get(earlier) ?? []), full]);
    return { parameter: { ...facts, tiedTo: earlier }, count: exactly(0) };
  }
  reading.tensors.set(tensor, full);
  if (state.isLazy === true) reading.isLazy = true;
  const count = countOf(tensor, full);
  const size = typeof state.dtype === 'string' ? sizeOfDtype(state.dtype) : 0;
  const unknown =
    size === 0
      ? [...count.unknown, { path: full, reason: 'its dtype is not known', onlyAdds: true as const }]
      : count.unknown;
  reading.bytes.push({ value: count.value * size, unknown });
  return { parameter: facts, count };
}

function countOf({ state, site }: TensorInstance, path: string): Count {
  const elements = state.isLazy === true ? 'it gets its shape from the first input' : countElements(state);
  if (typeof elements === 'number') return exactly(elements);
  const reason =
    typeof elements === 'string'
      ? elements
      : isUnknownDimension(elements)
        ? elements.reason
        : `its size depends on ${showDimension(elements)}`;
  const where = typeof elements === 'object' && 'site' in elements ? elements.site : site;
  return { value: 0, unknown: [{ path, reason, ...placeField(site), ...placeField(where), onlyAdds: true }] };
}

export function shapeOf(state: TensorState): TensorShape {
  const shape = isShapeKnown(state.shape)
    ? state.shape.map(
        (size): Dimension => (typeof size === 'number' ? size : isUnknownDimension(size) ? '?' : showDimension(size)),
      )
    : undefined;
  return { shape, ...(typeof state.dtype === 'string' ? { dtype: state.dtype } : {}) };
}

/** A key that is no text of Python's: then it is not known what it stands beside, or takes the place of. */
function isNameless(key: string): boolean {
  return key === '[object Object]';
}

/** What hinders to say that the lists of a module are complete. */
function doubtsOf(instance: Instance, path: string): readonly UnknownPart[] {
  const made = placeField(instance.site);
  const parts: UnknownPart[] = (instance.partial ?? []).map((problem) => ({ ...made, ...partOf(problem, path) }));
  for (const [name, doubt] of listModuleDoubts(instance)) {
    parts.push({
      path: name === '' ? path : joinPath(path, name),
      reason: doubt.reason,
      ...made,
      ...placeField(doubt.site),
      // What has a name and no value takes the place of nothing that is counted; under a name that is not known it may.
      ...(name === '' ? {} : { onlyAdds: true }),
    });
  }
  if (listChildren(instance).some(([key]) => isNameless(key)))
    parts.push({ path, reason: 'a module is added under a name that is not known', ...made });
  if (isKind(instance.cls.unknownBase, 'unknown')) {
    const { reason, site } = instance.cls.unknownBase;
    parts.push({ path, reason, ...made, ...placeField(site) });
  }
  return parts;
}

export function partOf({ reason, site }: Problem, path: string): UnknownPart {
  return { path, reason, ...placeField(site) };
}

/** Sources of our own (`<python>/os.py`) are no place that a person could open. */
function placeField(site: Site | undefined): { readonly place?: Place } {
  return site && !site.source.path.startsWith('<') ? { place: placeOf(site.source, site) } : {};
}
