import type { Machine } from '../../python/machine.js';
import { type Bound, defineRawFunction } from '../../python/natives.js';
import { bindArguments, parseSignature, type Signature } from '../../python/signature.js';
import { isKind, makeTuple } from '../../python/values/make.js';
import type { Keywords, NativeFunction, Unknown, Value } from '../../python/values/value.js';
import { listTensors } from './dataflow.js';
import type { Dimension } from './dimension.js';
import { DTYPE_ALIASES } from './dtype.js';
import { makeResults } from './named-results.js';
import type { Judge } from './shapes/judge.js';
import {
  type DtypeName,
  isDtypeName,
  isShapeKnown,
  isTensor,
  readData,
  type TensorFacts,
  type TensorInstance,
} from './tensor.js';
import { makeTensor, Obstacle, unknownTensor, valueToDimension, valueToNumber, type World } from './world.js';

/** A tensor, several (a tuple), or a value that is none. */
export type Result = TensorFacts | readonly TensorFacts[] | { readonly value: Value };

export interface Operation {
  readonly name: string;
  /** As in torch; the first parameter of a method is the tensor itself. */
  readonly signature: string;
  readonly run: (call: Call) => Result;
  /** What comes when it cannot be told: a tensor (when absent), so many, or a value. */
  readonly gives?: number | 'value';
  /** `view` and its like: the result looks at the memory of the first tensor. */
  readonly isView?: boolean;
}

/** The facts of a tensor with its rank and lengths known (lengths perhaps as symbols). */
export interface Ranked extends TensorFacts {
  readonly shape: readonly Dimension[];
}

/** What an operation sees of the way it was called. What is not known leaves it by `Obstacle`. */
export interface Call extends Judge {
  readonly world: World;
  readonly machine: Machine;
  readonly rest: readonly Value[];
  has(name: string): boolean;
  /** The argument; unknown ones leave. */
  get(name: string): Value;
  raw(name: string): Value;
  tensor(name: string): TensorFacts;
  ranked(name: string): Ranked;
  /** undefined for None. */
  optional(name: string): TensorFacts | undefined;
  /** Tensors of a list or tuple. */
  tensors(value: Value): readonly TensorFacts[];
  facts(value: Value): TensorFacts;
  int(name: string): number;
  optionalInt(name: string): number | undefined;
  /** A number, or several: undefined for None. */
  ints(name: string): readonly number[] | undefined;
  number(name: string): number;
  flag(name: string): boolean;
  text(name: string): string;
  dimension(value: Value): Dimension;
  /** Lengths from `(2, 3)`, `[2, 3]` or `2, 3`. */
  dimensions(values: readonly Value[]): readonly Dimension[];
  dtype(name: string): DtypeName | undefined;
  refuse(reason: string): never;
}

const SIGNATURES = new Map<string, Signature>();

function signatureOf(text: string): Signature {
  const known = SIGNATURES.get(text);
  if (known) return known;
  const signature = parseSignature(text);
  SIGNATURES.set(text, signature);
  return signature;
}

const SYNONYMS: Readonly<Record<string, string>> = { axis: 'dim', keepdims: 'keepdim', x: 'input', self: 'input' };
const INERT = new Set(
  'out memory_format layout pin_memory generator non_blocking names inplace requires_grad device'.split(' '),
);

/** Arguments that say nothing about shapes are taken away, `axis` becomes `dim`. */
function tidyKeywords(keywords: Keywords, signature: Signature): Keywords {
  if (!keywords || keywords.size === 0) return keywords;
  const tidy = new Map<string, Value>();
  for (const [name, value] of keywords) {
    const synonym = SYNONYMS[name];
    if (signature.indexOf.has(name)) tidy.set(name, value);
    else if (synonym !== undefined && signature.indexOf.has(synonym)) tidy.set(synonym, value);
    else if (name !== 'dtype' && !INERT.has(name)) tidy.set(name, value);
  }
  return tidy;
}

