import { advise } from '../../src/runs/advice/advise.js';
import type { LogReport } from '../../src/runs/report/log-report.js';
import type { GpuTime, IdleByCause, RankReport, StepReport, TraceHints } from '../../src/runs/report/rank-report.js';
import type { AcrossRanks, Advice, RankRow } from '../../src/runs/report/run-report.js';
import { anatomy, emptyRank, gpuTime, logOf, MS, stepOf } from '../views/run/sample-report.js';

export { curve, emptyRank, kernel, MS } from '../views/run/sample-report.js';

/** A step of 100 ms by hand, in milliseconds; what is not said is compute. */
export interface HandStep {
  readonly launch?: number;
  readonly data?: number;
  readonly sync?: number;
  readonly gap?: number;
  readonly other?: number;
  readonly copies?: number;
  /** All of it, and the part that compute does not cover. */
  readonly communication?: number;
  readonly exposed?: number;
}

export interface HandRank extends Omit<Partial<RankReport>, 'hints' | 'steps'> {
  /** Of each step. */
  readonly step?: HandStep;
  /** 4 unless said; 0 is a trace without steps. */
  readonly steps?: number;
  readonly hints?: Partial<TraceHints>;
}

const STEP = 100;

/** A rank all of whose steps take 100 ms. */
export function rankOf({ step = {}, steps = 4, hints, ...rest }: HandRank = {}): RankReport {
  const empty = emptyRank();
  const gpu = gpuOf(step);
  const { copies = 0, exposed = 0, data = 0, launch = 0, sync = 0, gap = 0, other = 0 } = step;
  const times = anatomy(gpu.computeNs / MS, copies, 0, exposed, launch + sync, data, gap, other);
  return {
    ...empty,
    steps: [...Array(steps).keys()].map((at): StepReport => stepOf(`ProfilerStep#${at}`, at * STEP, times, gpu)),
    gpu,
    stepAnatomy: times,
    ...rest,
    hints: { ...empty.hints, ...hints },
  };
}

function gpuOf(step: HandStep): GpuTime {
  const { launch = 0, data = 0, sync = 0, gap = 0, other = 0, copies = 0, exposed = 0 } = step;
  const { communication = exposed } = step;
  const idle = launch + data + sync + gap + other;
  const compute = STEP - idle - copies - exposed;
  const idleByCause: IdleByCause = {
    dataloaderNs: data * MS,
    hostLaunchNs: launch * MS,
    syncNs: sync * MS,
    kernelGapNs: gap * MS,
    otherNs: other * MS,
  };
  return gpuTime(STEP, compute, {
    busyNs: (STEP - idle) * MS,
    idleNs: idle * MS,
    communicationNs: communication * MS,
    exposedCommunicationNs: exposed * MS,
    memcpyNs: copies * MS,
    exposedMemcpyNs: copies * MS,
    overlapPercent: communication === 0 ? undefined : 100 * (1 - exposed / communication),
    idleByCause,
  });
}

/** A rank on whose device nothing ran: operators and waiting for data, of 100 ms a step. */
export function hostRank(operators: number, data: number, steps = 4): RankReport {
  const times = anatomy(0, 0, 0, 0, 0, data, operators, STEP - operators - data);
  return emptyRank({
    stepAnatomy: times,
    steps: [...Array(steps).keys()].map((at) => stepOf(`ProfilerStep#${at}`, at * STEP, times)),
  });
}

export function logWith(rest: Partial<LogReport>): LogReport {
  return logOf([], rest);
}

/** Ranks compared, of which `heldUpMs` says how long others waited for each. */
export function acrossOf(heldUpMs: readonly number[], stragglers: readonly number[]): AcrossRanks {
  const rows = heldUpMs.map(
    (ms, rank): RankRow => ({
      rank,
      computeNs: 80 * MS,
      communicationNs: 20 * MS,
      exposedCommunicationNs: 20 * MS,
      waitingNs: 0,
      last: ms > 0 ? 4 : 0,
      heldUpNs: ms * MS,
    }),
  );
  return { ranks: rows.length, missing: [], collectives: 4, rows, imbalancePercent: undefined, stragglers };
}

export interface HandRun {
  readonly ranks?: readonly RankReport[];
  readonly across?: AcrossRanks;
  readonly logs?: readonly LogReport[];
}

export function adviceOn({ ranks = [], across, logs = [] }: HandRun): readonly Advice[] {
  return advise(ranks, across, logs, 'unclear');
}

/** What is advised under a code, if it is. */
export function findAdvice(code: string, run: HandRun): Advice | undefined {
  return adviceOn(run).find((advice) => advice.code === code);
}
