import type { AlignedGroup } from './align-groups.js';
import type { Clock } from './estimate-clocks.js';
import type { RankSummary } from './rank-summary.js';

/** Who waited for whom in collectives, by summary. */
export interface Waiting {
  /** Time within its collectives before the last rank had come. */
  readonly waitingNs: Float64Array;
  /** How often it came last. */
  readonly last: Uint32Array;
  /** Mean time that the others waited for it then, summed. */
  readonly heldUpNs: Float64Array;
  /** Collectives of it that were compared. */
  readonly compared: Uint32Array;
  /** Collectives that all the ranks of their group which were given have. */
  readonly collectives: number;
}

/** Ranks within so little of each other came together. */
const TOGETHER_NS = 2000;

export function measureWaiting(
  summaries: readonly RankSummary[],
  groups: readonly AlignedGroup[],
  clocks: readonly (Clock | undefined)[],
): Waiting {
  const count = summaries.length;
  const waiting = {
    waitingNs: new Float64Array(count),
    last: new Uint32Array(count),
    heldUpNs: new Float64Array(count),
    compared: new Uint32Array(count),
    collectives: 0,
  };
  for (const group of groups)
    for (let round = 0; round < group.rounds; round += 1) addRound(summaries, group, round, clocks, waiting);
  return waiting;
}

/** Of the rows of one collective: who came when, on one clock. */
interface Arrival {
  readonly member: number;
  readonly start: number;
  readonly end: number;
}

function addRound(
  summaries: readonly RankSummary[],
  { members, rows }: AlignedGroup,
  round: number,
  clocks: readonly (Clock | undefined)[],
  waiting: { -readonly [Key in keyof Waiting]: Waiting[Key] },
): void {
  const zero = summaries[0]?.collectives.baseMicroseconds ?? 0;
  const arrivals: Arrival[] = [];
  for (const [index, member] of members.entries()) {
    const row = rows[index]?.[round] ?? -1;
    const clock = clocks[member];
    const columns = summaries[member]?.collectives;
    if (row < 0 || !clock || !columns) continue;
    const shift = (columns.baseMicroseconds - zero) * 1000;
    const start = clock((columns.start[row] as number) + shift);
    const end = clock((columns.end[row] as number) + shift);
    if (Number.isFinite(start) && Number.isFinite(end)) arrivals.push({ member, start, end });
  }
  const last = arrivals.reduce<Arrival | undefined>(
    (best, one) => (best && best.start >= one.start ? best : one),
    undefined,
  );
  if (!last || arrivals.length < 2) return;
  if (arrivals.length === members.length) waiting.collectives += 1;
  let waited = 0;
  for (const { member, start, end } of arrivals) {
    const time = Math.max(0, Math.min(last.start, end) - start);
    waiting.compared[member] = (waiting.compared[member] as number) + 1;
    waiting.waitingNs[member] = (waiting.waitingNs[member] as number) + time;
    waited += time;
  }
  const mean = waited / (arrivals.length - 1);
  if (mean <= TOGETHER_NS) return;
  waiting.last[last.member] = (waiting.last[last.member] as number) + 1;
  waiting.heldUpNs[last.member] = (waiting.heldUpNs[last.member] as number) + mean;
}
