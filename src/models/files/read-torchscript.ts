import { globalName, isPickleNode, type PickleObject, type PickleValue } from '../../syntax/pickle/pickle-value.js';
import type { Archive } from './archive.js';
import { createStorageChecker } from './check-storages.js';
import { pairsOf } from './collect-pickled.js';
import { listOf, type PickledTensor, readPickledTensor, storageIdentity } from './pickled-tensor.js';
import { readJudgedPickle } from './read-pickled.js';
import { addMetadata, addTensor, type Reading, reportFaults, reportTooLarge } from './reading.js';
import { createScriptClasses, type ScriptClass, shownClass } from './script-classes.js';

export function isScriptArchive(archive: Archive): boolean {
  return archive.has('constants.pkl') && archive.has('data.pkl');
}

/** Classes that TorchScript compiled, and what its own loader knows (torch `csrc/jit/serialization/unpickler.cpp`). */
function isScriptName(name: string): boolean {
  return (
    name.startsWith('__torch__.') || name.startsWith('torch.jit._pickle.') || name === 'torch.jit.RecursiveScriptModule'
  );
}

/** A TorchScript archive: modules in data.pkl, and in `code/` the source of their classes, which says what is a parameter. */
export function readScriptArchive(reading: Reading, archive: Archive): void {
  reading.producer = reading.producer?.replace('torch.save', 'TorchScript');
  const bytes = archive.open('data.pkl');
  const read = bytes && readJudgedPickle(reading, bytes, { within: 'data.pkl', isOwnName: isScriptName });
  const constants = archive.open('constants.pkl');
  const constant =
    constants && readJudgedPickle(reading, constants, { within: 'constants.pkl', isOwnName: isScriptName });
  const sources = [...archive.entries.keys()].filter((name) => name.startsWith('code/') && name.endsWith('.py'));
  addMetadata(reading, 'code files', String(sources.length));
  const checker = createStorageChecker(archive, 'data/');
  const walk: ScriptWalk = {
    reading,
    classes: createScriptClasses(archive),
    visit: checker.visit,
    open: new Set(),
    budget: 500_000,
  };
  if (read?.value !== undefined) walkModule(walk, read.value, []);
  reportFaults(reading, checker.faults);
  if (constant?.value !== undefined) addConstants(reading, archive, constant.value);
}

interface ScriptWalk {
  readonly reading: Reading;
  readonly classes: (type: string) => ScriptClass | undefined;
  readonly visit: (name: string, tensor: PickledTensor) => void;
  readonly open: Set<PickleValue>;
  budget: number;
}

const DEEPEST = 64;

function walkModule(walk: ScriptWalk, value: PickleValue, path: readonly string[]): void {
  const tensor = readPickledTensor(value);
  if (tensor) return addScripted(walk, tensor, path, undefined);
  if (!isPickleNode(value) || walk.open.has(value)) return;
  walk.budget -= 1;
  if (walk.budget < 0 || path.length > DEEPEST) {
    if (walk.reading.gap === undefined) reportTooLarge(walk.reading, 'its modules nest too deep, or repeat too often');
    return;
  }
  walk.open.add(value);
  const type = value.kind === 'object' ? globalName(value.callee) : undefined;
  if (value.kind === 'object' && type?.startsWith('__torch__.')) walkMembers(walk, value, type, path);
  else for (const [index, item] of (listOf(value) ?? []).entries()) walkModule(walk, item, [...path, String(index)]);
  walk.open.delete(value);
}

function walkMembers(walk: ScriptWalk, { state }: PickleObject, type: string, path: readonly string[]): void {
  const known = walk.classes(type);
  if (!known || known.isModule) walk.reading.moduleTypes.set(path.join('.'), shownClass(type));
  // A class with its own way of saving keeps whatever it likes; of that no role is known.
  const members = pairsOf(state);
  if (members.length === 0 && state !== undefined) walkModule(walk, state, path);
  for (const [key, value] of members) {
    if (typeof key !== 'string') continue;
    const role = known?.parameters.has(key) ? 'parameter' : known?.buffers.has(key) ? 'buffer' : undefined;
    const tensor = readPickledTensor(value);
    if (tensor) addScripted(walk, tensor, [...path, key], role);
    else walkModule(walk, value, [...path, key]);
  }
}

function addScripted(
  { reading, visit }: ScriptWalk,
  tensor: PickledTensor,
  path: readonly string[],
  role: 'parameter' | 'buffer' | undefined,
): void {
  const name = path.join('.');
  addTensor(reading, {
    name,
    section: '',
    dtype: tensor.dtype,
    shape: tensor.shape,
    role: role ?? 'unknown',
    isRoleDeclared: role !== undefined,
    storage: storageIdentity(tensor),
  });
  visit(name, tensor);
}

/** Tensors that the code names as constants: no parameters, and told apart by their section. */
function addConstants(reading: Reading, archive: Archive, value: PickleValue): void {
  const checker = createStorageChecker(archive, 'constants/');
  for (const [index, item] of (listOf(value) ?? []).entries()) {
    const tensor = readPickledTensor(item);
    if (!tensor) continue;
    const identity = storageIdentity(tensor);
    addTensor(reading, {
      name: `c${index}`,
      section: 'constants',
      dtype: tensor.dtype,
      shape: tensor.shape,
      role: 'constant',
      isRoleDeclared: true,
      storage: identity && `constants/${identity}`,
    });
    checker.visit(`constants.c${index}`, tensor);
  }
  reportFaults(reading, checker.faults);
}
