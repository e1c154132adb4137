import type { TraceEvents } from '../../syntax/trace/events.js';
import type { Track } from './lanes.js';

export interface LaidTracks {
  readonly tracks: readonly Track[];
  readonly hidden: number;
}

const HIDDEN = 255;

/**
 * Puts each row on the first track that is free when it begins: what nests stands under what it is in, and what overlaps
 * otherwise beside it. `rows` are by start, at the same start the longest first. Linear for a bounded number of tracks.
 */
export function layTracks(rows: Uint32Array, { start, duration }: TraceEvents, mostTracks: number): LaidTracks {
  const most = Math.min(mostTracks, HIDDEN);
  const ends = new Float64Array(most).fill(Number.NEGATIVE_INFINITY);
  const sizes = new Uint32Array(most);
  const place = new Uint8Array(rows.length);
  let hidden = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number;
    const begin = start[row] as number;
    let track = 0;
    while (track < most && (ends[track] as number) > begin) track += 1;
    if (track === most) {
      place[at] = HIDDEN;
      hidden += 1;
      continue;
    }
    place[at] = track;
    // What takes no time stands where it is, and nothing stands on it.
    ends[track] = begin + Math.max(1, duration[row] as number);
    sizes[track] = (sizes[track] as number) + 1;
  }
  return { tracks: fillTracks(rows, place, sizes, duration), hidden };
}

function fillTracks(
  rows: Uint32Array,
  place: Uint8Array,
  sizes: Uint32Array,
  duration: Float64Array,
): readonly Track[] {
  const used = sizes.findIndex((size) => size === 0);
  const tracks = Array.from(sizes.subarray(0, used < 0 ? sizes.length : used), (size) => ({
    rows: new Uint32Array(size),
    before: new Float64Array(size + 1),
  }));
  sizes.fill(0);
  for (let at = 0; at < rows.length; at += 1) {
    const index = place[at] as number;
    const track = tracks[index];
    if (!track) continue;
    const row = rows[at] as number;
    const to = sizes[index] as number;
    track.rows[to] = row;
    track.before[to + 1] = (track.before[to] as number) + (duration[row] as number);
    sizes[index] = to + 1;
  }
  return tracks;
}