/** Makes the function that Python calls. `as` is the name in messages and in the record. */
export function defineOperation(world: World, operation: Operation): NativeFunction {
  return defineRawFunction(operation.name, (machine, values, keywords) => {
    const signature = signatureOf(operation.signature);
    const tidy = tidyKeywords(keywords, signature);
    const bound = bindArguments(machine, operation.name, signature, values, tidy);
    const result = runOperation(
      world,
      operation,
      bound,
      signature.indexOf.has('dtype') ? undefined : keywords?.get('dtype'),
    );
    const inputs = listInputs(values, keywords);
    return finish(world, operation, inputs, result);
  });
}

function listInputs(values: readonly Value[], keywords: Keywords): TensorInstance[] {
  return listTensors(makeTuple(keywords ? [...values, ...keywords.values()] : values));
}

function runOperation(world: World, operation: Operation, bound: Bound, dtype: Value | undefined): Result | Unknown {
  try {
    const call = createCall(world, bound);
    const result = operation.run(call);
    const cast = dtype === undefined ? undefined : dtypeOf(dtype);
    if (cast === undefined || !('shape' in result)) return result;
    return { shape: result.shape, dtype: cast };
  } catch (error) {
    if (error instanceof Obstacle) return error.unknown;
    throw error;
  }
}

function finish(
  world: World,
  operation: Operation,
  inputs: readonly TensorInstance[],
  result: Result | Unknown,
): Value {
  if ('kind' in result) return finishUnknown(world, operation, inputs, result);
  if ('value' in result) return result.value;
  const storage = operation.isView ? inputs[0]?.state.storage : undefined;
  const facts = 'shape' in result ? [result] : result;
  const outputs = facts.map((item) => makeTensor(world, item, storage));
  record(world, operation.name, inputs, outputs);
  const [only] = outputs;
  return 'shape' in result && only !== undefined ? only : makeResults(world, operation.name, outputs);
}

function finishUnknown(world: World, operation: Operation, inputs: readonly TensorInstance[], unknown: Unknown): Value {
  const { gives = 1 } = operation;
  if (gives === 'value') return unknown;
  if (gives === 0) return unknown;
  const outputs = Array.from({ length: gives }, () => unknownTensor(world, unknown));
  record(world, operation.name, inputs, outputs);
  const [only] = outputs;
  return gives === 1 && only !== undefined ? only : makeResults(world, operation.name, outputs);
}

const RECORDED_STEPS = 150;

export function record(
  world: World,
  name: string,
  inputs: readonly TensorInstance[],
  outputs: readonly TensorInstance[],
): void {
  // What is written down is kept until all is drawn.
  if (world.listener.recorder) world.machine.spend(RECORDED_STEPS);
  if (world.quiet === 0) world.listener.recorder?.operation(name, inputs, outputs, world.machine.site());
}

/** `torch.float32`, or the Python types that stand for dtypes; undefined for None. */
export function dtypeOf(value: Value): DtypeName | undefined {
  if (value === null) return undefined;
  const fromNumpy = isKind(value, 'external') ? value.path.replace(/^numpy\./, '') : '';
  if (isDtypeName(fromNumpy)) return fromNumpy;
  if (isKind(value, 'unknown') || isKind(value, 'external')) throw new Obstacle(asUnknown(value));
  if (isKind(value, 'instance') && typeof value.state === 'string' && isDtypeName(value.state)) return value.state;
  if (isKind(value, 'class')) {
    const named = { float: 'float64', int: 'int64', bool: 'bool', complex: 'complex128' } as const;
    if (value.name in named) return named[value.name as keyof typeof named];
  }
  if (typeof value === 'string') {
    const name = value.replace('torch.', '');
    return isDtypeName(name) ? name : DTYPE_ALIASES[name];
  }
  return undefined;
}

function asUnknown(value: Value): Unknown {
  if (isKind(value, 'unknown')) return value;
  if (isKind(value, 'external'))
    return { kind: 'unknown', reason: `${value.path} is not known to torchdock`, site: value.site };
  return { kind: 'unknown', reason: 'not known', site: undefined };
}

