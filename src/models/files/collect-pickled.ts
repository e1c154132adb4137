import {
  globalName,
  isPickleNode,
  type PickleNode,
  type PickleObject,
  type PicklePair,
  type PickleValue,
} from '../../syntax/pickle/pickle-value.js';
import { listOf, type PickledTensor, readPickledTensor, storageIdentity } from './pickled-tensor.js';
import { addMetadata, addTensor, type Reading, reportTooLarge } from './reading.js';
import { guessRole, roleOfSection } from './tensor-role.js';

/** Called with each tensor, so that its storage can be looked at. */
export type TensorVisitor = (name: string, tensor: PickledTensor) => void;

interface Walk {
  readonly reading: Reading;
  readonly visit: TensorVisitor;
  /** What is being walked, to know a value that contains itself. */
  readonly open: Set<PickleNode>;
  /** Values still to be visited: shared ones are visited wherever they are, which can be exponentially often. */
  budget: number;
  isCut: boolean;
}

/** Where a value is: keys from the root, and how many of them lead to its state dict. */
interface Spot {
  readonly path: readonly string[];
  readonly section: number | undefined;
  readonly role: 'optimizer' | 'average' | undefined;
}

const MOST_VISITS = 600_000;
const DEEPEST = 100;

/**
 * Finds the tensors in what a pickle holds: a state dict, a checkpoint of several, or a whole module. A dict that has
 * tensors of its own is a state dict; the keys that lead to it are its section.
 */
export function collectPickled(reading: Reading, value: PickleValue, visit: TensorVisitor = () => undefined): void {
  const walk: Walk = { reading, visit, open: new Set(), budget: MOST_VISITS, isCut: false };
  walkValue(walk, value, { path: [], section: undefined, role: undefined });
  if (walk.isCut) reportTooLarge(reading, `it nests deeper than ${DEEPEST}, or repeats itself too often`);
  for (const [key, item] of pairsOf(value)) {
    if (typeof key === 'string' && isPlain(item)) addMetadata(reading, key, String(item));
  }
}

function isPlain(value: PickleValue): value is string | number | bigint | boolean {
  return value !== null && typeof value !== 'object';
}

function walkValue(walk: Walk, value: PickleValue, spot: Spot): void {
  if (!isPickleNode(value) || !mayEnter(walk, value, spot)) return;
  const tensor = readPickledTensor(value);
  if (tensor) return addPickled(walk, tensor, spot);
  walk.open.add(value);
  if (value.kind === 'object') walkObject(walk, value, spot);
  else if (value.kind === 'dict') walkPairs(walk, value.pairs, spot);
  else if ('items' in value) walkItems(walk, value.items ?? [], spot);
  walk.open.delete(value);
}

function mayEnter(walk: Walk, value: PickleNode, { path }: Spot): boolean {
  walk.budget -= 1;
  const isDeep = path.length > DEEPEST;
  if (walk.budget <= 0 || isDeep) walk.isCut = true;
  return walk.budget > 0 && !isDeep && !walk.open.has(value);
}

function walkObject(walk: Walk, value: PickleObject, spot: Spot): void {
  const members = membersOf(value);
  const isModule = members.has('_parameters') && members.has('_modules');
  if (isModule) return walkModule(walk, value, members, { ...spot, section: spot.section ?? spot.path.length });
  noteModulePaths(walk, members.get('_metadata'), spot);
  walkPairs(walk, value.pairs ?? [], spot);
  walkItems(walk, value.items ?? [], spot);
  if (value.state !== undefined && !members.has('_metadata')) walkValue(walk, value.state, spot);
  for (const argument of value.args) walkValue(walk, argument, spot);
}

/** What would be in the `__dict__` of an object. */
function membersOf({ state }: PickleObject): ReadonlyMap<PickleValue, PickleValue> {
  return new Map(pairsOf(state));
}

