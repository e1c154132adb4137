import { COLLECTION_OPERATIONS } from './collection-operations.js';
import type { PickleOperation } from './machine.js';
import { OBJECT_OPERATIONS } from './object-operations.js';
import { SCALAR_OPERATIONS } from './scalar-operations.js';

/**
 * Every operation of the protocols 0 to 5 (CPython's `pickletools.py`) by its byte, but the one that ends the pickle.
 * None calls, imports or looks up anything.
 */
export const OPERATIONS: ReadonlyMap<number, PickleOperation> = new Map(
  Object.entries({ ...SCALAR_OPERATIONS, ...COLLECTION_OPERATIONS, ...OBJECT_OPERATIONS }).map(([byte, operation]) => [
    Number(byte),
    operation,
  ]),
);
