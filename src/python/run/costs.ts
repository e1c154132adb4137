/**
 * Steps that are counted for what takes more memory or time than a statement, so that a program that makes such things for ever comes to
 * the end of its steps in seconds and within some hundred megabytes.
 */
export const COSTS = {
  /** A list, a tuple, a dict or a set that is written out. */
  container: 8,
  instance: 20,
  function: 40,
  class: 1000,
  /** A thing that one of two ways has changed: kept, given back and merged, each with all of its entries. */
  changedThing: 10,
  /** An operation of an int that is larger than JavaScript's numbers. */
  largeInt: 8,
  /** An entry of what holds very many already. */
  manyEntries: 20,
  /** An allocation that was too much: whoever goes on asks again and again. */
  refusal: 100,
} as const;

/** So many entries are nothing special. */
export const MANY = 2000;
