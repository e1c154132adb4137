import type { Place } from '../base/text.js';

/**
 * A model as far as it follows from its source or its file: pure data, all that the tree, `model/1` and the picture show.
 *
 *     source → interpreter + torch natives → instance, recorded calls ─┐
 *                                                                      ├→ Model → tree text, model/1, diagram
 *     .pt, .onnx, .safetensors → readModelFile ────────────────────────┘
 */
export interface Model {
  /** What it is called: the class, or the expression that made it. */
  readonly name: string;
  readonly origin: 'source' | 'file';
  /** Where it is defined. */
  readonly place?: Place;
  readonly root: ModelModule;
  /** Each parameter once, also when two modules share it. */
  readonly parameters: { readonly total: Count; readonly trainable: Count };
  /** Bytes of all parameters and buffers, by their own dtypes. */
  readonly weightBytes: Count;
  readonly tied: readonly TiedWeights[];
  /** Absent when it was not followed, or could not be. `whyNoFlow` says why. */
  readonly flow?: ModelFlow;
  readonly whyNoFlow?: string;
  /** What was taken as it usually is, as a variable of the environment that is not set: the numbers hold where it is so. */
  readonly assumed?: readonly UnknownPart[];
  /** What could not be followed, the first reasons first. Empty: everything here is exact. */
  readonly unknown: readonly UnknownPart[];
}

/** A number that is exact if `unknown` is empty; else `boundOf` says whether it is a lower bound at least. */
export interface Count {
  readonly value: number;
  readonly unknown: readonly UnknownPart[];
}

/** Something that could not be known, whose it is, and where in the source that comes from. */
export interface UnknownPart {
  /** Path of the module, `` for the model itself. */
  readonly path: string;
  readonly reason: string;
  readonly place?: Place;
  /** It can only add to a number: a layer that could not be made. Absent: it may take away, too, as what ties weights does. */
  readonly onlyAdds?: true;
}

/** What a number says of the true one; `none`: that may be more or less. */
export type Bound = 'exact' | 'at-least' | 'none';

/** An axis: a size, a name for one that is left open (`B`, `T`, `B*T`), `?` for one that is not known. */
export type Dimension = number | string;

/** Undefined shape: not even the number of axes is known. */
export interface TensorShape {
  readonly shape: readonly Dimension[] | undefined;
  /** `float32`, `int64`…; absent when it is not known. */
  readonly dtype?: string;
}

export interface ModelParameter {
  readonly name: string;
  /** Undefined when it is not known. */
  readonly shape: readonly Dimension[] | undefined;
  readonly dtype?: string;
  readonly isTrainable: boolean;
  /** Of a buffer: false when no state dict holds it. */
  readonly isPersistent?: false;
  /** The path of the same parameter that was counted before: `wte.weight`. */
  readonly tiedTo?: string;
}

/** One module of the tree. */
export interface ModelModule {
  /** `layer1.0.conv1`; `` for the model itself. */
  readonly path: string;
  /** Last step of the path. */
  readonly name: string;
  /** Name of the class: `Conv2d`, `Bottleneck`. */
  readonly type: string;
  /** True for the layers of the library: what is inside them nobody asks. */
  readonly isLibrary: boolean;
  /** The parts of its construction that a reader wants to see: `3→64, 7×7, stride 2`. */
  readonly details?: string;
  /** Where it was made. */
  readonly place?: Place;
  /** Where its class is defined. */
  readonly definition?: Place;
  /** Its own, without those of its children. */
  readonly parameters: readonly ModelParameter[];
  readonly buffers: readonly ModelParameter[];
  /** Its own and those of its children, each once; what was counted in an earlier module already is not counted again. */
  readonly total: Count;
  readonly trainable: Count;
  readonly children: readonly ModelModule[];
  /** What its last call gave; absent when it was not called or not followed. */
  readonly outputs?: readonly TensorShape[];
  /** Times that `forward` was entered; absent when no forward was followed. */
  readonly calls?: number;
  /** Of all calls, of itself and its children; see `multiply-adds.ts` for what is counted. */
  readonly multiplyAdds?: Count;
  /** The same module stands in an earlier place of the tree already: its path there. */
  readonly sharedWith?: string;
}

/** Parameters that are one. */
export interface TiedWeights {
  /** Of the parameters, the one that was met first at the front. */
  readonly paths: readonly string[];
}

/** What a `forward` does with its inputs. */
export interface ModelFlow {
  /** In the order in which they ran. Calls of modules form a tree by `parent`. */
  readonly nodes: readonly FlowNode[];
  /** Between nodes that hold no others. */
  readonly edges: readonly FlowEdge[];
  readonly inputs: readonly ModelInput[];
  /** Bytes of all that layers and operations gave, for the batch that was asked for; absent when a shape is open. */
  readonly activationBytes?: Count;
}

export interface ModelInput {
  readonly name: string;
  readonly tensor: TensorShape;
  /** True when nobody gave it: it follows from the first layer. */
  readonly isInferred: boolean;
}

export interface FlowNode {
  /** Unique; the same for the same source. */
  readonly id: string;
  readonly kind: 'input' | 'output' | 'module' | 'operation';
  /** The call of a module in whose `forward` it happened. */
  readonly parent?: string;
  /** Of a module: its path in the tree. */
  readonly path?: string;
  /** Of an operation: `add`, `cat`, `matmul`, `softmax`…; of an input or output: its name. */
  readonly name: string;
  readonly outputs: readonly TensorShape[];
  /** Of an operation: paths of the parameters and buffers that it takes directly: `pos_embedding`. */
  readonly reads?: readonly string[];
  readonly place?: Place;
  /** Why nothing is known of what it does. */
  readonly unknown?: string;
}

export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  readonly tensor?: TensorShape;
}

export function exactly(value: number): Count {
  return { value, unknown: [] };
}

export function isExact({ unknown }: Count): boolean {
  return unknown.length === 0;
}

export function boundOf({ unknown }: Count): Bound {
  if (unknown.length === 0) return 'exact';
  return unknown.every(({ onlyAdds }) => onlyAdds) ? 'at-least' : 'none';
}

/** Sum of counts; what is unknown in two of them is named once. */
export function addCounts(counts: readonly Count[]): Count {
  const unknown = new Map<string, UnknownPart>();
  let value = 0;
  for (const count of counts) {
    value += count.value;
    for (const part of count.unknown) {
      const key = `${part.path}\u0000${part.reason}`;
      if (unknown.get(key)?.onlyAdds !== undefined || !unknown.has(key)) unknown.set(key, part);
    }
  }
  return { value, unknown: [...unknown.values()] };
}

/** Elements of a tensor; undefined when an axis is open or not known. */
export function elementsOf(shape: readonly Dimension[] | undefined): number | undefined {
  let elements = 1;
  for (const size of shape ?? ['?']) {
    if (typeof size !== 'number') return undefined;
    elements *= size;
  }
  return elements;
}

/** Every module, parents before children. */
export function* walkModules(module: ModelModule): Generator<ModelModule> {
  yield module;
  for (const child of module.children) yield* walkModules(child);
}
