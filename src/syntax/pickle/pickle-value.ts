/**
 * What a pickle would build, as records that can do nothing: a class is its name, a call is the name and the arguments.
 * Values may be shared and may contain themselves: whoever walks them needs a budget.
 */
export type PickleValue = null | boolean | number | bigint | string | PickleNode;

export type PickleNode =
  | PickleBytes
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PicklePersistent
  | PickleUnknown;

export interface PickleBytes {
  readonly kind: 'bytes';
  readonly sizeBytes: number;
}

export interface PickleList {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset';
  readonly items: PickleValue[];
}

export type PicklePair = readonly [key: PickleValue, value: PickleValue];

/** A later pair of the same key takes the place of the earlier one. */
export interface PickleDict {
  readonly kind: 'dict';
  readonly pairs: PicklePair[];
}

/** A class or function, by its name. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** What a call would return, and what would then be done to it. */
export interface PickleObject {
  readonly kind: 'object';
  /** A global, unless the pickle calls what another call returned. */
  readonly callee: PickleValue;
  readonly args: readonly PickleValue[];
  /** What `__setstate__` or `__dict__` would get. */
  state?: PickleValue;
  /** What would be appended to it, and set in it. */
  items?: PickleValue[];
  pairs?: PicklePair[];
}

/** What lies outside of the pickle: in torch, a storage. */
export interface PicklePersistent {
  readonly kind: 'persistent';
  readonly id: PickleValue;
}

/** A value that was not kept. */
export interface PickleUnknown {
  readonly kind: 'unknown';
  readonly reason: string;
}

/** A class or function that loading the pickle would import. */
export interface PickleName {
  /** Both undefined when the name is not in the pickle: it is computed, or taken from a registry of the interpreter. */
  readonly module: string | undefined;
  readonly name: string | undefined;
  /** Where it is met first. */
  readonly offset: number;
  /** Whether it would be called, or an object made of it. */
  isCalled: boolean;
}

export function isPickleNode(value: PickleValue | undefined): value is PickleNode {
  return typeof value === 'object' && value !== null;
}

/** `torch._utils._rebuild_tensor_v2`, for the record of a class or function. */
export function globalName(value: PickleValue | undefined): string | undefined {
  return isPickleNode(value) && value.kind === 'global' ? `${value.module}.${value.name}` : undefined;
}