export function createCall(world: World, bound: Pick<Bound, 'get' | 'has' | 'rest'>): Call {
  const { machine } = world;
  const refuse = (reason: string): never => {
    throw new Obstacle(machine.unknown(reason));
  };
  const checked = (value: Value): Value => {
    if (isKind(value, 'unknown') || isKind(value, 'external')) throw new Obstacle(asUnknown(value));
    return value;
  };
  const get = (name: string): Value => checked(bound.get(name));
  const facts = (value: Value): TensorFacts => factsOf(world, checked(value), refuse);
  const dimension = (value: Value): Dimension => {
    const length = valueToDimension(value);
    if (length !== undefined) return length;
    if (isTensor(value)) return machine.unknown('a length that a tensor holds');
    if (isKind(value, 'external')) return asUnknown(value);
    return machine.raise('TypeError', `an int was expected, not ${kindName(value)}`);
  };
  const int = (value: Value, name: string): number => {
    const length = dimension(checked(value));
    return typeof length === 'number' ? length : refuse(`${name} hangs on the input`);
  };
  const list = (value: Value): readonly Value[] => {
    const items = machine.listItems(value);
    return 'kind' in items ? refuse(items.reason) : items;
  };
  const ints = (name: string): readonly number[] | undefined => {
    const value = get(name);
    if (value === null) return undefined;
    return isSequence(value) ? list(value).map((item) => int(item, name)) : [int(value, name)];
  };
  return {
    world,
    machine,
    rest: bound.rest,
    has: (name) => bound.has(name),
    get,
    raw: (name) => bound.get(name),
    facts,
    tensor: (name) => facts(bound.get(name)),
    ranked: (name) => rankedOf(facts(bound.get(name))),
    optional: (name) => (bound.get(name) === null ? undefined : facts(bound.get(name))),
    tensors: (value) => list(checked(value)).map(facts),
    int: (name) => int(get(name), name),
    optionalInt: (name) => (get(name) === null ? undefined : int(get(name), name)),
    ints,
    number: (name) => valueToNumber(get(name)) ?? refuse(`${name} is not known`),
    flag: (name) => flagOf(machine, get(name)),
    text: (name) => {
      const value = get(name);
      return typeof value === 'string' ? value : refuse(`${name} is not a text`);
    },
    dimension,
    dimensions: (values) => {
      const [only] = values;
      const items = values.length === 1 && only !== undefined && isSequence(checked(only)) ? list(only) : values;
      return items.map(dimension);
    },
    dtype: (name) => dtypeOf(get(name)),
    refuse,
    unknown: (reason) => machine.unknown(reason),
    fail: (message) => machine.raise('RuntimeError', message),
    failIndex: (message) => machine.raise('IndexError', message),
  };
}

function flagOf(machine: Machine, value: Value): boolean {
  const truth = machine.truth(value);
  if (typeof truth === 'boolean') return truth;
  throw new Obstacle(truth);
}

export function isSequence(value: Value): boolean {
  return (
    isKind(value, 'list') ||
    isKind(value, 'tuple') ||
    isKind(value, 'range') ||
    (isKind(value, 'instance') && isSequence(value.payload ?? null))
  );
}

function kindName(value: Value): string {
  return value === null ? 'NoneType' : typeof value === 'object' ? value.kind : typeof value;
}

export function rankedOf(facts: TensorFacts): Ranked {
  if (!isShapeKnown(facts.shape)) throw new Obstacle(facts.shape);
  return { ...facts, shape: facts.shape };
}

/** Numbers are taken for tensors without dimensions. */
function factsOf(world: World, value: Value, refuse: (reason: string) => never): TensorFacts {
  if (isTensor(value)) return { shape: value.state.shape, dtype: value.state.dtype, data: readData(value.state) };
  const number = valueToNumber(value);
  if (number === undefined) {
    if (valueToDimension(value) !== undefined) return { shape: [], dtype: 'int64' };
    if (value === null) return world.machine.raise('TypeError', 'a Tensor was expected, not NoneType');
    return refuse(`a tensor was expected, not ${kindName(value)}`);
  }
  const dtype = typeof value === 'boolean' ? 'bool' : typeof value === 'object' ? world.defaultDtype : 'int64';
  return { shape: [], dtype, data: [number] };
}
