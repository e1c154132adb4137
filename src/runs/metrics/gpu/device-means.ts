import type { LogReport } from '../../report/log-report.js';
import type { GpuSample } from './gpu-sample.js';

/** Sums over all samples of a log, before any curve is thinned. */
export interface DeviceMeans {
  add(sample: GpuSample): void;
  /** Mean over GPUs of their means. */
  utilisation(): { readonly field: string; readonly percent: number } | undefined;
  multiprocessorPercent(): number | undefined;
  /** Of the GPU that came nearest to its capacity. */
  memory(): Pick<LogReport, 'peakMemoryBytes' | 'capacityBytes'>;
}

type Role = 'utilisation' | 'multiprocessors' | 'used' | 'free' | 'total';

/** By the names of nvidia-smi, of its dmon, of its table, and of DCGM (`dcgm_fields.h`). */
const ROLES: ReadonlyMap<string, Role> = new Map([
  ['utilization.gpu', 'utilisation'],
  ['sm', 'utilisation'],
  ['GPU-Util', 'utilisation'],
  ['DCGM_FI_DEV_GPU_UTIL', 'utilisation'],
  ['DCGM_FI_PROF_SM_ACTIVE', 'multiprocessors'],
  ['memory.used', 'used'],
  ['fb', 'used'],
  ['DCGM_FI_DEV_FB_USED', 'used'],
  ['memory.free', 'free'],
  ['DCGM_FI_DEV_FB_FREE', 'free'],
  ['memory.total', 'total'],
  ['DCGM_FI_DEV_FB_TOTAL', 'total'],
]);

/** DCGM and dmon write MB and mean MiB, as NVML counts. */
const UNIT_BYTES: ReadonlyMap<string, number> = new Map([
  ['MiB', 2 ** 20],
  ['MB', 2 ** 20],
  ['KiB', 2 ** 10],
  ['GiB', 2 ** 30],
  ['B', 1],
]);

const MOST_DEVICES = 4096;

interface Device {
  readonly sums: Map<Role, { sum: number; count: number }>;
  peakBytes: number | undefined;
  totalBytes: number | undefined;
  freeBytes: number | undefined;
  usedBytes: number | undefined;
  /** Of used and free, where no total is said. */
  summedBytes: number | undefined;
}

export function createDeviceMeans(): DeviceMeans {
  const devices = new Map<string | undefined, Device>();
  let field: string | undefined;
  const deviceOf = (gpu: string | undefined): Device | undefined => {
    const known = devices.get(gpu);
    if (known || devices.size >= MOST_DEVICES) return known;
    const made: Device = {
      sums: new Map(),
      peakBytes: undefined,
      totalBytes: undefined,
      freeBytes: undefined,
      usedBytes: undefined,
      summedBytes: undefined,
    };
    devices.set(gpu, made);
    return made;
  };
  const mean = (role: Role): number | undefined => {
    const means = [...devices.values()].flatMap(({ sums }) => {
      const found = sums.get(role);
      return found ? [found.sum / found.count] : [];
    });
    return means.length > 0 ? means.reduce((sum, value) => sum + value, 0) / means.length : undefined;
  };
  return {
    add: ({ gpu, name, unit, value }) => {
      const role = ROLES.get(name);
      if (role === undefined || !Number.isFinite(value)) return;
      const device = deviceOf(gpu);
      if (!device) return;
      if (role === 'utilisation') field ??= name;
      if (role === 'utilisation' || role === 'multiprocessors') addToSum(device, role, value);
      else addMemory(device, role, value * (UNIT_BYTES.get(unit ?? 'MiB') ?? 2 ** 20));
    },
    utilisation: () => {
      const percent = mean('utilisation');
      return percent === undefined || field === undefined ? undefined : { field, percent };
    },
    multiprocessorPercent: () => {
      const share = mean('multiprocessors');
      return share === undefined ? undefined : 100 * share;
    },
    memory: () => fullest([...devices.values()]),
  };
}

function addToSum(device: Device, role: Role, value: number): void {
  const sum = device.sums.get(role) ?? { sum: 0, count: 0 };
  sum.sum += value;
  sum.count += 1;
  device.sums.set(role, sum);
}

function addMemory(device: Device, role: Role, bytes: number): void {
  if (role === 'total') device.totalBytes = bytes;
  if (role === 'free') device.freeBytes = bytes;
  if (role === 'used') {
    device.usedBytes = bytes;
    device.peakBytes = Math.max(device.peakBytes ?? 0, bytes);
  }
  // The first of each are of one moment, whichever comes first.
  if (device.freeBytes !== undefined && device.usedBytes !== undefined)
    device.summedBytes ??= device.usedBytes + device.freeBytes;
}

function fullest(devices: readonly Device[]): Pick<LogReport, 'peakMemoryBytes' | 'capacityBytes'> {
  const shares = devices.flatMap(({ peakBytes, totalBytes, summedBytes }) =>
    peakBytes === undefined ? [] : [{ peak: peakBytes, capacity: totalBytes ?? summedBytes }],
  );
  const share = ({ peak, capacity }: (typeof shares)[number]): number => (capacity ? 1 + peak / capacity : 0);
  const best = shares.reduce<(typeof shares)[number] | undefined>(
    (found, item) =>
      !found || share(item) > share(found) || (share(item) === share(found) && item.peak > found.peak) ? item : found,
    undefined,
  );
  return { peakMemoryBytes: best?.peak, capacityBytes: best?.capacity };
}
