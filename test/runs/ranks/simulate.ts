import { groupBy } from '../../../src/base/order.js';
import type { RankSummary } from '../../../src/runs/ranks/rank-summary.js';

export interface Simulation {
  readonly ranks: number;
  readonly steps: number;
  /** Of each step; the first of them waits for who is late. */
  readonly collectives: number;
  /** Nanoseconds that a rank computes before a collective. */
  readonly computeNs: (rank: number, step: number, collective: number) => number;
  /** Nanoseconds that the clock of a rank goes before. */
  readonly clockNs?: (rank: number) => number;
  /** Steps that the trace of a rank has: all, if not said. */
  readonly hasStep?: (rank: number, step: number) => boolean;
  /** Groups of a rank, each with the names of its members; one of all, if not said. */
  readonly groupOf?: (rank: number, collective: number) => string;
  /** The profiler told no steps. */
  readonly isStepless?: boolean;
}

export interface Simulated {
  readonly summaries: readonly RankSummary[];
  /** What each rank waited, and how long the others waited for it in the mean, by the clock of the simulation. */
  readonly waitingNs: readonly number[];
  readonly heldUpNs: readonly number[];
}

const DURATION_NS = 50_000;

interface Kept {
  readonly start: number;
  readonly end: number;
  readonly group: number;
  readonly signature: number;
  readonly step: number;
}

/** Ranks that compute and meet in collectives, as a cluster would; what is true is known. */
export function simulateRanks(simulation: Simulation): Simulated {
  const { ranks, steps, collectives, computeNs } = simulation;
  const all = Array.from({ length: ranks }, (_, rank) => rank);
  const now = all.map(() => 0);
  const kept: Kept[][] = all.map(() => []);
  const waitingNs = all.map(() => 0);
  const heldUpNs = all.map(() => 0);
  const names: Map<string, number>[] = all.map(() => new Map<string, number>());
  for (let step = 0; step < steps; step += 1)
    for (let collective = 0; collective < collectives; collective += 1) {
      const groups = groupBy(all, (rank) => simulation.groupOf?.(rank, collective) ?? 'all');
      for (const [name, members] of groups) {
        const starts = members.map((rank) => (now[rank] ?? 0) + computeNs(rank, step, collective));
        const last = Math.max(...starts);
        const lastRank = members[starts.indexOf(last)] ?? -1;
        for (const [index, rank] of members.entries()) {
          const start = starts[index] ?? 0;
          now[rank] = last + DURATION_NS;
          waitingNs[rank] = (waitingNs[rank] ?? 0) + last - start;
          if (members.length > 1)
            heldUpNs[lastRank] = (heldUpNs[lastRank] ?? 0) + (last - start) / (members.length - 1);
          const own = names[rank] ?? new Map<string, number>();
          if (!own.has(name)) own.set(name, own.size);
          const clock = simulation.clockNs?.(rank) ?? 0;
          if (simulation.hasStep?.(rank, step) ?? true)
            kept[rank]?.push({
              start: start + clock,
              end: last + DURATION_NS + clock,
              group: own.get(name) ?? 0,
              signature: collective % 5,
              step: simulation.isStepless ? -1 : step,
            });
        }
      }
    }
  const spanNs = Math.max(...now);
  return {
    summaries: all.map((rank) => summarise(rank, ranks, spanNs, kept[rank] ?? [], names[rank] ?? new Map())),
    waitingNs,
    heldUpNs,
  };
}

function summarise(
  rank: number,
  worldSize: number,
  spanNs: number,
  rows: readonly Kept[],
  names: ReadonlyMap<string, number>,
): RankSummary {
  // Each trace counts from a base of its own.
  const base = 1_700_000_000_000_000 + rank * 1000;
  const shift = -rank * 1_000_000;
  return {
    file: `rank${rank}.json`,
    rank,
    worldSize,
    hostName: undefined,
    computeNs: 1000,
    communicationNs: 500,
    exposedCommunicationNs: 250,
    stepComputeNs: 1000,
    spanNs,
    collectives: {
      count: rows.length,
      baseMicroseconds: base,
      start: Float64Array.from(rows, ({ start }) => start + shift),
      end: Float64Array.from(rows, ({ end }) => end + shift),
      group: Uint16Array.from(rows, ({ group }) => group),
      signature: Uint32Array.from(rows, ({ signature }) => signature),
      step: Int32Array.from(rows, ({ step }) => step),
      groups: [...names.keys()],
      leftOut: 0,
    },
  };
}
