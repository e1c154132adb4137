import { rankFindings } from '../../findings/catalog/rank.js';
import { traceFindings } from '../../findings/catalog/trace.js';
import type { Finding } from '../../findings/finding.js';
import type { AcrossRanks, HealthNote, RankRow } from '../report/run-report.js';
import { alignGroups } from './align-groups.js';
import { estimateClocks } from './estimate-clocks.js';
import { measureWaiting, type Waiting } from './measure-waiting.js';
import type { RankSummary } from './rank-summary.js';

export interface MergedRanks {
  /** Undefined when there are not two ranks to compare. */
  readonly acrossRanks: AcrossRanks | undefined;
  readonly health: readonly HealthNote[];
}

/** The others wait for a straggler longer than this share of the time (as Holistic Trace Analysis has it). */
const STRAGGLER_SHARE = 0.01;
/** And of all that is waited for, so many times its even share is for it: chance alone makes each rank last now and then. */
const STRAGGLER_EXCESS = 1.5;
const MOST_MISSING = 10_000;

/**
 * What several ranks tell together.
 *
 *     summaries → collectives brought together by group, step and order → clocks tied by their ends → who came when
 *
 * A trace whose rank nobody says, and a second one of the same rank, are left out and told.
 */
export function mergeRanks(summaries: readonly RankSummary[]): MergedRanks {
  const chosen = new Map<number, RankSummary>();
  const doubles: RankSummary[] = [];
  for (const summary of summaries) {
    if (summary.rank === undefined) continue;
    if (chosen.has(summary.rank)) doubles.push(summary);
    else chosen.set(summary.rank, summary);
  }
  const ranks = [...chosen].sort(([a], [b]) => a - b).map(([, summary]) => summary);
  const world = ranks.reduce((most, { worldSize }) => Math.max(most, worldSize ?? 0), 0);
  const missing = findMissing(ranks, world);
  const health = [
    ...noteNobodys(summaries),
    ...noteDoubles(chosen, doubles),
    ...noteWorlds(ranks),
    ...noteMissing(missing, world),
  ];
  if (ranks.length < 2) return { acrossRanks: undefined, health };
  const groups = alignGroups(ranks);
  const waiting = measureWaiting(ranks, groups, estimateClocks(ranks, groups));
  const rows = ranks.map((summary, index) => makeRow(summary, index, waiting));
  return {
    acrossRanks: {
      ranks: ranks.length,
      missing,
      collectives: waiting.collectives,
      rows,
      imbalancePercent: imbalanceOf(ranks),
      stragglers: findStragglers(ranks, waiting),
    },
    health: [...health, ...noteCollectives(ranks, waiting)],
  };
}

function makeRow(summary: RankSummary, index: number, waiting: Waiting): RankRow {
  return {
    rank: summary.rank ?? -1,
    computeNs: summary.computeNs,
    communicationNs: summary.communicationNs,
    exposedCommunicationNs: summary.exposedCommunicationNs,
    waitingNs: (waiting.compared[index] as number) > 0 ? Math.round(waiting.waitingNs[index] as number) : undefined,
    last: waiting.last[index] as number,
    heldUpNs: Math.round(waiting.heldUpNs[index] as number),
  };
}

function imbalanceOf(ranks: readonly RankSummary[]): number | undefined {
  const times = ranks.map(({ stepComputeNs }) => stepComputeNs);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return mean > 0 ? 100 * (times.reduce((most, time) => Math.max(most, time), 0) / mean - 1) : undefined;
}

function findStragglers(ranks: readonly RankSummary[], { heldUpNs }: Waiting): number[] {
  const total = heldUpNs.reduce((sum, time) => sum + time, 0);
  const even = total / ranks.length;
  return ranks.flatMap(({ rank, spanNs }, index) => {
    const time = heldUpNs[index] as number;
    return rank !== undefined && time > STRAGGLER_SHARE * spanNs && time > STRAGGLER_EXCESS * even ? [rank] : [];
  });
}

/** Of the largest world that a trace speaks of; where none does, nobody is missing. */
function findMissing(ranks: readonly RankSummary[], world: number): number[] {
  const given = new Set(ranks.map(({ rank }) => rank));
  const missing: number[] = [];
  for (let rank = 0; rank < world && missing.length < MOST_MISSING; rank += 1) if (!given.has(rank)) missing.push(rank);
  return missing;
}

function noteDoubles(chosen: ReadonlyMap<number, RankSummary>, doubles: readonly RankSummary[]): HealthNote[] {
  const files = new Map<number, string[]>();
  for (const { rank = -1, file } of doubles) files.set(rank, [...(files.get(rank) ?? []), file]);
  return [...files].map(([rank, others]) =>
    note(traceFindings.sameRank({ rank, files: [chosen.get(rank)?.file ?? '', ...others] }), others.length),
  );
}

function noteMissing(missing: readonly number[], worldSize: number): HealthNote[] {
  return missing.length > 0 ? [note(traceFindings.missingRanks({ missing, worldSize }), missing.length)] : [];
}

function noteNobodys(summaries: readonly RankSummary[]): HealthNote[] {
  const files = summaries.flatMap(({ rank, file }) => (rank === undefined ? [file] : []));
  return files.length > 0 && summaries.length > 1 ? [note(rankFindings.unknownRank({ files }), files.length)] : [];
}

function noteWorlds(ranks: readonly RankSummary[]): HealthNote[] {
  const sizes = [...new Set(ranks.flatMap(({ worldSize }) => worldSize ?? []))].sort((a, b) => a - b);
  return sizes.length > 1 ? [note(rankFindings.differentWorlds({ sizes }), sizes.length)] : [];
}

function noteCollectives(ranks: readonly RankSummary[], { compared }: Waiting): HealthNote[] {
  const notes: HealthNote[] = [];
  const unmatched = ranks.flatMap(({ rank, collectives }, index) =>
    rank !== undefined && collectives.count > 0 && compared[index] === 0 ? [rank] : [],
  );
  if (unmatched.length > 0) notes.push(note(rankFindings.unmatchedRanks({ ranks: unmatched }), unmatched.length));
  const most = ranks.reduce((best, { collectives }) => (collectives.leftOut > best.leftOut ? collectives : best), {
    count: 0,
    leftOut: 0,
  });
  if (most.leftOut > 0)
    notes.push(note(rankFindings.firstCollectives({ compared: most.count, leftOut: most.leftOut }), most.leftOut));
  return notes;
}

function note({ code, message }: Finding, count: number): HealthNote {
  return { code, message, count };
}
