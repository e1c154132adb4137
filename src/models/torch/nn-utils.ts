import type { Described } from './modules.js';
export function describeNnUtils(_worldOf: unknown): readonly Described[] {
  return [];
}
