import type { Described } from './modules.js';
export function describeQuantization(_worldOf: unknown): readonly Described[] {
  return [];
}
