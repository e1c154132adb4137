import { Raised } from './runtime.js';

/** An exception of the program as a value. */
export function tryWay<T>(way: () => T): T | Raised {
  try {
    return way();
  } catch (error) {
    if (error instanceof Raised) return error;
    throw error;
  }
}
