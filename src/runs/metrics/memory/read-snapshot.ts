import { bytesSource } from '../../../base/byte-source.js';
import { metricFindings } from '../../../findings/catalog/metric.js';
import type { PickleLimits } from '../../../syntax/pickle/machine.js';
import { isPickleNode, type PickleValue } from '../../../syntax/pickle/pickle-value.js';
import { readPickle } from '../../../syntax/pickle/read-pickle.js';
import type { MemoryReport } from '../../report/rank-report.js';
import { type MetricsReader, type MetricsReport, noteHealth, reportNothing } from '../metrics-reader.js';
import { createWholeFileReader } from '../whole-file.js';
import { type AllocatorState, readAllocatorStates } from './allocator-state.js';
import { hasHistory, replayHistory } from './replay-history.js';
import { fieldsOf, itemsOf } from './snapshot-values.js';

const WHAT = 'a snapshot of GPU memory';
const MOST_BYTES = 256 * 2 ** 20;
/** An entry of the history takes some hundred operations, of which most say its stack, and ten records. */
const LIMITS: PickleLimits = { operations: 64_000_000, records: 3_000_000 };
/**
 * What `torch.cuda.memory._dump_snapshot()` writes: a pickle of dicts, lists, texts and numbers. It is read as data; nothing
 * in it is imported or called, and one that would have to be is refused; so is one of more than some 300,000 entries.
 */
export function createSnapshotReader(file: string): MetricsReader {
  return createWholeFileReader(file, WHAT, MOST_BYTES, (bytes) => readSnapshot(file, bytes));
}

function readSnapshot(file: string, bytes: Uint8Array): MetricsReport {
  const refuse = (reason: string): MetricsReport =>
    reportNothing(metricFindings.unreadableMetrics({ file, what: WHAT, reason }));
  const { value, names, problem } = readPickle(bytesSource(bytes), 0, LIMITS);
  if (problem) return refuse(problem.reason);
  if (names.length > 0) return refuse(`it would import ${names[0]?.module ?? 'something'}, which no snapshot does`);
  const { segments, traces } = partsOf(value);
  const states = readAllocatorStates(segments);
  const devices = new Set([...states.keys(), ...traces.flatMap((trace, index) => (hasHistory(trace) ? [index] : []))]);
  if (devices.size === 0) return refuse('it has neither segments nor a history');
  const sorted = [...devices].sort((a, b) => a - b);
  const memory = sorted.map((device) => reportDevice(device, states.get(device), itemsOf(traces[device])));
  const silent = memory.filter(({ peakAllocatedBytes }) => peakAllocatedBytes === undefined);
  const health = silent.map(({ device }) => noteHealth(file, metricFindings.noHistory({ device })));
  return { memory, operators: [], health, findings: [] };
}

/** `memory_snapshot()` alone is the list of segments. */
function partsOf(value: PickleValue | undefined): {
  readonly segments: PickleValue | undefined;
  readonly traces: readonly PickleValue[];
} {
  if (isPickleNode(value) && value.kind === 'list') return { segments: value, traces: [] };
  const fields = fieldsOf(value);
  return { segments: fields.get('segments'), traces: itemsOf(fields.get('device_traces')) };
}

function reportDevice(device: number, state: AllocatorState | undefined, trace: readonly PickleValue[]): MemoryReport {
  const atEnd = { allocatedBytes: state?.askedBytes ?? 0, reservedBytes: state?.fragmentation.reservedBytes ?? 0 };
  const history = trace.length > 0 ? replayHistory(trace, atEnd) : undefined;
  return {
    device: `cuda:${device}`,
    peakAllocatedBytes: history?.peakAllocatedBytes,
    peakReservedBytes: history?.peakReservedBytes,
    capacityBytes: undefined,
    points: history?.points ?? [],
    ...(history ? { holders: history.holders } : {}),
    ...(state ? { fragmentation: state.fragmentation } : {}),
    ...(history && history.outOfMemory.length > 0 ? { outOfMemory: history.outOfMemory } : {}),
  };
}
