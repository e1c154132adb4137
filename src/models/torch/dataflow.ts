import type { Instance, Site, Value } from '../../python/values/value.js';
import { isTensor, type TensorInstance } from './tensor.js';

/**
 * Hears what happens while `forward` runs (and while constructors compute with tensors: listen only when you want to).
 * A tensor is known by its identity; what an in-place operation gives is the tensor that it was given, so the last operation
 * that put it out is where it comes from. Calls nest: all that is heard between `enterModule` and `leaveModule` is inside.
 */
export interface Recorder {
  /** `inputs`: the arguments as given, by position and then by keyword. */
  enterModule(instance: Instance, inputs: readonly Value[], site: Site | undefined): void;
  /** `output` is undefined when `forward` raised. */
  leaveModule(instance: Instance, output: Value | undefined): void;
  /** `name` as in torch: `add`, `cat`, `matmul`, `conv2d`, `view`. Inside of leaf layers nothing is heard. */
  operation(
    name: string,
    inputs: readonly TensorInstance[],
    outputs: readonly TensorInstance[],
    site: Site | undefined,
  ): void;
}

/** Holds the recorder of the moment, so that one interpreter can build with nobody listening and then run `forward` heard. */
export interface Listener {
  recorder: Recorder | undefined;
}

/** All tensors in a value: itself, or in lists, tuples, dicts, the fields of a dataclass. In order, each once. */
export function listTensors(value: Value): TensorInstance[] {
  const found = new Set<TensorInstance>();
  const seen = new Set<object>();
  const visit = (item: Value, depth: number): void => {
    if (typeof item !== 'object' || item === null || depth > 8 || seen.has(item)) return;
    seen.add(item);
    if (isTensor(item)) found.add(item);
    else if (item.kind === 'list' || item.kind === 'tuple') for (const inner of item.items) visit(inner, depth + 1);
    else if (item.kind === 'dict') for (const [, inner] of item.entries.values()) visit(inner, depth + 1);
    else if (item.kind === 'instance') {
      if (item.payload !== undefined) visit(item.payload, depth + 1);
      else if (!item.attributes.has('_modules')) for (const inner of item.attributes.values()) visit(inner, depth + 1);
    }
  };
  visit(value, 0);
  return [...found];
}
