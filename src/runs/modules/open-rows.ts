/**
 * The rows of one thread that are open at a moment, sorted by their ends: the last one ends first. Reused from thread to
 * thread, so that its arrays grow once.
 */
export interface OpenRows {
  depth: number;
  rows: Int32Array;
  ends: Float64Array;
  /** Innermost operator at each level, or -1. */
  operators: Int32Array;
  /** Until when the time of the thread is given away. */
  clock: number;
  /** Of the row opened last: what contains it. */
  parent: number;
  /** Of the row opened last: its innermost operator, itself too. */
  operator: number;
  readonly slack: number;
  readonly spend: (operator: number, ns: number) => void;
}

/** So many open rows may be overtaken by one that ends later than they do; beyond it counts as ending with them. */
const MOST_OVERTAKEN = 64;

export function startOpenRows(slack: number, spend: (operator: number, ns: number) => void): OpenRows {
  const size = 256;
  return {
    depth: 0,
    rows: new Int32Array(size),
    ends: new Float64Array(size),
    operators: new Int32Array(size),
    clock: 0,
    parent: -1,
    operator: -1,
    slack,
    spend,
  };
}

/** Closes what has ended, and gives the time up to then to the operators that were innermost. */
export function closeBefore(open: OpenRows, moment: number): void {
  while (open.depth > 0) {
    const end = open.ends[open.depth - 1] ?? 0;
    if (end > moment) {
      giveTime(open, moment);
      return;
    }
    giveTime(open, end);
    open.depth -= 1;
  }
  open.clock = moment === Number.POSITIVE_INFINITY ? Number.NEGATIVE_INFINITY : moment;
}

export function openRow(open: OpenRows, row: number, wantedEnd: number, isOperator: boolean): void {
  if (open.depth === open.rows.length) grow(open);
  let end = wantedEnd;
  const top = open.ends[open.depth - 1] ?? Number.POSITIVE_INFINITY;
  if (open.depth > 0 && end > top && end <= top + open.slack) end = top;
  const level = findLevel(open, end);
  open.ends[level] = Math.min(end, level > 0 ? (open.ends[level - 1] ?? end) : end);
  open.rows[level] = row;
  open.parent = level > 0 ? (open.rows[level - 1] ?? -1) : -1;
  const outer = level > 0 ? (open.operators[level - 1] ?? -1) : -1;
  open.operator = isOperator ? row : outer;
  open.operators[level] = open.operator;
  // What it overtakes and is in no operator of its own is now in this one, until it ends.
  for (let above = level + 1; above <= open.depth && open.operators[above] === outer; above++) {
    open.operators[above] = open.operator;
  }
  open.depth += 1;
}

/** The level where a row with this end belongs; what ends before it moves up by one. */
function findLevel(open: OpenRows, end: number): number {
  let level = open.depth;
  const least = Math.max(0, level - MOST_OVERTAKEN);
  while (level > least && (open.ends[level - 1] ?? 0) < end) level -= 1;
  if (level < open.depth) {
    open.rows.copyWithin(level + 1, level, open.depth);
    open.ends.copyWithin(level + 1, level, open.depth);
    open.operators.copyWithin(level + 1, level, open.depth);
  }
  return level;
}

function giveTime(open: OpenRows, moment: number): void {
  const operator = open.operators[open.depth - 1] ?? -1;
  if (operator >= 0 && moment > open.clock) open.spend(operator, moment - open.clock);
  if (moment > open.clock) open.clock = moment;
}

function grow(open: OpenRows): void {
  const size = open.rows.length * 2;
  const rows = new Int32Array(size);
  rows.set(open.rows);
  const ends = new Float64Array(size);
  ends.set(open.ends);
  const operators = new Int32Array(size);
  operators.set(open.operators);
  open.rows = rows;
  open.ends = ends;
  open.operators = operators;
}
