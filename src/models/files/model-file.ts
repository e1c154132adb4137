import type { ByteSource } from '../../base/byte-source.js';
import type { Finding } from '../../findings/finding.js';
import type { FileGraph } from './file-graph.js';

export type ModelFormat =
  /** `torch.save` since 1.6, and before. */
  | 'torch-zip'
  | 'torch-legacy'
  | 'torch-tar'
  /** A pickle that torch.save did not write. */
  | 'pickle'
  | 'torchscript'
  | 'torch-export'
  | 'safetensors'
  | 'sharded-index'
  | 'distributed-checkpoint'
  | 'onnx'
  | 'unknown';

/** `constant`: belongs to the code, not to a module. `average`: a copy of the parameters that follows them (EMA, SWA). */
export type TensorRole = 'parameter' | 'buffer' | 'constant' | 'optimizer' | 'average' | 'unknown';

export interface ModelTensor {
  /** As a state dict names it. */
  readonly name: string;
  /** Where in the file its state dict is: `''`, `model`, `optimizer`, …; two sections may have tensors of one name. */
  readonly section: string;
  /** `float32`, `bfloat16`, …; `unknown` where the file gives none that is known. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly elements: number;
  readonly role: TensorRole;
  /** Whether the file itself says the role; otherwise it was taken from name, type and section. */
  readonly isRoleDeclared: boolean;
  /** Tensors of the same identity are the same bytes (tied weights); undefined where a tensor has none. */
  readonly storage: string | undefined;
}

/** A number of elements. `estimated`: it rests on what names usually mean. */
export type Count =
  | { readonly kind: 'exact'; readonly value: number }
  | { readonly kind: 'estimated'; readonly value: number; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Elements, with those of tied tensors counted once. */
export interface ModelTotals {
  readonly parameters: Count;
  readonly buffers: Count;
  /** All that belongs to the model, whatever its role; not optimizers, not averages. */
  readonly elements: Count;
  /** What `elements` are: exporters to ONNX fold and merge parameters, so that they cannot be called so. */
  readonly elementsAre: 'tensor elements' | 'initialiser elements';
  readonly optimizer: number;
  readonly averages: number;
  /** Names of the tensors that are one and the same. */
  readonly tied: readonly (readonly string[])[];
}

export interface FileModule {
  /** `layer1.0`; `''` is the whole. */
  readonly path: string;
  readonly name: string;
  /** Class, where the file says it. */
  readonly type: string | undefined;
  /** Names of the tensors that are its own. */
  readonly tensors: readonly string[];
  /** Elements of parameters in it and below; tied ones once for each place. */
  readonly parameters: number;
  readonly children: readonly FileModule[];
}

/** What a model file says of itself, read without loading it. */
export interface ModelFile {
  readonly name: string;
  readonly format: ModelFormat;
  /** What wrote it, as far as it says. */
  readonly producer: string | undefined;
  readonly sizeBytes: number;
  readonly tensors: readonly ModelTensor[];
  readonly totals: ModelTotals;
  readonly modules: FileModule;
  readonly graph: FileGraph | undefined;
  readonly metadata: readonly MetadataEntry[];
  /** Classes and functions that pickles in it name, sorted. */
  readonly pickleNames: readonly string[];
  readonly problems: readonly Finding[];
}

export interface MetadataEntry {
  readonly key: string;
  readonly value: string;
}

/** The files of the same folder; undefined for what is not there, or may not be read. */
export interface Siblings {
  open(name: string): ByteSource | undefined;
}

/** For a file that stands alone. */
export const NO_SIBLINGS: Siblings = { open: () => undefined };
