import type { RunLane, RunRect, RunWindow } from '../../src/server/protocol.js';

/** Pixels. */
export const TRACK_HEIGHT = 18;
const LANE_GAP = 8;
const MEMORY_HEIGHT = 46;

export interface PlacedLane {
  /** Its place in the window; for memory, in the list of devices. */
  readonly index: number;
  readonly lane: RunLane | undefined;
  /** Of memory. */
  readonly device?: string;
  readonly top: number;
  readonly height: number;
  readonly isOpen: boolean;
}

export interface LaneLayout {
  readonly lanes: readonly PlacedLane[];
  readonly height: number;
}

/** What is seen at first: the steps, the busiest thread, all streams; other threads by their outermost track. */
export function openAtFirst({ lanes }: RunWindow): ReadonlySet<number> {
  const firstHost = lanes.findIndex(({ kind }) => kind === 'host');
  return new Set(lanes.flatMap(({ kind }, at) => (kind !== 'host' || at === firstHost ? [at] : [])));
}

export function placeLanes({ lanes, memory }: RunWindow, open: ReadonlySet<number>): LaneLayout {
  const placed: PlacedLane[] = [];
  let top = 4;
  for (const [index, lane] of lanes.entries()) {
    const isOpen = open.has(index);
    const height = (isOpen ? Math.max(1, lane.tracks) : 1) * TRACK_HEIGHT;
    placed.push({ index, lane, top, height, isOpen });
    top += height + LANE_GAP;
  }
  for (const [index, { device }] of memory.entries()) {
    placed.push({ index, lane: undefined, device, top, height: MEMORY_HEIGHT, isOpen: true });
    top += MEMORY_HEIGHT + LANE_GAP;
  }
  return { lanes: placed, height: top };
}

/** Where a rectangle lies from the top; undefined when its lane is closed over it. */
export function topOf(rect: RunRect, { lanes }: LaneLayout): number | undefined {
  const placed = lanes[rect.lane];
  if (!placed?.lane || (rect.track > 0 && !placed.isOpen)) return undefined;
  return placed.top + rect.track * TRACK_HEIGHT;
}
