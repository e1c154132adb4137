import { lengthWithin, type TimeWindow } from '../intervals/measure-within.js';
import type { GpuTime } from '../report/rank-report.js';
import type { DeviceTime } from './device-time.js';
import { measureIdle } from './idle-causes.js';

/** Time on the device in a window, or in all of the trace. See `docs/definitions.md` for each number. */
export function measureGpu(device: DeviceTime, window: TimeWindow = device.extent): GpuTime {
  const spanNs = Math.max(0, window.to - window.from);
  const busyNs = lengthWithin(device.busy, window);
  const computeNs = lengthWithin(device.compute, window);
  const communicationNs = lengthWithin(device.communication, window);
  const bothNs = lengthWithin(device.computeOrCommunication, window);
  const exposedCommunicationNs = bothNs - computeNs;
  const idleNs = spanNs - busyNs;
  return {
    spanNs,
    busyNs,
    idleNs,
    computeNs,
    communicationNs,
    exposedCommunicationNs,
    memcpyNs: lengthWithin(device.memcpy, window),
    exposedMemcpyNs: busyNs - bothNs,
    memsetNs: lengthWithin(device.memset, window),
    overlapPercent:
      communicationNs > 0 ? ((communicationNs - exposedCommunicationNs) / communicationNs) * 100 : undefined,
    idleByCause: measureIdle(device.idle, window, idleNs),
  };
}