export function pairsOf(value: PickleValue | undefined): readonly PicklePair[] {
  return isPickleNode(value) && (value.kind === 'dict' || value.kind === 'object') ? (value.pairs ?? []) : [];
}

/** An `nn.Module` that was pickled whole says itself what is a parameter and what a buffer. */
function walkModule(
  walk: Walk,
  module: PickleObject,
  members: ReadonlyMap<PickleValue, PickleValue>,
  spot: Spot,
): void {
  const path = spot.path.slice(spot.section).join('.');
  walk.reading.moduleTypes.set(path, className(module.callee));
  for (const [member, role] of [
    ['_parameters', 'parameter'],
    ['_buffers', 'buffer'],
  ] as const) {
    for (const [key, value] of pairsOf(members.get(member))) {
      const tensor = readPickledTensor(value);
      if (tensor && typeof key === 'string') addPickled(walk, tensor, below(spot, key), role);
    }
  }
  for (const [key, value] of pairsOf(members.get('_modules')))
    if (typeof key === 'string') walkValue(walk, value, below(spot, key));
}

/** Before 1.6 a class was written as a persistent id with its source: `('module', class, file, text)`. */
function className(callee: PickleValue): string | undefined {
  const isWrapped = isPickleNode(callee) && callee.kind === 'persistent';
  return globalName(isWrapped ? listOf(callee.id)?.[1] : callee);
}

/** A state dict knows the paths of all modules, also of those without tensors (`OrderedDict._metadata`). */
function noteModulePaths(walk: Walk, metadata: PickleValue | undefined, { role }: Spot): void {
  if (role !== undefined) return;
  for (const [path] of pairsOf(metadata))
    if (typeof path === 'string' && !walk.reading.moduleTypes.has(path)) walk.reading.moduleTypes.set(path, undefined);
}

function walkPairs(walk: Walk, pairs: readonly PicklePair[], spot: Spot): void {
  const last = new Map(pairs);
  const isOptimizer = last.has('state') && last.has('param_groups');
  const hasTensors = [...last].some(([key, value]) => typeof key === 'string' && isTensor(value));
  const inside: Spot = {
    path: spot.path,
    section: spot.section ?? (isOptimizer || hasTensors ? spot.path.length : undefined),
    role: spot.role ?? (isOptimizer ? 'optimizer' : undefined),
  };
  for (const [key, value] of last) walkValue(walk, value, below(inside, nameKey(key)));
}

function isTensor(value: PickleValue): boolean {
  return readPickledTensor(value) !== undefined;
}

function nameKey(key: PickleValue): string {
  if (!isPickleNode(key)) return String(key);
  return 'items' in key
    ? `(${(key.items ?? []).map((item) => (isPickleNode(item) ? '…' : String(item))).join(', ')})`
    : '…';
}

function walkItems(walk: Walk, items: readonly PickleValue[], spot: Spot): void {
  for (const [index, value] of items.entries())
    if (isPickleNode(value)) walkValue(walk, value, below(spot, String(index)));
}

function below(spot: Spot, key: string): Spot {
  const path = [...spot.path, key];
  // What names a state dict says what it is; names in it do not: a layer may be called `opt`.
  const role = spot.role ?? (spot.section === undefined ? roleOfSection([key]) : undefined);
  return { path, section: spot.section, role };
}

function addPickled(walk: Walk, tensor: PickledTensor, spot: Spot, declared?: 'parameter' | 'buffer'): void {
  const name = spot.path.slice(spot.section ?? 0).join('.');
  const role = declared ?? (tensor.isParameter ? 'parameter' : guessRole(name, tensor.dtype));
  addTensor(walk.reading, {
    name,
    section: spot.path.slice(0, spot.section ?? 0).join('.'),
    dtype: tensor.dtype,
    shape: tensor.shape,
    role: spot.role ?? role,
    isRoleDeclared: spot.role === undefined && (declared !== undefined || tensor.isParameter),
    storage: storageIdentity(tensor),
  });
  walk.visit(name, tensor);
}
