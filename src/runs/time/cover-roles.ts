import { uniteAll } from '../intervals/combine-spans.js';
import { coverRows, type Spans } from '../intervals/spans.js';
import type { Timeline } from '../trace/timeline.js';

/** A timeline with the roles of its events, from which all times are measured. */
export interface RoledTimeline extends Timeline {
  /** `Role` bits of each row. */
  readonly roles: Uint16Array;
}

/** What work on the device with any of the roles covers. */
export function coverDevice({ device, events, roles }: RoledTimeline, wanted: number): Spans {
  return coverRows(device, events, roles, wanted);
}

/** What events with any of the roles cover on any thread of the host. */
export function coverHost({ threads, events, roles }: RoledTimeline, wanted: number): Spans {
  return uniteAll(threads.map(({ rows }) => coverRows(rows, events, roles, wanted)));
}
