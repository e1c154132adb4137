import { EventKind, type Timeline } from '../trace/timeline.js';
import { type CallSums, lazyByName } from './sum-by-call.js';
import { isEligibleForTensorCores } from './tensor-cores.js';

/** What is deeper counts for the last that is kept: a guard against broken traces. */
const DEEPEST = 4096;

/** Kernel time that operators launched themselves, and how much of it eligible ones did that contain no other such. */
interface Shares {
  all: number;
  eligible: number;
}

/** What is open on a thread at a moment. */
interface Open {
  end: number;
  isOperator: boolean;
  /** Whether it is eligible itself, by its name or because it launched a kernel that uses tensor cores. */
  isEligible: boolean;
  containsEligible: boolean;
  ownNs: number;
}

/** The innermost is the last of `depth`; those beyond it are used again, for operators come by the million. */
interface OpenStack {
  readonly levels: Open[];
  depth: number;
}

/**
 * Percent of the kernel time that operators launched, by operators that can use tensor cores. As the TensorBoard plugin has
 * it, only the innermost of such operators count, and only what each launched itself. Undefined when no operator
 * launched a kernel.
 */
export function measureEligible(timeline: Timeline, sums: CallSums): number | undefined {
  if (sums.calls.length === 0) return undefined;
  const shares: Shares = { all: 0, eligible: 0 };
  const isEligible = lazyByName(timeline.events.names, isEligibleForTensorCores);
  const isOperator = lazyByName(timeline.events.names, isPlainOperator);
  for (const { rows } of timeline.threads) sweepThread(rows, timeline, sums, { isEligible, isOperator }, shares);
  return shares.all > 0 ? (shares.eligible / shares.all) * 100 : undefined;
}

interface Names {
  readonly isEligible: (name: number) => boolean;
  readonly isOperator: (name: number) => boolean;
}

/** What only contains operators is none: `Optimizer.zero_grad#Adam.zero_grad`, `DistributedDataParallel.forward`. */
function isPlainOperator(name: string): boolean {
  return !/^Optimizer\.|^(?:Distributed)?DataParallel\.forward$/u.test(name);
}

function sweepThread(
  rows: Uint32Array,
  { events, kind }: Timeline,
  sums: CallSums,
  names: Names,
  shares: Shares,
): void {
  const { start, duration, name } = events;
  const open: OpenStack = { levels: [], depth: 0 };
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as number;
    const one = kind[row] as EventKind;
    if (one === EventKind.PythonFrame || one === EventKind.ModuleFrame) continue;
    const begin = start[row] as number;
    while (open.depth > 0 && (open.levels[open.depth - 1] as Open).end <= begin) closeLast(open, shares);
    if (one === EventKind.Runtime) {
      if (open.depth > 0) addCall(open.levels[open.depth - 1] as Open, findCall(sums.calls, row), sums);
      continue;
    }
    if (open.depth >= DEEPEST) continue;
    const text = name[row] as number;
    const opened = openLevel(open);
    opened.end = begin + (duration[row] as number);
    opened.isOperator = (one === EventKind.CpuOp || one === EventKind.HostCommunication) && names.isOperator(text);
    opened.isEligible = opened.isOperator && names.isEligible(text);
  }
  while (open.depth > 0) closeLast(open, shares);
}

function openLevel(open: OpenStack): Open {
  const level = open.levels[open.depth];
  open.depth += 1;
  if (level === undefined) {
    const fresh = { end: 0, isOperator: false, isEligible: false, containsEligible: false, ownNs: 0 };
    open.levels.push(fresh);
    return fresh;
  }
  level.containsEligible = false;
  level.ownNs = 0;
  return level;
}

function closeLast(open: OpenStack, shares: Shares): void {
  open.depth -= 1;
  const closed = open.levels[open.depth] as Open;
  const outer = open.depth > 0 ? open.levels[open.depth - 1] : undefined;
  if (outer !== undefined && (closed.isEligible || closed.containsEligible)) outer.containsEligible = true;
  if (closed.isOperator) shares.all += closed.ownNs;
  if (closed.isEligible && !closed.containsEligible) shares.eligible += closed.ownNs;
}

function addCall(top: Open, place: number, sums: CallSums): void {
  if (place < 0) return;
  top.ownNs += sums.kernelNs[place] as number;
  if (top.isOperator && sums.usesTensorCores[place] === 1) top.isEligible = true;
}

function findCall(calls: Uint32Array, row: number): number {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((calls[middle] as number) < row) low = middle + 1;
    else high = middle;
  }
  return calls[low] === row ? low : -1;
}
