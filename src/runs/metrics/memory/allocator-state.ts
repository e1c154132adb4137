import type { PickleValue } from '../../../syntax/pickle/pickle-value.js';
import type { MemoryFragmentation } from '../../report/rank-report.js';
import { fieldsOf, itemsOf, numberOf, textOf } from './snapshot-values.js';

/** What the caching allocator of one device held when the snapshot was taken. */
export interface AllocatorState {
  readonly fragmentation: MemoryFragmentation;
  /** As it was asked for, before rounding: what the history counts in. */
  readonly askedBytes: number;
}

/** From `segments`: by the number of the device. */
export function readAllocatorStates(segments: PickleValue | undefined): Map<number, AllocatorState> {
  const states = new Map<number, AllocatorState>();
  for (const segment of itemsOf(segments)) {
    const fields = fieldsOf(segment);
    const device = numberOf(fields.get('device')) ?? 0;
    states.set(device, addSegment(states.get(device), fields));
  }
  return states;
}

function addSegment(before: AllocatorState | undefined, fields: ReadonlyMap<string, PickleValue>): AllocatorState {
  let { allocatedBytes, freeBytes, largestFreeBytes, roundingBytes } = before?.fragmentation ?? NOTHING;
  let askedBytes = before?.askedBytes ?? 0;
  for (const block of itemsOf(fields.get('blocks'))) {
    const parts = fieldsOf(block);
    const size = numberOf(parts.get('size')) ?? 0;
    const state = textOf(parts.get('state'));
    if (state === 'active_allocated') {
      const asked = numberOf(parts.get('requested_size')) ?? askedOfHistory(parts) ?? size;
      allocatedBytes += size;
      askedBytes += asked;
      roundingBytes += size - asked;
    } else if (state === 'inactive') {
      freeBytes += size;
      largestFreeBytes = Math.max(largestFreeBytes, size);
    }
  }
  const reservedBytes = (before?.fragmentation.reservedBytes ?? 0) + (numberOf(fields.get('total_size')) ?? 0);
  return { fragmentation: { reservedBytes, allocatedBytes, freeBytes, largestFreeBytes, roundingBytes }, askedBytes };
}

const NOTHING: MemoryFragmentation = {
  reservedBytes: 0,
  allocatedBytes: 0,
  freeBytes: 0,
  largestFreeBytes: 0,
  roundingBytes: 0,
};

/** torch 2.0 said it in the history of each block. */
function askedOfHistory(block: ReadonlyMap<string, PickleValue>): number | undefined {
  return numberOf(fieldsOf(itemsOf(block.get('history'))[0]).get('real_size'));
}
