import type { Anatomy, GpuTime, IdleByCause, RankReport } from '../report/rank-report.js';

/**
 * Where the time of a run went, of all its ranks together: the steps that count, or the whole trace where it has none.
 * Nanoseconds, summed over ranks; every share is of `totalNs`.
 */
export interface RunShares {
  readonly totalNs: number;
  readonly steps: number;
  /** Undefined when nothing ran on a device. */
  readonly device: DeviceShares | undefined;
  /** By the precedence of the anatomy: only what no work on a device and no call covers. */
  readonly dataloaderNs: number;
  readonly cpuOpNs: number;
}

export interface DeviceShares extends IdleByCause {
  readonly busyNs: number;
  readonly idleNs: number;
  readonly computeNs: number;
  readonly communicationNs: number;
  readonly exposedCommunicationNs: number;
  readonly exposedMemcpyNs: number;
}

export function measureShares(ranks: readonly RankReport[]): RunShares {
  const whole = ranks.map(shareOfRank);
  const device = whole.flatMap((one) => one.device ?? []);
  return {
    totalNs: sum(whole, (one) => one.totalNs),
    steps: sum(whole, (one) => one.steps),
    device: device.length === 0 ? undefined : sumDevice(device),
    dataloaderNs: sum(whole, (one) => one.dataloaderNs),
    cpuOpNs: sum(whole, (one) => one.cpuOpNs),
  };
}

function shareOfRank({ steps, gpu, stepAnatomy }: RankReport): RunShares {
  const counted = steps.filter(({ isCut }) => isCut !== true);
  if (counted.length === 0)
    return {
      ...ofAnatomies([stepAnatomy]),
      totalNs: gpu?.spanNs ?? stepAnatomy.totalNs,
      steps: 0,
      device: gpu && sumGpu([gpu]),
    };
  const gpus = counted.flatMap((step) => step.gpu ?? []);
  return {
    ...ofAnatomies(counted.map(({ anatomy }) => anatomy)),
    totalNs: sum(counted, ({ windowNs }) => windowNs),
    steps: counted.length,
    device: gpus.length === 0 ? undefined : sumGpu(gpus),
  };
}

function ofAnatomies(anatomies: readonly Anatomy[]): Pick<RunShares, 'dataloaderNs' | 'cpuOpNs'> {
  return {
    dataloaderNs: sum(anatomies, ({ dataloaderNs }) => dataloaderNs),
    cpuOpNs: sum(anatomies, ({ cpuOpNs }) => cpuOpNs),
  };
}

function sumGpu(gpus: readonly GpuTime[]): DeviceShares {
  return sumDevice(gpus.map((gpu) => ({ ...gpu, ...gpu.idleByCause })));
}

function sumDevice(all: readonly DeviceShares[]): DeviceShares {
  return {
    busyNs: sum(all, (one) => one.busyNs),
    idleNs: sum(all, (one) => one.idleNs),
    computeNs: sum(all, (one) => one.computeNs),
    communicationNs: sum(all, (one) => one.communicationNs),
    exposedCommunicationNs: sum(all, (one) => one.exposedCommunicationNs),
    exposedMemcpyNs: sum(all, (one) => one.exposedMemcpyNs),
    dataloaderNs: sum(all, (one) => one.dataloaderNs),
    hostLaunchNs: sum(all, (one) => one.hostLaunchNs),
    syncNs: sum(all, (one) => one.syncNs),
    kernelGapNs: sum(all, (one) => one.kernelGapNs),
    otherNs: sum(all, (one) => one.otherNs),
  };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
