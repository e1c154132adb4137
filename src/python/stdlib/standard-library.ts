import type { Natives } from '../machine.js';
import { combineNatives } from '../natives.js';

/** The parts of Python's own library that models use; made anew for each interpreter. */
export function standardLibrary(): Natives {
  return combineNatives();
}
