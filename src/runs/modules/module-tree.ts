/** A module of a model as its source says it; children in the order in which they are registered. */
export interface ModuleTree {
  /** Dotted, from the model: `layer1.0.conv1`; '' is the model itself. */
  readonly path: string;
  /** Class, with or without its package. */
  readonly type: string;
  readonly children: readonly ModuleTree[];
}
