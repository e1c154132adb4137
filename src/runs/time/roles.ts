import { EventKind, type Timeline } from '../trace/timeline.js';
import { isSynchronisingCall } from './synchronising-calls.js';

/** Bits of what an event does, for what covers what. An event may have several. */
export const Role = {
  Kernel: 1,
  Memcpy: 2,
  Memset: 4,
  Collective: 8,
  /** `nccl:all_reduce`, `gloo:all_reduce` on the host, but not the operators and records around them. */
  HostCommunication: 16,
  Runtime: 32,
  /** A call of the runtime that makes the host wait for the device. */
  Synchronising: 64,
  /** Operators and annotations on the host but those that have a role of their own. */
  CpuOp: 128,
  DataLoader: 256,
} as const;

/** Of anything that runs on a device. */
export const ON_DEVICE = Role.Kernel | Role.Memcpy | Role.Memset | Role.Collective;

const BY_KIND: Partial<Record<EventKind, number>> = {
  [EventKind.Kernel]: Role.Kernel,
  [EventKind.Collective]: Role.Collective,
  [EventKind.Memcpy]: Role.Memcpy,
  [EventKind.Memset]: Role.Memset,
  [EventKind.Runtime]: Role.Runtime,
  [EventKind.CpuOp]: Role.CpuOp,
  [EventKind.DataLoader]: Role.DataLoader,
  [EventKind.Annotation]: Role.CpuOp,
  [EventKind.OptimizerStep]: Role.CpuOp,
  [EventKind.ModuleAnnotation]: Role.CpuOp,
};

/** `record_param_comms` and `c10d::allreduce_` only hand over the work; they last as long as the handing over does. */
const HOST_COMMUNICATION = /^(?!record_param_comms$|c10d::)/u;

/** Of each event its `Role` bits. Names are looked at once each. */
export function assignRoles({ events, kind }: Timeline): Uint16Array {
  const { names, name, count } = events;
  const byKind = new Uint16Array(256);
  for (const [one, bits] of Object.entries(BY_KIND)) byKind[Number(one)] = bits;
  const ofCall = lazily(names, (text) => Role.Runtime | (isSynchronisingCall(text) ? Role.Synchronising : 0));
  const ofCommunication = lazily(names, (text) =>
    HOST_COMMUNICATION.test(text) ? Role.HostCommunication : Role.CpuOp,
  );
  const roles = new Uint16Array(count);
  for (let row = 0; row < count; row += 1) {
    const one = kind[row] as number;
    if (one === EventKind.Runtime) roles[row] = ofCall(name[row] as number);
    else if (one === EventKind.HostCommunication) roles[row] = ofCommunication(name[row] as number);
    else roles[row] = byKind[one] as number;
  }
  return roles;
}

function lazily(names: readonly string[], decide: (text: string) => number): (name: number) => number {
  const known = new Uint16Array(names.length);
  return (name) => {
    const bits = known[name];
    if (bits !== undefined && bits !== 0) return bits;
    const decided = decide(names[name] ?? '');
    known[name] = decided;
    return decided;
  };
}
