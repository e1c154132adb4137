import { metricFindings } from '../../findings/catalog/metric.js';
import { type MetricsReader, type MetricsReport, type OperatorCount, reportNothing } from './metrics-reader.js';
import { createWholeFileReader } from './whole-file.js';

/** What begins one: `{"schema": "1.1.1-chakra.0.0.4", "pid": …`. */
export const EXECUTION_TRACE_HEAD = /^\s*\{\s*"schema"\s*:\s*"\d+\.\d+\.\d+[^"]{0,40}"\s*,/;
const WHAT = 'an execution trace';
const MOST_BYTES = 256 * 2 ** 20;
/** Nodes that are no operators: the process, its threads. */
const FRAME = /^\[pytorch\|/;

/**
 * What `ExecutionTraceObserver` writes (and Chakra reads): the operators that ran, with shapes and dependencies, without
 * times. It is recognised and counted, so that nobody waits for numbers that it cannot hold.
 */
export function createExecutionTraceReader(file: string): MetricsReader {
  return createWholeFileReader(file, WHAT, MOST_BYTES, (bytes) => {
    const { schema, nodes } = parse(bytes) ?? {};
    if (!Array.isArray(nodes)) {
      const reason = 'it is no JSON with a list of nodes; perhaps it ends in the middle';
      return reportNothing(metricFindings.unreadableMetrics({ file, what: WHAT, reason }));
    }
    return countOperators(file, typeof schema === 'string' ? schema.slice(0, 60) : 'of an unknown schema', nodes);
  });
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function countOperators(file: string, schema: string, nodes: readonly unknown[]): MetricsReport {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const name: unknown = typeof node === 'object' && node !== null && 'name' in node ? node.name : undefined;
    if (typeof name === 'string' && !FRAME.test(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const operators: OperatorCount[] = [...counts].map(([name, calls]) => ({ name, calls }));
  const total = operators.reduce((sum, { calls }) => sum + calls, 0);
  return reportNothing(
    metricFindings.noTimes({ file, schema, operators: total }),
    operators.sort((a, b) => b.calls - a.calls),
  );
}
