import { EventKind, type Timeline } from '../trace/timeline.js';
import { type CallSums, lazyByName } from './sum-by-call.js';
import { isEligibleForTensorCores } from './tensor-cores.js';

/** Kernel time that operators launched themselves, and how much of it eligible ones did that contain no other such. */
interface Shares {
  all: number;
  eligible: number;
}

/** What is open on a thread at a moment, the innermost last. */
interface Open {
  readonly end: number;
  readonly isOperator: boolean;
  /** Whether it is eligible itself, by its name or because it launched a kernel that uses tensor cores. */
  isEligible: boolean;
  containsEligible: boolean;
  ownNs: number;
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
  const open: Open[] = [];
  for (const row of rows) {
    const begin = start[row] as number;
    const one = kind[row] as EventKind;
    if (one === EventKind.PythonFrame || one === EventKind.ModuleFrame) continue;
    for (let top = open.at(-1); top !== undefined && top.end <= begin; top = open.at(-1)) closeLast(open, shares);
    if (one === EventKind.Runtime) {
      addCall(open.at(-1), findCall(sums.calls, row), sums);
      continue;
    }
    const text = name[row] as number;
    const isOperator = (one === EventKind.CpuOp || one === EventKind.HostCommunication) && names.isOperator(text);
    const isEligible = isOperator && names.isEligible(text);
    open.push({ end: begin + (duration[row] as number), isOperator, isEligible, containsEligible: false, ownNs: 0 });
  }
  while (open.length > 0) closeLast(open, shares);
}

function closeLast(open: Open[], shares: Shares): void {
  const closed = open.pop() as Open;
  const outer = open.at(-1);
  if (outer !== undefined && (closed.isEligible || closed.containsEligible)) outer.containsEligible = true;
  if (closed.isOperator) shares.all += closed.ownNs;
  if (closed.isEligible && !closed.containsEligible) shares.eligible += closed.ownNs;
}

function addCall(top: Open | undefined, place: number, sums: CallSums): void {
  if (top === undefined || place < 0) return;
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
