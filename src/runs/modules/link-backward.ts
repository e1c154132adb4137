import { NO_ID } from '../../syntax/trace/events.js';
import { EventKind, type HostThread, type Timeline } from '../trace/timeline.js';

/** Gives the row of the operator whose gradient a backward operator computes, or -1. */
export type FindForward = (backward: number) => number;

/** Operators of one thread that autograd follows, by number; of the same number the last one started is the one meant. */
interface ForwardThread {
  readonly sequences: Uint32Array;
  readonly rows: Uint32Array;
}

/**
 * A backward operator has the `Sequence number` of its forward and, as `Fwd thread id`, PyTorch's own number of the thread
 * that ran it, which is no thread of the trace. Which one it is, the operators say: numbers that both have, and names
 * (`AddmmBackward0` for `aten::addmm`).
 */
export function linkBackward(timeline: Timeline): FindForward {
  const { events, kind, threads } = timeline;
  const forwards = threads.map((thread) => listForwards(timeline, thread)).filter(({ rows }) => rows.length > 0);
  const busiest = forwards.sort((one, other) => other.rows.length - one.rows.length).slice(0, MOST_THREADS);
  const voters = forwards.length > 1 ? listVoters(timeline) : new Map<number, readonly number[]>();
  const chosen = new Map<number, ForwardThread | undefined>();
  return (backward) => {
    const number = events.forwardThread[backward] ?? 0;
    const sequence = events.sequence[backward] ?? NO_ID;
    if (kind[backward] !== EventKind.CpuOp || number === 0 || sequence === NO_ID) return -1;
    if (!chosen.has(number)) chosen.set(number, chooseThread(timeline, voters.get(number) ?? [], busiest));
    const thread = chosen.get(number);
    const row = thread === undefined ? -1 : findSequence(thread, sequence);
    return row >= 0 && (events.start[row] ?? 0) <= (events.start[backward] ?? 0) ? row : -1;
  };
}

function listForwards({ events, kind }: Timeline, { rows }: HostThread): ForwardThread {
  const found: number[] = [];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] ?? 0;
    if (kind[row] !== EventKind.CpuOp) continue;
    if (events.sequence[row] === NO_ID || events.forwardThread[row] !== 0) continue;
    found.push(row);
  }
  return sortBySequence(Uint32Array.from(found), events.sequence);
}

/** Numbers only grow on a thread, so there is nothing to sort but in what is broken. The last of each number is kept. */
function sortBySequence(rows: Uint32Array, sequence: Uint32Array): ForwardThread {
  let sorted = rows;
  for (let at = 1; at < rows.length; at++) {
    if ((sequence[rows[at] ?? 0] ?? 0) >= (sequence[rows[at - 1] ?? 0] ?? 0)) continue;
    sorted = sortStably(rows, sequence);
    break;
  }
  const kept: number[] = [];
  for (let at = 0; at < sorted.length; at++) {
    const row = sorted[at] ?? 0;
    if (at + 1 < sorted.length && sequence[sorted[at + 1] ?? 0] === sequence[row]) continue;
    kept.push(row);
  }
  return { rows: Uint32Array.from(kept), sequences: Uint32Array.from(kept, (row) => sequence[row] ?? 0) };
}

/** Numbers have 32 bits and places at most 21, which a double holds; a thread of more operators is not sorted at all. */
function sortStably(rows: Uint32Array, sequence: Uint32Array): Uint32Array {
  const places = 2 ** 21;
  if (rows.length > places) return new Uint32Array(0);
  const keys = Float64Array.from(rows, (row, at) => (sequence[row] ?? 0) * places + at).sort();
  return Uint32Array.from(keys, (key) => rows[key % places] ?? 0);
}

function findSequence({ sequences, rows }: ForwardThread, sequence: number): number {
  let low = 0;
  let high = sequences.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = sequences[middle] ?? 0;
    if (found === sequence) return rows[middle] ?? -1;
    if (found < sequence) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** So many backward operators vote for their thread. */
const VOTERS = 1000;
/** Numbers of threads, and threads of the trace, that are told apart; more of them are in broken files only. */
const MOST_THREADS = 64;

/** The thread with the most votes; none when two have as many, for then nothing tells them apart. */
function chooseThread(
  timeline: Timeline,
  voters: readonly number[],
  forwards: readonly ForwardThread[],
): ForwardThread | undefined {
  if (forwards.length <= 1) return forwards[0];
  const votes = forwards.map((thread) => countVotes(timeline, thread, voters));
  const most = Math.max(...votes);
  if (most === 0 || votes.filter((count) => count === most).length > 1) return undefined;
  return forwards[votes.indexOf(most)];
}

/** The first backward operators of each number of a thread. */
function listVoters({ events, kind, threads }: Timeline): ReadonlyMap<number, readonly number[]> {
  const voters = new Map<number, number[]>();
  for (const { rows } of threads) {
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const number = events.forwardThread[row] as number;
      if (number === 0 || kind[row] !== EventKind.CpuOp) continue;
      const known = voters.get(number);
      if (known === undefined && voters.size < MOST_THREADS) voters.set(number, [row]);
      else if (known !== undefined && known.length < VOTERS) known.push(row);
    }
  }
  return voters;
}

function countVotes({ events }: Timeline, thread: ForwardThread, voters: readonly number[]): number {
  let votes = 0;
  for (const voter of voters) {
    const row = findSequence(thread, events.sequence[voter] ?? NO_ID);
    if (row < 0 || (events.start[row] ?? 0) > (events.start[voter] ?? 0)) continue;
    votes += 1;
    const forward = bareName(events.names[events.name[row] ?? 0] ?? '');
    const backward = bareName(events.names[events.name[voter] ?? 0] ?? '');
    if (forward !== '' && backward === forward) votes += 8;
  }
  return votes;
}

/** `aten::native_layer_norm` and `NativeLayerNormBackward0` are both `nativelayernorm`. */
function bareName(name: string): string {
  const last = name.slice(name.lastIndexOf(':') + 1).trim();
  return last
    .replace(/Backward\d*$/, '')
    .replaceAll('_', '')
    .toLowerCase();
}
