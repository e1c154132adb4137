import { uniteAll } from '../intervals/combine-spans.js';
import { sortRows } from '../intervals/sort-rows.js';
import { coverRows, type Spans } from '../intervals/spans.js';
import type { Timeline } from '../trace/timeline.js';
import { assignRoles } from './roles.js';

/** A timeline with the roles of its events, from which all times are measured. */
export interface RoledTimeline extends Timeline {
  /** `Role` bits of each row. */
  readonly roles: Uint16Array;
  /** Rows of the host in groups that are each in the order of their starts. */
  readonly host: readonly Uint32Array[];
}

/** More are covered as one: sorting their rows once is cheaper than to unite what so many cover. */
const MOST_GROUPS = 128;

export function withRoles(timeline: Timeline): RoledTimeline {
  const host = timeline.threads.map(({ rows }) => rows);
  return {
    ...timeline,
    roles: assignRoles(timeline),
    host: host.length > MOST_GROUPS ? [sortRows(concat(host), timeline.events.start)] : host,
  };
}

/** What work on the device with any of the roles covers. */
export function coverDevice({ device, events, roles }: RoledTimeline, wanted: number): Spans {
  return coverRows(device, events, roles, wanted);
}

/** What events with any of the roles cover on any thread of the host. */
export function coverHost({ host, events, roles }: RoledTimeline, wanted: number): Spans {
  return uniteAll(host.map((rows) => coverRows(rows, events, roles, wanted)));
}

function concat(groups: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(groups.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const group of groups) {
    all.set(group, at);
    at += group.length;
  }
  return all;
}
