import { EventKind } from './timeline.js';

/**
 * Kernels that communicate: NCCL, RCCL and HCCL by their names, and those that are known to do so without them (DeepEP,
 * NVSHMEM, symmetric memory, one-shot and two-shot all-reduce).
 */
const COLLECTIVE_KERNEL =
  /nccl|rccl|hccl|deep_ep|dpsk::ep|nvshmem|multimem_|one_shot|two_shot|cross_device_reduce|oneccl/iu;

const HOST_COMMUNICATION = /^(?:nccl|gloo|mpi|ucc|xccl|hccl):|^record_param_comms$|^c10d::/u;

/** By category, in lower case; those of operators and annotations are told apart by their names. */
const BY_CATEGORY: ReadonlyMap<string, EventKind> = new Map([
  ['kernel', EventKind.Kernel],
  ['gpu_memcpy', EventKind.Memcpy],
  ['memcpy', EventKind.Memcpy],
  ['gpu_memset', EventKind.Memset],
  ['memset', EventKind.Memset],
  ['mtia_ccp_events', EventKind.Kernel],
  ['hpu_op', EventKind.Kernel],
  ['runtime', EventKind.Runtime],
  ['cuda_runtime', EventKind.Runtime],
  ['cuda_driver', EventKind.Runtime],
  ['xpu_runtime', EventKind.Runtime],
  ['xpu_driver', EventKind.Runtime],
  ['mtia_runtime', EventKind.Runtime],
  ['glow_runtime', EventKind.Runtime],
  ['privateuse1_runtime', EventKind.Runtime],
  ['privateuse1_driver', EventKind.Runtime],
  ['operator', EventKind.CpuOp],
  ['cpu_op', EventKind.CpuOp],
  ['user_annotation', EventKind.Annotation],
  ['gpu_user_annotation', EventKind.DeviceAnnotation],
  ['python_function', EventKind.PythonFrame],
  ['collective_comm', EventKind.HostCommunication],
  ['cuda_sync', EventKind.Sync],
  ['xpu_sync', EventKind.Sync],
  ['overhead', EventKind.Overhead],
]);

/** What an event with a duration is. `process` is its `pid` as written: the oldest traces have no category. */
export function classifyEvent(category: string, name: string, process: string): EventKind {
  const kind = BY_CATEGORY.get(category.toLowerCase()) ?? withoutCategory(category, process);
  switch (kind) {
    case EventKind.Kernel:
      return COLLECTIVE_KERNEL.test(name) ? EventKind.Collective : kind;
    case EventKind.CpuOp:
    case EventKind.Annotation:
      return classifyName(name, kind);
    case EventKind.PythonFrame:
      return name.startsWith('nn.Module: ') ? EventKind.ModuleFrame : kind;
    default:
      return kind;
  }
}

/** The profiler of a PyTorch that was built without Kineto names only the process. */
function withoutCategory(category: string, process: string): EventKind {
  if (category !== '') return EventKind.Other;
  if (process === 'CPU functions') return EventKind.CpuOp;
  return process === 'CUDA functions' ? EventKind.Kernel : EventKind.Other;
}

function classifyName(name: string, kind: EventKind): EventKind {
  if (name.startsWith('ProfilerStep#')) return EventKind.Step;
  if (name.startsWith('enumerate(DataLoader)#') || name.startsWith('enumerate(DataPipe)#')) return EventKind.DataLoader;
  if (name.startsWith('Optimizer.step#')) return EventKind.OptimizerStep;
  if (name.startsWith('module:')) return EventKind.ModuleAnnotation;
  return HOST_COMMUNICATION.test(name) ? EventKind.HostCommunication : kind;
}
