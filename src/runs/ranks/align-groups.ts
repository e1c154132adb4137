import { type CollectiveColumns, hashText } from './list-collectives.js';
import type { RankSummary } from './rank-summary.js';

/** Collectives of one process group in several ranks, brought together. */
export interface AlignedGroup {
  /** Indices of the summaries. */
  readonly members: readonly number[];
  /** Of each member, beside each other: its row of the collective, or -1 where it could not be matched. */
  readonly rows: readonly Int32Array[];
  readonly rounds: number;
}

/** Without steps the ranks may have begun so many collectives apart. */
const MOST_SHIFT = 64;
/** Of the collectives that then stand beside each other so many must be of the same kind. */
const LEAST_EQUAL = 0.95;

/**
 * Which collective of one rank is which of another. Where traces tell steps: the n-th of a group in the same step, if the
 * ranks (most of them) have the same row of names in it; else by the shift with which the rows of names agree best.
 */
export function alignGroups(summaries: readonly RankSummary[]): AlignedGroup[] {
  const byGroup = new Map<string, Member[]>();
  for (const [member, { collectives }] of summaries.entries()) {
    for (const [index, rows] of rowsOfGroups(collectives).entries()) {
      const name = collectives.groups[index] ?? '';
      const found = byGroup.get(name) ?? [];
      byGroup.set(name, found);
      found.push({ member, rows: Int32Array.from(rows) });
    }
  }
  return [...byGroup.values()].flatMap((members) => {
    if (members.length < 2) return [];
    const hasSteps = members.every(({ member, rows }) => rows.some((row) => stepAt(summaries, member, row) >= 0));
    const rounds = hasSteps ? alignBySteps(summaries, members) : alignByShift(summaries, members);
    return rounds[0] && rounds[0].length > 0
      ? [{ members: members.map(({ member }) => member), rows: rounds, rounds: rounds[0].length }]
      : [];
  });
}

interface Member {
  readonly member: number;
  readonly rows: Int32Array;
}

function rowsOfGroups({ groups, group }: CollectiveColumns): number[][] {
  const rows: number[][] = groups.map(() => []);
  for (const [row, index] of group.entries()) rows[index]?.push(row);
  return rows;
}

function stepAt(summaries: readonly RankSummary[], member: number, row: number): number {
  return summaries[member]?.collectives.step[row] ?? -1;
}

function signatureAt(summaries: readonly RankSummary[], member: number, row: number): number {
  return summaries[member]?.collectives.signature[row] ?? 0;
}

/** Rows of each step and what names stand in it. */
interface StepRows {
  readonly rows: readonly number[];
  readonly names: number;
}

function alignBySteps(summaries: readonly RankSummary[], members: readonly Member[]): Int32Array[] {
  const bySteps = members.map((member) => groupBySteps(summaries, member));
  const steps = new Set(bySteps.flatMap((found) => [...found.keys()]));
  const aligned: number[][] = members.map(() => []);
  for (const step of [...steps].sort((a, b) => a - b)) {
    const found = bySteps.map((rows) => rows.get(step));
    const usual = mostFrequent(found.flatMap((rows) => (rows ? [rows.names] : [])));
    if (found.filter((rows) => rows?.names === usual).length < 2) continue;
    const length = found.find((rows) => rows?.names === usual)?.rows.length ?? 0;
    for (const [index, rows] of found.entries())
      for (let at = 0; at < length; at += 1)
        aligned[index]?.push((rows?.names === usual ? rows?.rows[at] : undefined) ?? -1);
  }
  return aligned.map((rows) => Int32Array.from(rows));
}

function groupBySteps(summaries: readonly RankSummary[], { member, rows }: Member): Map<number, StepRows> {
  const found = new Map<number, number[]>();
  for (const row of rows) {
    const step = stepAt(summaries, member, row);
    const list = found.get(step) ?? [];
    if (step >= 0) found.set(step, list);
    list.push(row);
  }
  const namesOf = (list: readonly number[]): number =>
    hashText(list.map((row) => signatureAt(summaries, member, row)).join());
  return new Map([...found].map(([step, list]) => [step, { rows: list, names: namesOf(list) }]));
}

function mostFrequent(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce<readonly [number, number] | undefined>(
    (best, entry) => (!best || entry[1] > best[1] ? entry : best),
    undefined,
  )?.[0];
}

/** Beside the first of those that have the most. */
function alignByShift(summaries: readonly RankSummary[], members: readonly Member[]): Int32Array[] {
  const reference = members.reduce((best, one) => (one.rows.length > best.rows.length ? one : best));
  return members.map((one) => {
    const shift = one === reference ? 0 : findShift(summaries, reference, one);
    return Int32Array.from(reference.rows, (_, at) => (shift === undefined ? -1 : (one.rows[at + shift] ?? -1)));
  });
}

/** Undefined when the two do not agree anywhere near; of shifts that agree as well the nearest to none. */
function findShift(summaries: readonly RankSummary[], reference: Member, one: Member): number | undefined {
  const names = (member: Member): Float64Array =>
    Float64Array.from(member.rows, (row) => signatureAt(summaries, member.member, row));
  const ours = names(one);
  const theirs = names(reference);
  const fewest = Math.max(1, Math.floor(Math.min(ours.length, theirs.length) / 2));
  let best: { readonly shift: number; readonly equal: number } | undefined;
  for (const shift of shiftsFromNone()) {
    const equal = countEqual(theirs, ours, shift, fewest);
    if (equal >= LEAST_EQUAL && equal > (best?.equal ?? 0) + 1e-9) best = { shift, equal };
    if (equal === 1) break;
  }
  return best?.shift;
}

function shiftsFromNone(): number[] {
  return Array.from({ length: 2 * MOST_SHIFT + 1 }, (_, index) => (index % 2 === 0 ? index / 2 : -(index + 1) / 2));
}

/** Share of equal names where both have one; 0 when they have fewer than `fewest` in common. */
function countEqual(theirs: Float64Array, ours: Float64Array, shift: number, fewest: number): number {
  const from = Math.max(0, -shift);
  const to = Math.min(theirs.length, ours.length - shift);
  if (to - from < fewest) return 0;
  let equal = 0;
  for (let at = from; at < to; at += 1) if (theirs[at] === ours[at + shift]) equal += 1;
  return equal / (to - from);
}
