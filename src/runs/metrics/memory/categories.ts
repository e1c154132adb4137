import type { MemoryHolder } from '../../report/rank-report.js';

/** Categories of the memory profiler by their number (`_CATEGORY_TO_INDEX` of `torch/profiler/_memory_profiler.py`). */
const CATEGORIES = [
  'parameters',
  'optimizer state',
  'inputs',
  'temporaries',
  'activations',
  'gradients',
  'autograd details',
  'uncategorised',
];
export const CATEGORY_COUNT = CATEGORIES.length;

/** What was held, the most first; nothing of what held nothing. */
export function holdersOf(bytes: ArrayLike<number>): MemoryHolder[] {
  return CATEGORIES.map((name, index) => ({ name, bytes: bytes[index] ?? 0 }))
    .filter((holder) => holder.bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}
