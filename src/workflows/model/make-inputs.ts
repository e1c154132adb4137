import { makeSymbol } from '../../models/torch/dimension.js';
import { layerTagOf, walkModules } from '../../models/torch/module-state.js';
import { type DtypeName, isDtypeName, isTensor } from '../../models/torch/tensor.js';
import type { Machine } from '../../python/machine.js';
import { isKind, makeList, makeTuple } from '../../python/values/make.js';
import type { Instance, Value } from '../../python/values/value.js';

/** A tensor that somebody asked for: `1,3,224,224`, `B,128:int64`. */
export interface InputShape {
  readonly sizes: readonly (number | string)[];
  readonly dtype: DtypeName | undefined;
}

const MOST_AXES = 12;

/** What `--input` says, or why it cannot be meant. */
export function readInputShape(text: string): InputShape | string {
  const [shape = '', dtype, ...rest] = text.split(':');
  if (rest.length > 0) return 'there is more than one colon';
  if (dtype !== undefined && !isDtypeName(dtype)) return `${dtype} is no dtype of torch`;
  const sizes = shape.split(',').map((part) => part.trim().replace(/^\[|\]$/g, ''));
  if (sizes.length > MOST_AXES) return `more than ${MOST_AXES} axes`;
  const read = sizes.map((size) =>
    /^\d{1,9}$/.test(size) ? Number(size) : /^[A-Za-z]\w{0,15}$/.test(size) ? size : undefined,
  );
  if (read.some((size) => size === undefined || size === 0))
    return 'sizes are whole numbers from 1 on, with commas between them';
  return { sizes: read.filter((size) => size !== undefined), dtype };
}

/** A tensor of which nothing but shape and dtype is known. */
export function makeInput(machine: Machine, shape: InputShape, isList: boolean): Value {
  if (!isList) return makeTensor(machine, shape);
  const [batch, ...rest] = shape.sizes;
  const count = typeof batch === 'number' ? Math.min(batch, 64) : 1;
  return makeList(Array.from({ length: count }, () => makeTensor(machine, { ...shape, sizes: rest })));
}

function makeTensor(machine: Machine, { sizes, dtype = 'float32' }: InputShape): Value {
  const torch = machine.import('torch');
  const plain = makeTuple(sizes.map((size) => (typeof size === 'number' ? size : 2)));
  const keywords = new Map([['dtype', machine.getAttribute(torch, dtype)]]);
  const tensor = machine.call(machine.getAttribute(torch, 'empty'), [plain], keywords);
  if (!isTensor(tensor)) return tensor;
  machine.touch(tensor);
  const shape = sizes.map((size) => (typeof size === 'number' ? size : makeSymbol(size)));
  tensor.state = { ...tensor.state, shape, data: undefined };
  return tensor;
}

/** Images of these sides are tried, the usual first: those that a model refuses do not fit it. */
const SIDES: Readonly<Record<number, readonly number[]>> = { 1: [28, 32, 64, 224], 3: [224, 32, 64, 28, 299, 96, 128] };
const OTHER_SIDES: readonly number[] = [64, 32, 28, 16, 8, 224];

/** Shapes that the first layer would take, the likeliest first; none when that layer does not say. */
export function inferInputs(instance: Instance): readonly InputShape[] {
  for (const [, module] of walkModules(instance)) {
    const { cls, attributes } = module;
    const name = cls.isNative ? (layerTagOf(cls)?.name ?? '') : '';
    const read = (key: string): number | undefined => {
      const value = attributes.get(key);
      return typeof value === 'number' ? value : undefined;
    };
    const channels = read('in_channels');
    const dtype = undefined;
    if (/^Conv(?:Transpose)?2d$/.test(name) && channels !== undefined) {
      // What begins by growing begins small: a generator.
      const sides = name.includes('Transpose') ? [1, 4, 8] : (SIDES[channels] ?? OTHER_SIDES);
      return sides.map((side) => ({ sizes: [1, channels, side, side], dtype }));
    }
    if (/^Conv(?:Transpose)?1d$/.test(name) && channels !== undefined)
      return [1024, 128, 16000].map((length) => ({ sizes: [1, channels, length], dtype }));
    if (/^Conv(?:Transpose)?3d$/.test(name) && channels !== undefined)
      return [112, 64, 32].map((side) => ({ sizes: [1, channels, 16, side, side], dtype }));
    if (/^Embedding(?:Bag)?$/.test(name))
      return [32, 16, 128].map((length) => ({ sizes: [1, length], dtype: 'int64' }));
    const features = read('in_features');
    if (name === 'Linear' && features !== undefined) return linearInputs(features);
    const size = read('input_size');
    if (size !== undefined && /^(?:LSTM|GRU|RNN)$/.test(name)) return [{ sizes: [1, 16, size], dtype }];
  }
  return [];
}

/** 784 is an image of digits as often as a row. */
function linearInputs(features: number): readonly InputShape[] {
  const row: InputShape = { sizes: [1, features], dtype: undefined };
  const sequence: InputShape = { sizes: [1, 16, features], dtype: undefined };
  const side = Math.sqrt(features);
  const image: InputShape = { sizes: [1, 1, side, side], dtype: undefined };
  return Number.isInteger(side) && side >= 8 ? [row, sequence, image] : [row, sequence];
}

/** The dtype that the first layer asks for. */
export function usualDtype(instance: Instance): DtypeName {
  return inferInputs(instance)[0]?.dtype ?? 'float32';
}

export interface RequiredInput {
  readonly name: string;
  /** `List[Tensor]`: images of a batch, each for itself. */
  readonly isList: boolean;
}

/** What `forward` must be given; undefined when that is not known. */
export function requiredInputs(machine: Machine, instance: Instance): readonly RequiredInput[] | undefined {
  const forward = machine.lookup(instance.cls, 'forward');
  if (!isKind(forward, 'function')) return undefined;
  const { source, start } = forward.site;
  const match = /def\s+\w+\s*\(([\s\S]*?)\)\s*(?:->[^:]*)?:/.exec(source.text.slice(start, start + 4000));
  if (!match) return undefined;
  return splitParameters(match[1] ?? '')
    .slice(1)
    .filter((part) => !part.includes('=') && !part.startsWith('*') && part !== '/' && part !== '')
    .map((part) => ({
      name: part.replace(/:[\s\S]*$/, '').trim(),
      isList: /:\s*(?:\w+\.)?[Ll]ist\[\s*(?:torch\.)?Tensor\s*\]/.test(part),
    }));
}

/** At commas that stand in no brackets. */
function splitParameters(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text.replaceAll(/#.*$/gm, '')) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()].filter((item) => item !== '');
}
