import { describe, expect, it } from 'vitest';
import { withRoles } from '../../../src/runs/time/cover-roles.js';
import { prepareDevice } from '../../../src/runs/time/device-time.js';
import { measureGpu } from '../../../src/runs/time/measure-gpu.js';
import { Role } from '../../../src/runs/time/roles.js';
import { realTimeline, realTimes } from './small-trace.js';

/** What Holistic Trace Analysis 0.6.1 says of the same traces, with their last step; it has whole microseconds. */
const NW0 = 'kineto-resnet50-v100-num_workers_0.pt.trace.json.gz';
const NW4 = 'kineto-resnet50-v100-num_workers_4.pt.trace.json.gz';
const CONTROL = 'hta-a100-8rank-control-rank3.json.gz';
const NS = 'hta-v100-ns-resolution-resnet-ddp-rank0.json.gz';

describe('Holistic Trace Analysis', () => {
  it.each([
    [CONTROL, 464_594, 76_007],
    [NW0, 996_477, 392_919],
    [NW4, 801_550, 187_137],
  ])('has the same span and idle time of %s', (name, span, idle) => {
    const { gpu } = realTimes(name);
    expect([gpu?.spanNs, gpu?.idleNs]).toEqual([span * 1000, idle * 1000]);
  });

  it('has the same communication, alone and beside others', () => {
    const { gpu } = realTimes(CONTROL);
    const [alone, withKernels, withCopies, withBoth] = [86_554, 66_699, 1367, 8915];
    expect(gpu?.communicationNs).toBe((alone + withKernels + withCopies + withBoth) * 1000);
  });

  /** There fills are no computation, so that what they cover of communication is not overlap: 46.24 %. */
  it('has less overlap where fills run beside communication', () => {
    const { gpu } = realTimes(CONTROL);
    expect(gpu?.overlapPercent).toBeCloseTo(46.637, 3);
    expect(((66_699 + 8915) / 163_535) * 100).toBeCloseTo(46.24, 2);
  });

  it.each([
    [
      CONTROL,
      {
        count: 9450,
        hostNs: 139_446_000,
        deviceNs: 501_567_000,
        shortKernels: 3704,
        slowRuntimeCalls: 30,
        slowLaunches: 6098,
      },
    ],
    [
      NW0,
      {
        count: 9096,
        hostNs: 99_900_000,
        deviceNs: 603_558_000,
        shortKernels: 5748,
        slowRuntimeCalls: 6,
        slowLaunches: 7267,
      },
    ],
  ])('has the same launches of %s', (name, launches) => expect(realTimes(name).launches).toMatchObject(launches));

  it('loses up to a microsecond of each event where a trace has nanoseconds', () => {
    const { launches, gpu } = realTimes(NS);
    expect(launches).toMatchObject({ count: 6095, slowLaunches: 5932 });
    expect([launches?.shortKernels, launches?.slowRuntimeCalls]).toEqual([3498, 936]);
    expect(gpu?.idleNs).toBe(7_574_738);
  });

  /** It knows neither data loaders nor waiting; without these two its three classes of one stream are ours. */
  it.each([
    [NW0, 382_676, 10_243, 0],
    [NW4, 175_026, 10_642, 1469],
  ])('has the same gaps by their launches of %s', (name, hostWait, kernelWait, other) => {
    const timeline = withRoles(realTimeline(name));
    const roles = timeline.roles.map((bits) => bits & ~(Role.DataLoader | Role.Synchronising));
    const device = prepareDevice({ ...timeline, roles });
    expect(device && measureGpu(device).idleByCause).toEqual({
      dataloaderNs: 0,
      syncNs: 0,
      hostLaunchNs: hostWait * 1000,
      kernelGapNs: kernelWait * 1000,
      otherNs: other * 1000,
    });
  });
});
