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
  /** At each level: 1 for what goes on beside its thread (`gloo:all_reduce`), and may so contain no one who outlives it. */
  isBeside: Uint8Array;
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
    isBeside: new Uint8Array(size),
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

export interface RowToOpen {
  readonly row: number;
  readonly end: number;
  readonly isOperator: boolean;
  readonly isBeside: boolean;
}

export function openRow(open: OpenRows, { row, end: wantedEnd, isOperator, isBeside }: RowToOpen): void {
  if (open.depth === open.rows.length) grow(open);
  let end = wantedEnd;
  const top = open.ends[open.depth - 1] ?? Number.POSITIVE_INFINITY;
  if (open.depth > 0 && end > top && end <= top + open.slack) end = top;
  const level = findLevel(open, end);
  const outer = level > 0 ? (open.operators[level - 1] ?? -1) : -1;
  open.parent = level > 0 ? (open.rows[level - 1] ?? -1) : -1;
  open.operator = isOperator ? row : outer;
  if (level < open.depth) overtake(open, level, outer);
  open.ends[level] = level > 0 ? Math.min(end, open.ends[level - 1] ?? end) : end;
  open.rows[level] = row;
  open.operators[level] = open.operator;
  open.isBeside[level] = isBeside ? 1 : 0;
  open.depth += 1;
}

/** The level where a row with this end belongs. */
function findLevel(open: OpenRows, end: number): number {
  let level = open.depth;
  const least = Math.max(0, level - MOST_OVERTAKEN);
  while (level > least && (open.ends[level - 1] ?? 0) < end) level -= 1;
  return level;
}

/**
 * Makes room at a level: what ends before the new row moves up by one. Of that, what is in no operator of its own is now
 * in the new row's, and what goes on beside the thread is given up.
 */
function overtake(open: OpenRows, level: number, outer: number): void {
  let kept = level;
  for (let at = level; at < open.depth; at++) {
    if (open.isBeside[at] === 1) continue;
    open.rows[kept] = open.rows[at] as number;
    open.ends[kept] = open.ends[at] as number;
    open.operators[kept] = open.operators[at] as number;
    open.isBeside[kept] = 0;
    kept += 1;
  }
  open.depth = kept;
  for (const column of [open.rows, open.ends, open.operators, open.isBeside]) column.copyWithin(level + 1, level, kept);
  for (let above = level + 1; above <= kept && open.operators[above] === outer; above++) {
    open.operators[above] = open.operator;
  }
}

function giveTime(open: OpenRows, moment: number): void {
  const operator = open.operators[open.depth - 1] ?? -1;
  if (operator >= 0 && moment > open.clock) open.spend(operator, moment - open.clock);
  if (moment > open.clock) open.clock = moment;
}

function grow(open: OpenRows): void {
  const size = open.rows.length * 2;
  open.rows = copyInto(new Int32Array(size), open.rows);
  open.ends = copyInto(new Float64Array(size), open.ends);
  open.operators = copyInto(new Int32Array(size), open.operators);
  open.isBeside = copyInto(new Uint8Array(size), open.isBeside);
}

function copyInto<Column extends Int32Array | Float64Array | Uint8Array>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}
