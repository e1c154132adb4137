/** The computation that a file holds: operations and the values between them, by name. */
export interface FileGraph {
  readonly inputs: readonly FileValue[];
  readonly outputs: readonly FileValue[];
  readonly nodes: readonly FileNode[];
  /** Types of values, where the file has them. */
  readonly values: ReadonlyMap<string, FileValue>;
  /** False when it has more nodes than are kept. */
  readonly isComplete: boolean;
}

export interface FileValue {
  readonly name: string;
  readonly dtype: string;
  /** A text is a dimension that is not fixed (`batch`); undefined: the file does not say the shape. */
  readonly shape: readonly (number | string)[] | undefined;
}

export interface FileNode {
  readonly name: string;
  /** `Conv`, `aten.conv2d.default`. */
  readonly operator: string;
  /** Names of values; `''` is an input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The modules that it is in, outermost first. */
  readonly scope: readonly { readonly path: string; readonly type: string | undefined }[];
}

export const MOST_NODES = 50_000;
