import type { AlignedGroup } from './align-groups.js';
import type { RankSummary } from './rank-summary.js';

/** Turns a time of one rank (nanoseconds from the base of the first summary) into the time of the rank it is tied to. */
export type Clock = (timeNs: number) => number;

/** From so many collectives on it is seen whether a clock runs faster. */
const LEAST_FOR_DRIFT = 12;
/** A clock that is further off than this is none: the estimate is. */
const MOST_DRIFT = 1e-3;

/**
 * One clock for all ranks. Hosts have clocks of their own; but a collective ends in all ranks together, so the middle of the
 * differences of its ends is the difference of the clocks, and how that changes is how much faster one runs. Ranks that share
 * no group are tied through others; undefined where nothing ties a rank.
 */
export function estimateClocks(
  summaries: readonly RankSummary[],
  groups: readonly AlignedGroup[],
): (Clock | undefined)[] {
  const clocks: (Clock | undefined)[] = summaries.map(() => undefined);
  const groupsOf = new Map<number, AlignedGroup[]>();
  for (const group of groups)
    for (const member of group.members) groupsOf.set(member, [...(groupsOf.get(member) ?? []), group]);
  const done = new Set<AlignedGroup>();
  for (const first of groupsOf.keys()) {
    if (clocks[first]) continue;
    clocks[first] = (timeNs) => timeNs;
    // The nearest first: each way over another rank adds to the error.
    const waiting = [first];
    for (let at = 0; at < waiting.length; at += 1)
      for (const group of groupsOf.get(waiting[at] as number) ?? []) {
        if (done.has(group)) continue;
        done.add(group);
        waiting.push(...tieMembers(summaries, group, waiting[at] as number, clocks));
      }
  }
  return clocks;
}

/** Sets the clocks of the members that have none yet; those are given back. */
function tieMembers(
  summaries: readonly RankSummary[],
  group: AlignedGroup,
  known: number,
  clocks: (Clock | undefined)[],
): number[] {
  const anchor = group.members.indexOf(known);
  const toReference = clocks[known];
  const tied: number[] = [];
  for (const [index, member] of group.members.entries()) {
    if (clocks[member] || !toReference) continue;
    const ahead = fitDifference(listDifferences(summaries, group, anchor, index));
    if (!ahead) continue;
    clocks[member] = (timeNs) => toReference(timeNs - ahead(timeNs));
    tied.push(member);
  }
  return tied;
}

interface Differences {
  readonly count: number;
  /** When, by the clock of the other rank. */
  readonly times: Float64Array;
  /** How much later the other rank says that it ended. */
  readonly values: Float64Array;
}

function listDifferences(
  summaries: readonly RankSummary[],
  { members, rows, rounds }: AlignedGroup,
  anchor: number,
  other: number,
): Differences {
  const zero = summaries[0]?.collectives.baseMicroseconds ?? 0;
  const ours = summaries[members[other] ?? -1]?.collectives;
  const theirs = summaries[members[anchor] ?? -1]?.collectives;
  const times = new Float64Array(rounds);
  const values = new Float64Array(rounds);
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    const our = ours?.end[rows[other]?.[round] ?? -1];
    const their = theirs?.end[rows[anchor]?.[round] ?? -1];
    if (!ours || !theirs || our === undefined || their === undefined) continue;
    times[count] = (ours.baseMicroseconds - zero) * 1000 + our;
    values[count] = (ours.baseMicroseconds - theirs.baseMicroseconds) * 1000 + our - their;
    count += 1;
  }
  return { count, times: times.subarray(0, count), values: values.subarray(0, count) };
}

/** Through the middles of the first and the last third; level where they are few. */
function fitDifference({ count, times, values }: Differences): Clock | undefined {
  if (count === 0) return undefined;
  const third = Math.floor(count / 3);
  const middle = medianOf(values);
  if (count < LEAST_FOR_DRIFT) return () => middle;
  const [early, late] = [medianOf(times.subarray(0, third)), medianOf(times.subarray(count - third))];
  const [before, after] = [medianOf(values.subarray(0, third)), medianOf(values.subarray(count - third))];
  const drift = late > early ? (after - before) / (late - early) : 0;
  return Math.abs(drift) <= MOST_DRIFT ? (timeNs) => before + drift * (timeNs - early) : () => middle;
}

function medianOf(values: Float64Array): number {
  return values.slice().sort()[values.length >> 1] ?? 0;
}
