import type { Described } from './modules.js';
export function describeVisionOperations(_worldOf: unknown): readonly Described[] {
  return [];
}
