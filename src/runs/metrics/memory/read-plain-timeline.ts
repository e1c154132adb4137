import { metricFindings } from '../../../findings/catalog/metric.js';
import { type MetricsReader, type MetricsReport, reportNothing } from '../metrics-reader.js';
import { createWholeFileReader } from '../whole-file.js';
import { CATEGORY_COUNT, holdersOf } from './categories.js';
import { createPeakPoints } from './peak-points.js';

/** What begins a file of them: a list of times in microseconds. */
export const PLAIN_TIMELINE_HEAD = /^\s*\[\s*\[\s*\d{13,17}\s*[,\]]/;
const WHAT = 'a timeline of memory';
const MOST_BYTES = 256 * 2 ** 20;

/** `export_memory_timeline("….json")`: times, and beside each a 0 and the bytes of each category. */
export function createPlainTimelineReader(file: string): MetricsReader {
  return createWholeFileReader(file, WHAT, MOST_BYTES, (bytes) => {
    const value = parse(bytes);
    const [times, sizes] = Array.isArray(value) ? (value as unknown[]) : [];
    if (!Array.isArray(times) || !Array.isArray(sizes) || times.length === 0 || times.length !== sizes.length)
      return reportNothing(
        metricFindings.unreadableMetrics({ file, what: WHAT, reason: 'it is no list of times and sizes' }),
      );
    return reportLevels(times, sizes);
  });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function reportLevels(times: readonly unknown[], sizes: readonly unknown[]): MetricsReport {
  const points = createPeakPoints();
  const base = Number(times[0]);
  let peak = -Infinity;
  let atPeak: readonly number[] = [];
  for (const [index, time] of times.entries()) {
    const row: unknown = sizes[index];
    const held = Array.isArray(row) ? row.slice(1, 1 + CATEGORY_COUNT).map(Number) : [];
    const total = held.reduce((sum, bytes) => sum + bytes, 0);
    const timeNs = Math.round((Number(time) - base) * 1000);
    if (!Number.isFinite(total) || !Number.isFinite(timeNs)) continue;
    points.add(timeNs, total);
    if (total <= peak) continue;
    peak = total;
    atPeak = held;
  }
  const memory = {
    device: 'unknown',
    peakAllocatedBytes: Number.isFinite(peak) ? peak : undefined,
    peakReservedBytes: undefined,
    capacityBytes: undefined,
    points: points.points(),
    holders: holdersOf(atPeak),
  };
  return { memory: [memory], operators: [], health: [], findings: [] };
}
