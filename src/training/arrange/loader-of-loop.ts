import type { Program } from '../record/program.js';
import type { Draft } from './drafts.js';
import { type FoundLoop, type FoundLoops, findSource } from './find-loops.js';
import { isModelCall } from './loop-kinds.js';
import type { Sources } from './sources.js';

/** The loader that a loop goes over; where it is hidden in a generator of the program, the only one whose batches are used in it. */
export function loaderOfLoop(
  { scope, loop }: FoundLoop,
  program: Program,
  found: FoundLoops,
  sources: Sources,
): Draft | undefined {
  if (scope.kind !== 'loop') return undefined;
  const value = findSource(scope.items, (item) => sources.draftOf(item)?.role === 'loader');
  if (value !== undefined) return sources.draftOf(value);
  if (loop.kind !== 'step' && loop.kind !== 'evaluation') return undefined;
  const loaders = new Set<Draft>();
  for (const call of program.calls) {
    const isUsed = isModelCall(call) || call.name === 'to' || call.name === 'cuda';
    if (!isUsed || found.loopOf(call.scope)?.id !== loop.id || loaders.size > 1) continue;
    for (const given of [...call.values, ...(call.receiver === undefined ? [] : [call.receiver])]) {
      for (const from of sources.sourcesOf(given)) if (from.role === 'loader') loaders.add(from);
    }
  }
  return loaders.size === 1 ? [...loaders][0] : undefined;
}
