import { readTimeline } from '../../../src/runs/trace/read-timeline.js';
import type { Timeline } from '../../../src/runs/trace/timeline.js';
import { realTrace, scan } from '../../syntax/trace/scan.js';

export const REAL_TRACES: readonly string[] = [
  'hta-a100-8rank-control-rank3.json.gz',
  'hta-a100-alexnet-cuda_sync.json.gz',
  'hta-a100-nccl-args-2rank-rank0.json.gz',
  'hta-a100-triton.json.gz',
  'hta-cpu-only-gloo-rank34.pt.trace.json.gz',
  'hta-mi250-rocm62.json.gz',
  'hta-v100-ns-resolution-resnet-ddp-rank0.json.gz',
  'kineto-resnet50-v100-num_workers_0.pt.trace.json.gz',
  'kineto-resnet50-v100-num_workers_4.pt.trace.json.gz',
  'local-debian-torch1.13-no-kineto-legacy.json.gz',
  'local-torch2.13-cpu-transformer.pt.trace.json.gz',
  'tracelens-torch_compile_triton.json.gz',
];

export function realTimeline(name: string): Timeline {
  return readTimeline(scan(realTrace(name)));
}
